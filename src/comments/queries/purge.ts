import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import type { CommentRow } from './rows.ts';

/** Ids of some of the matching comments, oldest first. */
export async function someCommentIds(
  db: Knex,
  where: Pick<CommentRow, 'subject_kind' | 'subject_id'> | Pick<CommentRow, 'parent_id'>,
  limit: number,
): Promise<number[]> {
  return db('comments').where(where).orderBy('id').limit(limit).pluck('id');
}

const columns = ['id', 'subject_kind', 'subject_id', 'parent_id'] as const satisfies readonly (keyof CommentRow)[];

/** A comment to be deleted. */
export type DeletableComment = Pick<CommentRow, (typeof columns)[number]>;

/** Some of the deleted comments and replies, oldest first. */
export async function someDeleted(db: Knex, limit: number): Promise<DeletableComment[]> {
  return db('comments')
    .select(...columns)
    .whereNotNull('deleted_at')
    .orderBy('deleted_at')
    .limit(limit);
}

/** Some of the comments by a person, or in a page's name, that are not deleted. */
export async function someOf(
  db: Knex,
  whose: { author_id: number } | { page_id: number },
  limit: number,
): Promise<DeletableComment[]> {
  return db('comments')
    .select(...columns)
    .where({ ...whose, state: 'shown' })
    .limit(limit);
}

/** The files of comments that the transaction has locked. */
export async function lockedFiles(tx: Tx, ids: readonly number[]): Promise<Pick<CommentRow, 'file_key' | 'record_key'>[]> {
  if (ids.length === 0) return [];
  return tx('comments').select('file_key', 'record_key').whereIn('id', ids).orderBy('id').forUpdate();
}

export async function deleteCommentRows(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await tx('comments').whereIn('id', ids).delete();
}
