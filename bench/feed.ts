import type { Knex } from 'knex';
import type { ViewerContext } from '../src/context.ts';
import { connect } from '../src/database/connection.ts';
import { embeddedConnection, ensureDatabase, startEmbeddedDatabase } from '../src/database/embedded.ts';
import { createWrite } from '../src/database/write.ts';
import { addToFeed, type FeedFilter, homeFeedIds, removeFromFeed } from '../src/feed/service.ts';
import { hydratePosts } from '../src/posts/hydrate.ts';
import { loadSettings } from '../src/settings/service.ts';
import { createRandom } from './people.ts';
import { quantiles, table } from './report.ts';
import { CELEBRITY_FOLLOWERS, CELEBRITY_ID, fillGraph, fillPlaces, fillPosts, PEOPLE } from './social-graph.ts';

// Figures of docs/decisions/0006: a home feed of 20 posts with 100 000 people and 5.7M follows, behind 100 000, 1M and 5M posts.
// The database is kept in .data/bench. Arguments: the numbers of posts.

const BUFFER_POOL_BYTES = 3 * 1024 ** 3;
const READS = 400;
const LIMIT = 20;

const embedded = await startEmbeddedDatabase({ dataDirectory: '.data/bench', log: console.log, fast: true });
await ensureDatabase(embedded, 'feed');
const address = embeddedConnection(embedded, 'feed');
const db = connect(address, 10);
const startedAt = Date.now();
const progress = (line: string) => console.log(`${Math.round((Date.now() - startedAt) / 1000)} s: ${line}`);

/** The parts of a request context that the feed uses. The other parts are absent. */
function contextOf(id: number): ViewerContext {
  const viewer = { id, sessionId: 0, username: '', role: 'member', timezone: 'UTC' };
  return { db, settings, write: createWrite(db), viewer, now: new Date() } as unknown as ViewerContext; // see above
}

type Read = (readerId: number) => Promise<unknown>;

async function times(readers: readonly number[], read: Read): Promise<number[]> {
  const all: number[] = [];
  for (const readerId of readers) {
    const from = performance.now();
    await read(readerId);
    all.push(performance.now() - from);
  }
  return all;
}

const skeleton =
  (filter: FeedFilter): Read =>
  (readerId) =>
    homeFeedIds(contextOf(readerId), { limit: LIMIT, filter });

const wholePage =
  (filter: FeedFilter): Read =>
  async (readerId) => {
    const ctx = contextOf(readerId);
    return hydratePosts(ctx, await homeFeedIds(ctx, { limit: LIMIT, filter }));
  };

/** The time of the tenth page only. */
async function deepTimes(readers: readonly number[]): Promise<number[]> {
  const all: number[] = [];
  for (const readerId of readers) {
    let before: number | undefined;
    for (let page = 1; page <= 10; page += 1) {
      const from = performance.now();
      const ids = await homeFeedIds(contextOf(readerId), { before, limit: LIMIT, filter: 'following' });
      if (page === 10) all.push(performance.now() - from);
      before = ids.at(-1) ?? before;
    }
  }
  return all;
}

/**
 * The number of rows and index entries that reading a first page touches, the one number that other work on the machine does not
 * change.
 */
async function touched(readers: readonly number[], filter: FeedFilter): Promise<number[]> {
  const one = connect(address, 1);
  const sum = async () => {
    const [rows] = await one.raw("SHOW SESSION STATUS LIKE 'Handler_read%'");
    return rows.reduce((total: number, row: { Value: string }) => total + Number(row.Value), 0);
  };
  const all: number[] = [];
  for (const readerId of readers) {
    const [before, unchanged] = [await sum(), await sum()];
    await homeFeedIds({ ...contextOf(readerId), db: one }, { limit: LIMIT, filter });
    all.push((await sum()) - unchanged - (unchanged - before));
  }
  await one.destroy();
  return all;
}

/** Readers in order of id, and readers with a given number of followees. */
async function readersFollowing(from: number, to: number, limit: number): Promise<number[]> {
  return db('follows')
    .where('follower_id', '<=', PEOPLE)
    .groupBy('follower_id')
    .havingRaw('COUNT(*) BETWEEN ? AND ?', [from, to])
    .orderBy('follower_id')
    .limit(limit)
    .pluck('follower_id');
}

const random = createRandom(3);
const anybody = () => 1 + Math.floor(PEOPLE * random());

async function publishing(): Promise<number[]> {
  const all: number[] = [];
  const services = contextOf(CELEBRITY_ID);
  for (let postId = 4_000_000_000; postId < 4_000_000_100; postId += 1) {
    const post = { postId, authorId: CELEBRITY_ID };
    const from = performance.now();
    await addToFeed(services, { ...post, privacy: 0, groupId: 0, pageId: 0 });
    all.push(performance.now() - from);
    const readers = Array.from({ length: 5 }, () => 2 + Math.floor((CELEBRITY_FOLLOWERS - 1) * random()));
    for (const readerId of readers) {
      const [newest] = await homeFeedIds(contextOf(readerId), { limit: LIMIT, filter: 'following' });
      if (newest !== postId) throw new Error(`the post is not in the feed of ${readerId}`);
    }
    await removeFromFeed(services, post);
  }
  return all;
}

async function explain(readerId: number): Promise<void> {
  const statements: Knex.Sql[] = [];
  const record = (query: Knex.Sql) => statements.push(query);
  db.on('query', record);
  await homeFeedIds(contextOf(readerId), { limit: 3, filter: 'all' });
  db.removeListener('query', record);
  for (const { sql, bindings } of statements) {
    const [rows] = await db.raw(`EXPLAIN ${sql}`, [...bindings]);
    console.log(`\n${sql}`);
    console.table(rows, ['select_type', 'table', 'type', 'key', 'key_len', 'rows', 'Extra']);
  }
}

await db.raw('SET GLOBAL innodb_buffer_pool_size = ?', [BUFFER_POOL_BYTES]);
await db.migrate.latest();
const settings = await loadSettings(db, console.error);
await fillGraph(db, address, progress);
await fillPlaces(db, progress);
const groups = [
  ['following 10-20', await readersFollowing(12, 20, 300)],
  ['following 60-80', await readersFollowing(60, 80, 300)],
  ['following 1800-2200', await readersFollowing(1800, 2200, 100)],
  ['following 4000-5000', await readersFollowing(4000, 5000, 50)],
] as const;

const counts = process.argv.slice(3).map(Number);
for (const count of counts.length > 0 ? counts : [100_000, 1_000_000, 5_000_000]) {
  await fillPosts(db, count, progress);
  const readers = Array.from({ length: READS }, anybody);
  await times(readers, wholePage('all')); // warm-up
  const rows: [string, number[]][] = [
    ['nothing (SELECT 1)', await times(readers, () => db.raw('SELECT 1'))],
    ['anybody, skeleton', await times(readers, skeleton('following'))],
    ['anybody, skeleton, all', await times(readers, skeleton('all'))],
    ['anybody, hydrated', await times(readers, wholePage('following'))],
    ['anybody, hydrated, all', await times(readers, wholePage('all'))],
    ['anybody, tenth page, skeleton', await deepTimes(readers.slice(0, 200))],
  ];
  for (const [name, group] of groups) rows.push([`${name}, hydrated`, await times(group, wholePage('following'))]);
  rows.push(['publish to a million', await publishing()]);
  rows.push(['rows touched, anybody', await touched(readers.slice(0, 300), 'following')]);
  rows.push(['rows touched, anybody, all', await touched(readers.slice(0, 300), 'all')]);
  for (const [name, group] of groups) rows.push([`rows touched, ${name}`, await touched(group.slice(0, 50), 'following')]);
  console.log(`\n${count} posts, ms`);
  console.log(table(rows.map(([name, values]) => [name, ...quantiles(values)])));
}
settings.close();
await explain(groups[1][1][0] ?? 1);
await db.destroy();
await embedded.stop();
