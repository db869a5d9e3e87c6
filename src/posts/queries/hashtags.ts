import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';

export type HashtagRow = { id: number; tag: string; uses_count: number; last_used_at: Date };
export type PostHashtagRow = { id: number; tag_id: number; post_id: number };

declare module 'knex/types/tables.js' {
  interface Tables {
    hashtags: HashtagRow;
    post_hashtags: PostHashtagRow;
  }
}

/** Ties hashtags to a post and counts the uses. Tags are locked in one order. */
export async function useHashtags(tx: Tx, postId: number, { tags, now }: { tags: readonly string[]; now: Date }): Promise<void> {
  if (tags.length === 0) return;
  const sorted = [...tags].sort();
  await tx('hashtags')
    .insert(sorted.map((tag) => ({ tag, uses_count: 1, last_used_at: now })))
    .onConflict('tag')
    .merge({ uses_count: tx.raw('uses_count + 1'), last_used_at: now });
  const ids: number[] = await tx('hashtags').whereIn('tag', sorted).orderBy('id').pluck('id');
  await tx('post_hashtags').insert(ids.map((tag_id) => ({ tag_id, post_id: postId })));
}

/** Unties a post's hashtags, all of them; its row is locked. */
export async function deleteHashtagUses(tx: Tx, postId: number): Promise<void> {
  const ids: number[] = await tx('post_hashtags').where({ post_id: postId }).pluck('tag_id');
  if (ids.length === 0) return;
  const tags: string[] = await tx('hashtags').whereIn('id', ids).orderBy('tag').forUpdate().pluck('tag');
  await tx('post_hashtags').where({ post_id: postId }).delete();
  await tx('hashtags')
    .whereIn('tag', tags)
    .update({ uses_count: tx.raw('GREATEST(uses_count, 1) - 1') });
}

/** The id of a tag; 0, which none has, when nobody used it. */
export async function tagId(db: Knex, tag: string): Promise<number> {
  return (await db('hashtags').where({ tag }).first('id'))?.id ?? 0;
}

/** The most used hashtags of the days since `since`. */
export async function trendingRows(db: Knex, since: Date, limit: number): Promise<HashtagRow[]> {
  return db('hashtags')
    .where('last_used_at', '>=', since)
    .where('uses_count', '>', 0)
    .orderBy([
      { column: 'uses_count', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit)
    .select('id', 'tag', 'uses_count', 'last_used_at');
}
