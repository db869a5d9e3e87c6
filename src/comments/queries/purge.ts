import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import type { CommentRow, Place } from './rows.ts';

/** Ids of some of the comments that fit, oldest first. */
export async function someCommentIds(
  db: Knex,
  where: Pick<CommentRow, 'post_id'> | Pick<CommentRow, 'parent_id'>,
  limit: number,
): Promise<number[]> {
  return db('comments').where(where).orderBy('id').limit(limit).pluck('id');
}

/** A comment that goes. */
export type Gone = Omit<Place, 'state' | 'page_id'>;

/** Some of the deleted comments and replies, oldest first. */
export async function someDeleted(db: Knex, limit: number): Promise<Gone[]> {
  return db('comments')
    .select('id', 'post_id', 'author_id', 'parent_id')
    .whereNotNull('deleted_at')
    .orderBy('deleted_at')
    .limit(limit);
}

/** Some of what a person said, or was said in a page's name, and is still shown. */
export async function someOf(db: Knex, whose: { author_id: number } | { page_id: number }, limit: number): Promise<Gone[]> {
  const own = db('comments')
    .select('id', 'post_id', 'author_id', 'parent_id')
    .where({ ...whose, state: 'shown' });
  return own.limit(limit);
}

export type AnyMarkTable = 'comment_reactions' | 'comment_wonders' | 'comment_reports';

/** Deletes at most `limit` marks of the comments. Gives how many went. */
export async function deleteMarksOf(tx: Tx, table: AnyMarkTable, ids: readonly number[], limit: number): Promise<number> {
  if (ids.length === 0) return 0;
  return tx(table).whereIn('comment_id', ids).limit(limit).delete();
}

/** The files of the comments, which are locked. */
export async function lockedFiles(tx: Tx, ids: readonly number[]): Promise<Pick<CommentRow, 'file_key' | 'record_key'>[]> {
  if (ids.length === 0) return [];
  return tx('comments').select('file_key', 'record_key').whereIn('id', ids).orderBy('id').forUpdate();
}

export async function deleteCommentRows(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await tx('comments').whereIn('id', ids).delete();
}

/** Ids of comments one person left a mark on, at most `limit`. */
export async function markedBy(db: Knex, table: AnyMarkTable, userId: number, limit: number): Promise<number[]> {
  return db(table).where({ user_id: userId }).orderBy('id').limit(limit).pluck('comment_id');
}
