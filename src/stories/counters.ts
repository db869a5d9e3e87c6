import type { CounterCheck } from '../database/counters.ts';
import { REACTION_COUNTERS } from '../posts/present/reaction.ts';

const ofStory = (column: string, table: string, where: CounterCheck['rows']['where'] = {}): CounterCheck => ({
  table: 'stories',
  column,
  rows: { table, key: 'story_id', where },
});

/** The counters of stories. */
export const storyCounters: readonly CounterCheck[] = [
  ofStory('views_count', 'story_views'),
  ofStory('reactions_count', 'story_reactions'),
  ...REACTION_COUNTERS.map((column, index) => ofStory(column, 'story_reactions', { reaction: index + 1 })),
];
