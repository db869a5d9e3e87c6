import type { Knex } from 'knex';
import type { Tx } from '../database/write.ts';
import { withoutBlocked } from '../graph/without-blocked.ts';
import { AUDIENCE, type Audience } from './rules.ts';

export type FeedPostRow = { author_id: number; post_id: number; audience: Audience };

export type FeedHeadRow = { author_id: number; shared_id: number; mutual_id: number };

declare module 'knex/types/tables.js' {
  interface Tables {
    feed_posts: FeedPostRow;
    feed_heads: FeedHeadRow;
  }
}

/** Part of a feed: the newest `limit` posts older than the post `before`. */
export type FeedPart = { before: number; limit: number };

/** A followed author; `newestId` is their newest post in the part that the reader may meet, `mutual`: they follow the reader. */
export type FeedAuthor = { authorId: number; newestId: number; mutual: boolean };

// The two statements every reading of a feed sends are text: Knex took longer to build them than MariaDB to answer.

/** Whether the author in `column` follows the reader; looked up where it matters alone, few authors write for these last. */
const followsBack = (column: string) => `EXISTS (
  SELECT 1 FROM follows AS back
  WHERE back.follower_id = ${column} AND back.followee_id = :readerId AND back.state = 'active')`;

const NEWEST_ID = `IF(heads.mutual_id > heads.shared_id AND ${followsBack('heads.author_id')}, heads.mutual_id, heads.shared_id)`;

// An author's posts are looked at only where the newest is not older than the part: on later pages, for those already met.
const FOLLOWED_AUTHORS = `
  SELECT newest.author_id AS authorId, newest.post_id AS newestId, ${followsBack('newest.author_id')} AS mutual
  FROM (
    SELECT heads.author_id, CASE WHEN ${NEWEST_ID} < :before THEN ${NEWEST_ID} ELSE COALESCE((
      SELECT posts.post_id FROM feed_posts AS posts
      WHERE posts.author_id = heads.author_id AND posts.post_id < :before AND (
        posts.audience <= ${AUDIENCE.followers}
        OR (posts.audience = ${AUDIENCE.followersFollowedBack} AND ${followsBack('heads.author_id')}))
      ORDER BY posts.post_id DESC LIMIT 1), 0) END AS post_id
    FROM follows JOIN feed_heads AS heads ON heads.author_id = follows.followee_id
    WHERE follows.follower_id = :readerId AND follows.state = 'active'
    ORDER BY post_id DESC LIMIT :limit
  ) AS newest`;

type FeedAuthorRow = { authorId: number; mutual: number; newestId: number };

/** The followed authors with the newest posts, at most `limit`: nobody else's post is among the newest `limit`. */
export async function followedAuthors(db: Knex, readerId: number, { before, limit }: FeedPart): Promise<FeedAuthor[]> {
  const [rows = []] = await db.raw<FeedAuthorRow[][]>(FOLLOWED_AUTHORS, { readerId, before, limit });
  return rows.flatMap((row) => (row.newestId > 0 ? { ...row, mutual: row.mutual === 1 } : []));
}

const POSTS_OF = `
  (SELECT post_id FROM feed_posts WHERE author_id = ? AND post_id < ? AND post_id >= ? AND audience <= ?
    ORDER BY post_id DESC LIMIT ?)`;

/** The newest posts of the authors that `followedAuthors` gave for the part, and of the reader. */
export async function postIdsOf(
  db: Knex,
  readerId: number,
  { authors, before, limit }: FeedPart & { authors: readonly FeedAuthor[] },
): Promise<number[]> {
  // Where the authors fill the part, nothing older than the last one's newest is on it.
  const oldestId = authors.length < limit ? 0 : Math.min(...authors.map((author) => author.newestId));
  const bindings = (authorId: number, audience: Audience) => [authorId, before, oldestId, audience, limit];
  const [rows = []] = await db.raw<{ post_id: number }[][]>(
    `${Array(authors.length + 1)
      .fill(POSTS_OF)
      .join(' UNION ALL ')} ORDER BY post_id DESC LIMIT ?`,
    [
      ...bindings(readerId, AUDIENCE.author),
      ...authors.flatMap(({ authorId, mutual }) =>
        bindings(authorId, mutual ? AUDIENCE.followersFollowedBack : AUDIENCE.followers),
      ),
      limit,
    ],
  );
  return rows.map((row) => row.post_id);
}

/** The newest posts for everyone, without those of blocked people and of people who are gone. */
export async function publicPostIds(db: Knex, readerId: number, { before, limit }: FeedPart): Promise<number[]> {
  const query = db('feed_posts')
    .where('feed_posts.audience', AUDIENCE.everyone)
    .where('feed_posts.post_id', '<', before)
    .whereExists((heads) => {
      heads.select('heads.author_id').from('feed_heads as heads').whereRaw('heads.author_id = feed_posts.author_id');
    })
    .orderBy('feed_posts.post_id', 'desc')
    .limit(limit);
  return withoutBlocked(query, readerId, 'feed_posts.author_id').pluck('feed_posts.post_id');
}

/** Moves an author's heads up to a new post, and locks them. The row is there afterwards, whatever the audience. */
export async function raiseHeads(tx: Tx, { author_id, post_id, audience }: FeedPostRow): Promise<void> {
  const heads = {
    author_id,
    shared_id: audience <= AUDIENCE.followers ? post_id : 0,
    mutual_id: audience === AUDIENCE.followersFollowedBack ? post_id : 0,
  };
  await tx('feed_heads')
    .insert(heads)
    .onConflict('author_id')
    .merge({
      shared_id: tx.raw('GREATEST(shared_id, ?)', [heads.shared_id]),
      mutual_id: tx.raw('GREATEST(mutual_id, ?)', [heads.mutual_id]),
    });
}

export async function saveFeedPost(tx: Tx, row: FeedPostRow): Promise<void> {
  await tx('feed_posts').insert(row).onConflict(['author_id', 'post_id']).merge(['audience']);
}

export async function lockHeads(tx: Tx, authorId: number): Promise<void> {
  await tx('feed_heads').where({ author_id: authorId }).forUpdate().first('author_id');
}

/** Reads an author's heads anew from their posts. Their row is locked. */
export async function resetHeads(tx: Tx, authorId: number): Promise<void> {
  const newest = (from: Audience, to: Audience) => {
    const posts = tx('feed_posts').select('post_id').where('author_id', authorId).whereBetween('audience', [from, to]);
    return tx.raw<number>('COALESCE(?, 0)', [posts.orderBy('post_id', 'desc').limit(1)]);
  };
  const { everyone, followers, followersFollowedBack } = AUDIENCE;
  await tx('feed_heads')
    .where({ author_id: authorId })
    .update({
      shared_id: newest(everyone, followers),
      mutual_id: newest(followersFollowedBack, followersFollowedBack),
    });
}

export async function updateAudience(tx: Tx, { author_id, post_id, audience }: FeedPostRow): Promise<void> {
  await tx('feed_posts').where({ author_id, post_id }).update({ audience });
}

export async function deleteFeedPost(tx: Tx, { author_id, post_id }: Omit<FeedPostRow, 'audience'>): Promise<void> {
  await tx('feed_posts').where({ author_id, post_id }).delete();
}

export async function deleteHeads(tx: Tx, authorId: number): Promise<void> {
  await tx('feed_heads').where({ author_id: authorId }).delete();
}

/** Deletes at most `limit` of an author's posts from the feed. Gives how many went. */
export async function deleteFeedPostsOf(tx: Tx, authorId: number, limit: number): Promise<number> {
  return tx('feed_posts').where({ author_id: authorId }).limit(limit).delete();
}
