import type { z } from 'zod';
import { REACTION_COUNTERS, type ReactionCounts } from './rules.ts';
import type { ReactionData } from './wire.ts';

/** `reaction`: the kinds given, the total, and the viewer's own (0 for none). Contract §1.3. */
export function presentReaction(counts: ReactionCounts, own: number): z.output<typeof ReactionData> {
  const marks = REACTION_COUNTERS.flatMap((counter, index) => (counts[counter] > 0 ? [[String(index + 1), 1]] : []));
  return {
    is_reacted: own > 0,
    type: own > 0 ? String(own) : '',
    count: counts.reactions_count,
    ...Object.fromEntries(marks),
    Like: counts.likes_count,
    Love: counts.loves_count,
    HaHa: counts.hahas_count,
    Wow: counts.wows_count,
    Sad: counts.sads_count,
    Angry: counts.angries_count,
  };
}
