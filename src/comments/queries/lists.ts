import type { Knex } from 'knex';
import { run } from '../../database/prepared.ts';
import { withoutBlocked } from '../../graph/without-blocked.ts';

/** Part of a list: at most `limit` before the row `offset`. */
export type ListPart = { limit: number; offset?: number | undefined };

/** The comments of a post (`parentId` 0), or the replies to one of them. */
export type ListOf = { postId: number; parentId: number; viewerId: number | undefined };

/** Ids of what active people the viewer may meet said there, newest first. 1 statement. */
export async function commentIds(db: Knex, list: ListOf, part: ListPart): Promise<number[]> {
  return latest(db, list, part).pluck('comments.id');
}

/**
 * The latest comments of each of the posts, newest first, `limit` each. 1 statement with a branch for each post, which reads
 * the newest of its index and no further: a window function would read every comment of the post.
 */
export async function latestCommentIds(
  db: Knex,
  postIds: readonly number[],
  { blockedIds, limit }: { blockedIds: readonly number[]; limit: number },
): Promise<{ post_id: number; id: number }[]> {
  if (postIds.length === 0) return [];
  // Built once and repeated; the post is its first value.
  const branch = latest(db, { postId: 0, parentId: 0, viewerId: undefined }, { limit }).select('comments.post_id', 'comments.id');
  if (blockedIds.length > 0) branch.whereNotIn('comments.author_id', blockedIds);
  const { sql, bindings } = branch.toSQL().toNative();
  const branches = Array(postIds.length).fill(`(${sql})`).join(' UNION ALL ');
  return run(
    db,
    `SELECT post_id, id FROM (${branches}) AS latest ORDER BY id DESC`,
    postIds.flatMap((postId) => [postId, ...bindings.slice(1)]),
  );
}

function latest(db: Knex, { postId, parentId, viewerId }: ListOf, { limit, offset }: ListPart) {
  const query = db
    // Told which index, and in which order: by itself the planner intersects indexes or begins with the people, and then reads
    // and sorts every comment of the post (100 000 of them: 300 ms instead of 1).
    .from(db.raw('comments FORCE INDEX (comments_post_index)'))
    .joinRaw('STRAIGHT_JOIN users ON users.id = comments.author_id')
    .where('comments.post_id', postId)
    .where('comments.parent_id', parentId)
    .where('comments.state', 'shown')
    .where('users.state', 'active')
    .orderBy('comments.id', 'desc')
    .limit(limit);
  if (offset !== undefined) query.where('comments.id', '<', offset);
  return withoutBlocked(query, viewerId, 'comments.author_id');
}

/** A person's mark on a comment; `id` is the row's. */
export type Marker = { id: number; user_id: number };

/** Who reacted to a comment in one way, newest first. 1 statement. */
export async function reactors(
  db: Knex,
  { commentId, reaction, viewerId }: { commentId: number; reaction: number; viewerId: number },
  part: ListPart,
): Promise<Marker[]> {
  return markers(
    db('comment_reactions as mark').where({ 'mark.comment_id': commentId, 'mark.reaction': reaction }),
    viewerId,
    part,
  );
}

/** Who wondered at (or disliked) a comment, newest first. 1 statement. */
export async function wonderers(
  db: Knex,
  { commentId, viewerId }: { commentId: number; viewerId: number },
  part: ListPart,
): Promise<Marker[]> {
  return markers(db('comment_wonders as mark').where('mark.comment_id', commentId), viewerId, part);
}

async function markers(marks: Knex.QueryBuilder, viewerId: number, { limit, offset }: ListPart): Promise<Marker[]> {
  const query = marks
    .joinRaw('STRAIGHT_JOIN users ON users.id = mark.user_id')
    .where('users.state', 'active')
    .select('mark.id', 'mark.user_id')
    .orderBy('mark.id', 'desc')
    .limit(limit);
  if (offset !== undefined) query.where('mark.id', '<', offset);
  return withoutBlocked(query, viewerId, 'mark.user_id');
}

/** Who replied to a comment lately, the latest `most` replies of others looked through. */
export async function recentRepliers(
  db: Knex,
  parentId: number,
  { except, most }: { except: number; most: number },
): Promise<number[]> {
  const authors: number[] = await db('comments')
    .where({ parent_id: parentId, state: 'shown' })
    .whereNot('author_id', except)
    .orderBy('id', 'desc')
    .limit(most)
    .pluck('author_id');
  return [...new Set(authors)];
}
