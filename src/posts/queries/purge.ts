import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import type { MarkRow } from './marks.ts';

/** Tables whose rows go with the post, nothing counting them any more. */
const DEPENDENTS = ['post_saves', 'post_pins', 'post_reports', 'post_hides', 'post_views', 'poll_votes', 'poll_options'] as const;

/** Tables of what a person left on posts, counted by nothing. */
export const UNCOUNTED_MARKS = ['post_saves', 'post_pins', 'post_reports', 'post_hides'] as const;

declare module 'knex/types/tables.js' {
  interface Tables {
    deleted_posts: { post_id: number };
  }
}

/** Deletes a locked post as far as anybody can see; its rows are left to be purged. */
export async function markDeleted(tx: Tx, id: number, now: Date): Promise<void> {
  await tx('posts').where({ id }).update({ deleted_at: now });
  await tx('deleted_posts').insert({ post_id: id });
}

export async function deletedPostIds(db: Knex, limit: number): Promise<number[]> {
  return db('deleted_posts').orderBy('post_id').limit(limit).pluck('post_id');
}

/** The first table that still holds something of the post loses at most `limit` rows. Gives how many. */
export async function deleteDependents(tx: Tx, postId: number, limit: number): Promise<number> {
  for (const table of DEPENDENTS) {
    const deleted = await tx<{ post_id: number }>(table).where({ post_id: postId }).limit(limit).delete();
    if (deleted > 0) return limit;
  }
  return 0;
}

/** Shares of a post that is gone are posts of their own from then on. */
export async function unlinkShares(tx: Tx, postId: number, limit: number): Promise<number> {
  return tx('posts').where({ parent_id: postId }).limit(limit).update({ parent_id: 0 });
}

export async function lockPhotosOf(tx: Tx, postId: number, limit: number) {
  return tx('post_photos').select('id', 'file_key', 'small_key').where({ post_id: postId }).limit(limit).forUpdate();
}

export async function deletePhotoRows(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx('post_photos').whereIn('id', ids).delete();
}

/** The deleted post's row, locked; undefined where another has removed it. */
export async function lockDeletedPost(tx: Tx, id: number) {
  return tx('posts').where({ id }).whereNotNull('deleted_at').forUpdate().first('id', 'file_key', 'file_thumb_key', 'link_image');
}

export async function deletePostRow(tx: Tx, id: number): Promise<void> {
  await tx('posts').where({ id }).delete();
  await tx('deleted_posts').where({ post_id: id }).delete();
}

/** Posts of a person, and those on their wall, that are not deleted yet. */
export async function remainingPostIds(db: Knex, userId: number, limit: number): Promise<number[]> {
  const of = (column: 'author_id' | 'recipient_id') =>
    db('posts').select('id').where(column, userId).whereNull('deleted_at').limit(limit);
  return db
    .from(db.unionAll([of('author_id'), of('recipient_id')], true).as('remaining'))
    .limit(limit)
    .pluck('id');
}

/** Posts in a group, on a page or in an event that are not deleted yet. */
export async function remainingPostIdsIn(
  db: Knex,
  container: { group_id: number } | { page_id: number } | { event_id: number },
  limit: number,
): Promise<number[]> {
  return db('posts').where(container).whereNull('deleted_at').orderBy('id').limit(limit).pluck('id');
}

type Whose = { userId: number; limit: number };

export async function viewsOf(db: Knex, { userId, limit }: Whose): Promise<MarkRow[]> {
  return db('post_views').select('*').where({ user_id: userId }).orderBy('id').limit(limit);
}

export async function votesOf(db: Knex, { userId, limit }: Whose) {
  return db('poll_votes').select('id', 'post_id', 'option_id').where({ user_id: userId }).orderBy('id').limit(limit);
}

/** Removes one row; gives whether it was there. */
export async function deleteRow(tx: Tx, table: 'post_views' | 'poll_votes', id: number): Promise<boolean> {
  return (await tx<{ id: number }>(table).where({ id }).delete()) > 0;
}

export async function removeVote(tx: Tx, optionId: number): Promise<void> {
  await tx('poll_options')
    .where({ id: optionId })
    .update({ votes_count: tx.raw('GREATEST(votes_count, 1) - 1') });
}

export async function deleteMarksOf(
  tx: Tx,
  table: (typeof UNCOUNTED_MARKS)[number],
  userId: number,
  limit: number,
): Promise<number> {
  return tx<MarkRow>(table).where({ user_id: userId }).limit(limit).delete();
}
