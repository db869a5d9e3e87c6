import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';

export type CommentReactionRow = { id: number; comment_id: number; user_id: number; reaction: number; created_at: Date };
export type CommentMarkRow = { id: number; comment_id: number; user_id: number; created_at: Date };

declare module 'knex/types/tables.js' {
  interface Tables {
    comment_reactions: CommentReactionRow;
    comment_wonders: CommentMarkRow;
    comment_reports: CommentMarkRow;
  }
}

/** A person and a comment. */
export type Pair = { comment_id: number; user_id: number };

/** What the viewer left on a comment: a reaction of 1 to 6, or a wonder as 0. */
export type OwnMark = { comment_id: number; reaction: number };

/** What one person left on the comments. 1 statement. */
export async function ownMarks(db: Knex, userId: number, ids: readonly number[]): Promise<OwnMark[]> {
  if (ids.length === 0) return [];
  const rows: { comment_id: number; reaction: number | string }[] = await db('comment_reactions')
    .select('comment_id', 'reaction')
    .where({ user_id: userId })
    .whereIn('comment_id', ids)
    .unionAll((wonders) => {
      wonders.select('comment_id', db.raw('0')).from('comment_wonders').where({ user_id: userId }).whereIn('comment_id', ids);
    });
  // in a union the column takes a type that arrives as text
  return rows.map((row) => ({ comment_id: row.comment_id, reaction: Number(row.reaction) }));
}

/** The person's reaction to a locked comment, 0 for none. */
export async function ownReaction(tx: Tx, pair: Pair): Promise<number> {
  const row = await tx('comment_reactions').where(pair).first('reaction');
  return row?.reaction ?? 0;
}

/** Puts a reaction in the place of the person's former one. */
export async function saveReaction(tx: Tx, row: Omit<CommentReactionRow, 'id'>): Promise<void> {
  await tx('comment_reactions').insert(row).onConflict(['comment_id', 'user_id']).merge(['reaction', 'created_at']);
}

export async function deleteReaction(tx: Tx, pair: Pair): Promise<void> {
  await tx('comment_reactions').where(pair).delete();
}

export type MarkTable = 'comment_wonders' | 'comment_reports';

export async function insertMark(tx: Tx, table: MarkTable, row: Omit<CommentMarkRow, 'id'>): Promise<void> {
  await tx(table).insert(row);
}

/** Gives how many went: 0 or 1. */
export async function deleteMark(tx: Tx, table: MarkTable, pair: Pair): Promise<number> {
  return tx(table).where(pair).delete();
}
