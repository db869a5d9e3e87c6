import type { CounterCheck } from '../database/counters.ts';
import { REACTIONS_TO } from '../reactions/catalogue.ts';
import { reactionCounters } from '../reactions/counters.ts';

/** The counters of stories. */
export const storyCounters: readonly CounterCheck[] = [
  { table: 'stories', column: 'views_count', rows: { table: 'story_views', key: 'story_id' } },
  ...reactionCounters(REACTIONS_TO.story),
];
