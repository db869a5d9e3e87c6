import type { CounterCheck } from '../database/counters.ts';
import { REACTION_COUNTERS } from '../posts/present/reaction.ts';

const counters = [...REACTION_COUNTERS, 'dislikes_count'];

/** The counters that remarks on articles and movies keep. */
export const discussionCounters: readonly CounterCheck[] = (['article', 'movie'] as const).flatMap((subject) => {
  const [table, reactions] = [`${subject}_comments`, `${subject}_comment_reactions`];
  return [
    { table, column: 'replies_count', rows: { table, key: 'parent_id', where: { state: 'shown' } } },
    ...counters.map((column, index) => ({
      table,
      column,
      rows: { table: reactions, key: 'comment_id', where: { reaction: index + 1 } },
    })),
  ];
});
