import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import type { ArticleRow } from './articles.ts';

export type ArticleReactionRow = { id: number; article_id: number; user_id: number; reaction: number; created_at: Date };

declare module 'knex/types/tables.js' {
  interface Tables {
    article_reactions: ArticleReactionRow;
  }
}

/** A person and an article. */
export type Pair = { article_id: number; user_id: number };

/** How one person reacted to the articles. 1 statement. */
export async function ownReactions(
  db: Knex,
  userId: number,
  ids: readonly number[],
): Promise<Pick<ArticleReactionRow, 'article_id' | 'reaction'>[]> {
  if (ids.length === 0) return [];
  return db('article_reactions').select('article_id', 'reaction').where({ user_id: userId }).whereIn('article_id', ids);
}

/** The person's reaction to a locked article, 0 for none. */
export async function ownReaction(tx: Tx, pair: Pair): Promise<number> {
  return (await tx('article_reactions').where(pair).first('reaction'))?.reaction ?? 0;
}

/** Puts a reaction in the place of the person's former one. */
export async function saveReaction(tx: Tx, row: Omit<ArticleReactionRow, 'id'>): Promise<void> {
  await tx('article_reactions').insert(row).onConflict(['article_id', 'user_id']).merge(['reaction', 'created_at']);
}

export async function deleteReaction(tx: Tx, pair: Pair): Promise<void> {
  await tx('article_reactions').where(pair).delete();
}

export type ArticleCounter = Extract<keyof ArticleRow, `${string}_count`>;

/** Moves a locked article's counter by one, not below 0. */
export async function moveCounter(tx: Tx, id: number, counter: ArticleCounter, change: 1 | -1): Promise<void> {
  const sum = change > 0 ? tx.raw('?? + 1', [counter]) : tx.raw('GREATEST(??, 1) - 1', [counter]);
  await tx('articles')
    .where({ id })
    .update({ [counter]: sum });
}

/** Ids of articles one person reacted to, at most `limit`. */
export async function reactedBy(db: Knex, userId: number, limit: number): Promise<number[]> {
  return db('article_reactions').where({ user_id: userId }).orderBy('id').limit(limit).pluck('article_id');
}

/** Deletes at most `limit` reactions to an article. Gives how many went. */
export async function deleteReactionsTo(tx: Tx, articleId: number, limit: number): Promise<number> {
  return tx('article_reactions').where({ article_id: articleId }).limit(limit).delete();
}
