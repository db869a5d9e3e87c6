import type { CounterCheck } from '../database/counters.ts';
import { REACTION_COUNTERS } from '../posts/present/reaction.ts';

/** The counters of reactions to articles. */
export const articleCounters: readonly CounterCheck[] = REACTION_COUNTERS.map((column, index) => ({
  table: 'articles',
  column,
  rows: { table: 'article_reactions', key: 'article_id', where: { reaction: index + 1 } },
}));
