import type { z } from 'zod';
import type { ReactionData } from '../wire/reaction.ts';

/** How often each reaction was given. */
export type ReactionCounts = {
  likes_count: number;
  loves_count: number;
  hahas_count: number;
  wows_count: number;
  sads_count: number;
  angries_count: number;
  reactions_count: number;
};

/** The counters of the reactions 1 to 6, in order. */
export const REACTION_COUNTERS = [
  'likes_count',
  'loves_count',
  'hahas_count',
  'wows_count',
  'sads_count',
  'angries_count',
] as const;

/** `reaction`: marks of the kinds there are, how many in all, and the viewer's own (0 for none). Contract §1.3. */
export function reactionOf(counts: ReactionCounts, own: number): z.output<typeof ReactionData> {
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
