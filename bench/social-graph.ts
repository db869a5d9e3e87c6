import type { Knex } from 'knex';
import { createConnection } from 'mysql2/promise';
import type { DatabaseAddress } from '../src/database/connection.ts';
import { highestId } from '../src/database/counters.ts';
import { createRandom, insertPeople } from './people.ts';

export const PEOPLE = 100_000;
/** Followed by all people created here and by a million readers who exist only as rows of `follows`. */
export const CELEBRITY_ID = 1;
export const CELEBRITY_FOLLOWERS = 1_000_000;
const MAX_FOLLOWED_BY_ONE = 5000;
const ROWS_PER_STATEMENT = 10_000;

type Progress = (line: string) => void;

/**
 * Fills `users` and `follows` unless they are filled already: 100 000 people and 5.7M follows. One person has a million
 * followers, the others by a power law (the next has about 25 000). People follow 50 on average, the median is 20, a few follow
 * 5000. Takes a minute or two.
 */
export async function fillGraph(db: Knex, address: Extract<DatabaseAddress, { socketPath: string }>, progress: Progress) {
  if (await db('follows').first('id')) return;
  await insertPeople(db, PEOPLE, () => {});
  progress('people are there');
  const connection = await createConnection(address);
  let rows: [number, number, string, Date][] = [];
  const now = new Date();
  async function flush() {
    await connection.query('INSERT INTO follows (follower_id, followee_id, state, created_at) VALUES ?', [rows]);
    rows = [];
  }
  await connection.query('SET autocommit = 0, unique_checks = 0');
  let total = 0;
  for (const [followerId, followees] of followeesByPowerLaw()) {
    for (const followeeId of followees) rows.push([followerId, followeeId, 'active', now]);
    total += followees.length;
    if (rows.length >= ROWS_PER_STATEMENT) await flush();
    if (followerId % 20_000 === 0) progress(`${total} follows`);
  }
  for (let index = 1; index <= CELEBRITY_FOLLOWERS - PEOPLE; index += 1) {
    rows.push([PEOPLE + index, CELEBRITY_ID, 'active', now]);
    if (rows.length >= ROWS_PER_STATEMENT) await flush();
  }
  await flush();
  await connection.query('COMMIT');
  await connection.end();
  await db.raw('ANALYZE TABLE users, follows');
  progress('follows are there');
}

const PLACES = 5000;
const MEMBERSHIPS = 10;

/** 5000 groups and as many pages, with popularity by a power law. Each person is in up to 10 of each kind. Filled once. */
export async function fillPlaces(db: Knex, progress: Progress): Promise<void> {
  if (await db('community_groups').first('id')) return;
  await fillNumbers(db);
  const made = `SELECT 1 + n, CONCAT('bench-', n), CONCAT('Place ', n), '', UTC_TIMESTAMP(3) FROM bench_numbers WHERE n < ${PLACES}`;
  await db.raw(`INSERT INTO community_groups (owner_id, name, title, about, created_at) ${made}`);
  await db.raw(`INSERT INTO pages (owner_id, name, title, description, created_at) ${made}`);
  const chosen = `1 + FLOOR(${PLACES} * POW(RAND(), 2))`;
  for (let index = 0; index < MEMBERSHIPS; index += 1) {
    const one = `SELECT ${chosen} AS container_id, id FROM users WHERE id <= ${PEOPLE}`;
    await db.raw(
      `INSERT INTO group_members (group_id, user_id, state, created_at) SELECT container_id, id, 'member', UTC_TIMESTAMP(3)
       FROM (${one}) AS chosen ON DUPLICATE KEY UPDATE group_members.state = 'member'`,
    );
    await db.raw(
      `INSERT INTO page_likes (page_id, user_id, created_at) SELECT container_id, id, UTC_TIMESTAMP(3)
       FROM (${one}) AS chosen ON DUPLICATE KEY UPDATE page_likes.user_id = page_likes.user_id`,
    );
  }
  await db.raw('ANALYZE TABLE community_groups, pages, group_members, page_likes');
  progress('groups and pages are there');
}

function* followeesByPowerLaw(): Generator<[number, number[]]> {
  const random = createRandom(2);
  for (let followerId = 1; followerId <= PEOPLE; followerId += 1) {
    const wanted = Math.min(MAX_FOLLOWED_BY_ONE, Math.floor(12 * (1 - random()) ** -0.8));
    const followees = new Set<number>([CELEBRITY_ID]);
    for (let tries = 0; followees.size < wanted && tries < wanted * 3; tries += 1) {
      followees.add(1 + Math.floor(PEOPLE * random() ** 2.2));
    }
    followees.delete(followerId);
    yield [followerId, [...followees].sort((a, b) => a - b)];
  }
}

/**
 * Makes `posts` hold exactly `count` rows and fills the tables of the feed to match. Authors follow a power law (the most active
 * writes one post in 300). One post in ten is in a group, one in ten on a page. Of the others 88 % are for everyone, 4 % each for
 * people the author follows and for followers, 2 % each private and anonymous.
 */
export async function fillPosts(db: Knex, count: number, progress: Progress): Promise<void> {
  const have = await highestId(db, 'posts');
  if (have > count)
    for (const table of ['posts', 'feed_posts', 'feed_container_posts', 'feed_latest_posts']) await db(table).truncate();
  const from = have > count ? 0 : have;
  if (from === count && (await db('feed_latest_posts').first('author_id'))) return;
  await fillNumbers(db);
  for (let start = from; start < count; start += 100_000) {
    await db.raw(
      'INSERT INTO posts (id, author_id, group_id, page_id, privacy, text, created_at) ' +
        'SELECT ? + n, FLOOR(1 + ? * POW(RAND(), 2)), ' +
        `IF(n % 10 = 0, 1 + FLOOR(${PLACES} * POW(RAND(), 2)), 0), IF(n % 10 = 1, 1 + FLOOR(${PLACES} * POW(RAND(), 2)), 0), ` +
        'IF(n % 10 < 2, 0, COALESCE(ELT(1 + FLOOR(RAND() * 50), 1, 1, 2, 2, 3, 4), 0)), ' +
        "CONCAT('Post number ', n, REPEAT(' and some more words', FLOOR(RAND() * 10))), UTC_TIMESTAMP(3) " +
        'FROM bench_numbers WHERE n < ?',
      [start + 1, PEOPLE, Math.min(100_000, count - start)],
    );
    if (start % 1_000_000 === 0) progress(`${start} posts`);
  }
  await db.raw(
    'INSERT INTO feed_posts (author_id, post_id, audience) ' +
      'SELECT author_id, id, ELT(privacy + 1, 0, 2, 1, 3, 4) FROM posts ' +
      'WHERE id > (SELECT COALESCE(MAX(post_id), 0) FROM feed_posts) AND group_id = 0 AND page_id = 0 ORDER BY author_id, id',
  );
  await db.raw(
    'INSERT INTO feed_container_posts (container_kind, container_id, post_id, author_id, is_open) ' +
      'SELECT IF(page_id > 0, 2, 1), IF(page_id > 0, page_id, group_id), id, author_id, 1 FROM posts ' +
      'WHERE id > (SELECT COALESCE(MAX(post_id), 0) FROM feed_container_posts) AND (group_id > 0 OR page_id > 0) ' +
      'ORDER BY page_id > 0, group_id, page_id, id',
  );
  await db('feed_latest_posts').delete();
  await db.raw(
    'INSERT INTO feed_latest_posts (author_id, shared_id, mutual_id) SELECT author_id, ' +
      'MAX(IF(audience <= 1, post_id, 0)), MAX(IF(audience = 2, post_id, 0)) FROM feed_posts GROUP BY author_id',
  );
  await db.raw('ANALYZE TABLE posts, feed_posts, feed_container_posts, feed_latest_posts');
  progress(`${count} posts are there`);
}

/** A table of the numbers below 100 000, used to generate rows. */
export async function fillNumbers(db: Knex): Promise<void> {
  if (await db.schema.hasTable('bench_numbers')) return;
  await db.schema.createTable('bench_numbers', (table) => table.integer('n').primary());
  for (let from = 0; from < 100_000; from += 10_000) {
    await db('bench_numbers').insert(Array.from({ length: 10_000 }, (_, index) => ({ n: from + index })));
  }
}
