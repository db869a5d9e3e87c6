import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import type { Place, RemarkRow, RemarkTables } from './rows.ts';

/** Ids of some of the remarks that fit, oldest first. */
export async function someRemarkIds(
  db: Knex,
  { remarks }: RemarkTables,
  where: Pick<RemarkRow, 'subject_id'> | Pick<RemarkRow, 'parent_id'>,
  limit: number,
): Promise<number[]> {
  return db(remarks).where(where).orderBy('id').limit(limit).pluck('id');
}

/** Some of the deleted remarks, oldest first. */
export async function someDeleted(
  db: Knex,
  { remarks }: RemarkTables,
  limit: number,
): Promise<Pick<Place, 'id' | 'parent_id'>[]> {
  return db(remarks).select('id', 'parent_id').whereNotNull('deleted_at').orderBy('deleted_at').limit(limit);
}

/** Some of what a person said and is still shown. */
export async function someOf(db: Knex, { remarks }: RemarkTables, authorId: number, limit: number): Promise<Place[]> {
  const own = db(remarks).select('id', 'subject_id', 'author_id', 'parent_id', 'state');
  return own.where({ author_id: authorId, state: 'shown' }).limit(limit);
}

/** Ids of remarks one person reacted to, at most `limit`. */
export async function reactedBy(db: Knex, { reactions }: RemarkTables, userId: number, limit: number): Promise<number[]> {
  return db(reactions).where({ user_id: userId }).orderBy('id').limit(limit).pluck('comment_id');
}

/** Deletes at most `limit` reactions to the remarks. Gives how many went. */
export async function deleteReactionsTo(
  tx: Tx,
  { reactions }: RemarkTables,
  ids: readonly number[],
  limit: number,
): Promise<number> {
  if (ids.length === 0) return 0;
  return tx(reactions).whereIn('comment_id', ids).limit(limit).delete();
}

export async function deleteRemarkRows(tx: Tx, { remarks }: RemarkTables, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await tx(remarks).whereIn('id', ids).delete();
}
