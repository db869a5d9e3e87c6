import type { CounterCheck } from '../database/counters.ts';
import { REACTION_COUNTERS } from '../posts/present/reaction.ts';

const shown = { state: 'shown' };

/** The counters that comments, and what people leave on them, keep. */
export const commentCounters: readonly CounterCheck[] = [
  { table: 'posts', column: 'comments_count', rows: { table: 'comments', key: 'post_id', where: { parent_id: 0, ...shown } } },
  { table: 'comments', column: 'replies_count', rows: { table: 'comments', key: 'parent_id', where: shown } },
  { table: 'comments', column: 'reactions_count', rows: { table: 'comment_reactions', key: 'comment_id' } },
  { table: 'comments', column: 'wonders_count', rows: { table: 'comment_wonders', key: 'comment_id' } },
  ...REACTION_COUNTERS.map((column, index) => ({
    table: 'comments',
    column,
    rows: { table: 'comment_reactions', key: 'comment_id', where: { reaction: index + 1 } },
  })),
];
