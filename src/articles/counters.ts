import type { CounterCheck } from '../database/counters.ts';
import { REACTIONS_TO } from '../reactions/catalogue.ts';
import { reactionCounters } from '../reactions/counters.ts';

/** The counters that articles keep. */
export const articleCounters: readonly CounterCheck[] = reactionCounters(REACTIONS_TO.article);
