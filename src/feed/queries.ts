import type { Knex } from 'knex';
import { prepared, run } from '../database/prepared.ts';
import type { Tx } from '../database/write.ts';
import { withoutBlocked } from '../graph/without-blocked.ts';
import { AUDIENCE, type Audience, OWN_AUDIENCE } from './rules.ts';

export type FeedPostRow = { author_id: number; post_id: number; audience: Audience };

export type LatestPostsRow = { author_id: number; shared_id: number; mutual_id: number };

declare module 'knex/types/tables.js' {
  interface Tables {
    feed_posts: FeedPostRow;
    feed_latest_posts: LatestPostsRow;
  }
}

/** A page of a feed: the newest `limit` posts older than the post `before`. */
export type FeedPage = { before: number; limit: number };

/** A followed author; `newestId` is their newest post on the page that the reader can see, `mutual`: they follow the reader. */
export type FeedAuthor = { authorId: number; newestId: number; mutual: boolean };

// The two statements of every feed request are prepared text: Knex took longer to build them than MariaDB to answer.

/**
 * Whether the author in `column` follows the reader; looked up only when needed, since few authors write for these readers last.
 */
const followsBack = (column: string) => `EXISTS (
  SELECT 1 FROM follows AS back
  WHERE back.follower_id = ${column} AND back.followee_id = ? AND back.state = 'active')`;

const NEWEST_ID = `IF(heads.mutual_id > heads.shared_id AND ${followsBack('heads.author_id')}, heads.mutual_id, heads.shared_id)`;

// Reads an author's posts only when their newest is not older than the page: on later pages, for the authors of earlier ones.
const FOLLOWED_AUTHORS = `
  SELECT newest.author_id AS authorId, newest.post_id AS newestId, ${followsBack('newest.author_id')} AS mutual
  FROM (
    SELECT heads.author_id, CASE WHEN ${NEWEST_ID} < ? THEN ${NEWEST_ID} ELSE COALESCE((
      SELECT posts.post_id FROM feed_posts AS posts
      WHERE posts.author_id = heads.author_id AND posts.post_id < ? AND (
        posts.audience <= ${AUDIENCE.followers}
        OR (posts.audience = ${AUDIENCE.followersFollowedBack} AND ${followsBack('heads.author_id')}))
      ORDER BY posts.post_id DESC LIMIT 1), 0) END AS post_id
    FROM follows JOIN feed_latest_posts AS heads ON heads.author_id = follows.followee_id
    WHERE follows.follower_id = ? AND follows.state = 'active'
    ORDER BY post_id DESC LIMIT ?
  ) AS newest`;

type FeedAuthorRow = { authorId: number; mutual: number; newestId: number | string };

/** The followed authors with the newest posts, at most `limit`: no other author has one of the newest `limit` posts. */
export async function followedAuthors(db: Knex, readerId: number, { before, limit }: FeedPage): Promise<FeedAuthor[]> {
  const values = [readerId, readerId, before, readerId, before, readerId, readerId, limit];
  const rows = await run<FeedAuthorRow>(db, FOLLOWED_AUTHORS, values);
  // the id comes from a CASE, which arrives as text
  return rows.flatMap((row) =>
    Number(row.newestId) > 0 ? { ...row, newestId: Number(row.newestId), mutual: row.mutual === 1 } : [],
  );
}

type AuthorsPart = FeedPage & { authors: readonly FeedAuthor[] };

/**
 * The newest posts of the authors that `followedAuthors` gave for the page, and of the reader. 1 statement, 2 when one of them
 * wrote a lot.
 */
export async function postIdsOf(db: Knex, readerId: number, part: AuthorsPart): Promise<number[]> {
  const { authors, before, limit } = part;
  const oldestId = oldestOf(authors, limit);
  if (oldestId === 0) return postIdsByAuthor(db, readerId, part);
  const authorIds = [readerId, ...authors.map((author) => author.authorId)];
  const rows = await postsInRanges(db, { authorIds, before, oldestId, most: MAX_ROWS });
  if (rows.length === MAX_ROWS) return postIdsByAuthor(db, readerId, part);
  const audiences = new Map(authors.map((author) => [author.authorId, audienceFor(author)]));
  return rows
    .filter((row) => row.audience <= (audiences.get(row.author_id) ?? OWN_AUDIENCE))
    .map((row) => row.post_id)
    .sort((one, other) => other - one)
    .slice(0, limit);
}

/** When the sources fill the page, nothing older than the newest post of the last source is on it. */
export function oldestOf(sources: readonly { newestId: number }[], limit: number): number {
  return sources.length < limit ? 0 : Math.min(...sources.map((source) => source.newestId));
}

// A branch for each of 20 sources took 1 ms, one scan of all their ranges 0.3 ms. But when one of them wrote thousands of posts
// since another's newest, the scan would read them all, so it stops early and the branches, which each stop at the limit, are
// used instead; at once when there is no oldest post.
export const MAX_ROWS = 300;

const audienceFor = ({ mutual }: FeedAuthor) => (mutual ? AUDIENCE.followersFollowedBack : AUDIENCE.followers);

type Ranges = { authorIds: readonly number[]; before: number; oldestId: number; most: number };

const postsInRanges = prepared<Ranges, FeedPostRow>((db, { authorIds, before, oldestId, most }) =>
  db('feed_posts')
    .select('author_id', 'post_id', 'audience')
    .whereIn('author_id', authorIds)
    .where('post_id', '<', before)
    .where('post_id', '>=', oldestId)
    .limit(most),
);

const POSTS_OF = `
  (SELECT post_id FROM feed_posts WHERE author_id = ? AND post_id < ? AND post_id >= ? AND audience <= ?
    ORDER BY post_id DESC LIMIT ?)`;

async function postIdsByAuthor(db: Knex, readerId: number, { authors, before, limit }: AuthorsPart): Promise<number[]> {
  const oldestId = oldestOf(authors, limit);
  const bindings = (authorId: number, audience: Audience) => [authorId, before, oldestId, audience, limit];
  const rows = await run<{ post_id: number }>(
    db,
    `${Array(authors.length + 1)
      .fill(POSTS_OF)
      .join(' UNION ALL ')} ORDER BY post_id DESC LIMIT ?`,
    [...bindings(readerId, OWN_AUDIENCE), ...authors.flatMap((author) => bindings(author.authorId, audienceFor(author))), limit],
  );
  return rows.map((row) => row.post_id);
}

/** The newest public posts, without those of blocked and deleted users. */
export async function publicPostIds(db: Knex, readerId: number, { before, limit }: FeedPage): Promise<number[]> {
  return (await publicPosts(db, { readerId, before, limit })).map((row) => row.post_id);
}

type PublicPart = FeedPage & { readerId: number };

const publicPosts = prepared<PublicPart, { post_id: number }>((db, { readerId, before, limit }) => {
  const branch = (audience: Audience) => {
    // with a hint: when few users write, the planner begins with them and reads everything they ever wrote
    const query = db('feed_posts')
      .joinRaw('STRAIGHT_JOIN feed_latest_posts AS heads ON heads.author_id = feed_posts.author_id')
      .select('feed_posts.post_id')
      .where('feed_posts.audience', audience)
      .where('feed_posts.post_id', '<', before)
      .orderBy('feed_posts.post_id', 'desc')
      .limit(limit);
    return withoutBlocked(query, readerId, 'feed_posts.author_id');
  };
  // the newest of each range of the index
  const open = db.unionAll([branch(AUDIENCE.everyone), branch(AUDIENCE.anonymous)], true).as('open');
  return db.from(open).select('post_id').orderBy('post_id', 'desc').limit(limit);
});

/** Updates an author's latest posts for a new post, and locks them. The row exists afterwards, whatever the audience. */
export async function raiseLatestPosts(tx: Tx, { author_id, post_id, audience }: FeedPostRow): Promise<void> {
  const heads = {
    author_id,
    shared_id: audience <= AUDIENCE.followers ? post_id : 0,
    mutual_id: audience === AUDIENCE.followersFollowedBack ? post_id : 0,
  };
  await tx('feed_latest_posts')
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

export async function lockLatestPosts(tx: Tx, authorId: number): Promise<void> {
  await tx('feed_latest_posts').where({ author_id: authorId }).forUpdate().first('author_id');
}

/** Reads an author's latest posts again from their posts. Their row is locked. */
export async function resetLatestPosts(tx: Tx, authorId: number): Promise<void> {
  const newest = (from: Audience, to: Audience) => {
    const posts = tx('feed_posts').select('post_id').where('author_id', authorId).whereBetween('audience', [from, to]);
    return tx.raw<number>('COALESCE(?, 0)', [posts.orderBy('post_id', 'desc').limit(1)]);
  };
  const { everyone, followers, followersFollowedBack } = AUDIENCE;
  await tx('feed_latest_posts')
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

export async function deleteLatestPosts(tx: Tx, authorId: number): Promise<void> {
  await tx('feed_latest_posts').where({ author_id: authorId }).delete();
}

/** Deletes at most `limit` of an author's posts from the feed. Gives how many. */
export async function deleteFeedPostsOf(tx: Tx, authorId: number, limit: number): Promise<number> {
  return tx('feed_posts').where({ author_id: authorId }).limit(limit).delete();
}
