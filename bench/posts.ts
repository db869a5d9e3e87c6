import type { Knex } from 'knex';
import { commentIds, newestOfEach } from '../src/comments/queries/lists.ts';
import type { ViewerContext } from '../src/context.ts';
import { connect } from '../src/database/connection.ts';
import { embeddedConnection, ensureDatabase, startEmbeddedDatabase } from '../src/database/embedded.ts';
import { createWrite } from '../src/database/write.ts';
import { homeFeedIds } from '../src/feed/service.ts';
import { hydratePosts } from '../src/posts/hydrate.ts';
import {
  containerPostIds,
  hashtagPostIds,
  postIdsOfDays,
  publicVideoIds,
  savedPostIds,
  topPostIds,
  wallPostIds,
} from '../src/posts/queries/lists.ts';
import { loadSettings } from '../src/settings/service.ts';
import { table } from './report.ts';
import { fillGraph, fillPlaces, fillPosts } from './social-graph.ts';

// Figures of docs/decisions/0007: the query plans of the statements behind posts, comments and the home feed, behind as many
// posts as the argument says (1M). The database is that of `feed`, in .data/bench.

const POSTS = Number(process.argv[3] ?? 1_000_000);
const RUNS = 50;
const READER = 777;
const DAY_MS = 86_400_000;

const embedded = await startEmbeddedDatabase({ dataDirectory: '.data/bench', log: console.log, fast: true });
await ensureDatabase(embedded, 'feed');
const address = embeddedConnection(embedded, 'feed');
// one connection, so that its counters of rows read belong to the statement
const db = connect(address, 1);
await db.raw('SET GLOBAL innodb_buffer_pool_size = ?', [3 * 1024 ** 3]);
await db.migrate.latest();
const settings = await loadSettings(db, console.error);
settings.close();
await fillGraph(db, address, console.log);
await fillPlaces(db, console.log);
await fillPosts(db, POSTS, console.log);

const viewer = { id: READER, sessionId: 0, username: '', role: 'member', timezone: 'UTC' };
/** The parts of a request context that reading posts uses. The other parts are absent. */
const ctx = { db, settings, write: createWrite(db), viewer, now: new Date() } as unknown as ViewerContext; // see above
const feed = await homeFeedIds(ctx, { limit: 20, filter: 'all' });
const part = { after: undefined, limit: 20 };
const wall = { userId: 1, viewerId: READER, privacies: [0, 2] };
const commentsOf = (postId: number) => ({ subject_kind: 'post', subject_id: postId, parent_id: 0 }) as const;
const top = { counter: 'reactions_count', viewerId: READER } as const;

const hot: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['home feed', () => homeFeedIds(ctx, { limit: 20, filter: 'all' })],
  ['hydration', () => hydratePosts(ctx, feed)],
  ['wall', () => wallPostIds(db, wall, part)],
  ['wall, videos', () => wallPostIds(db, wall, { ...part, type: 'video' })],
  ['group', () => containerPostIds(db, { column: 'group_id', id: 1, viewerId: READER }, part)],
  ['page', () => containerPostIds(db, { column: 'page_id', id: 1, viewerId: READER }, part)],
  ['saved', () => savedPostIds(db, READER, part)],
  ['hashtag', () => hashtagPostIds(db, 1, part)],
  ['videos', () => publicVideoIds(db, READER, part)],
  ['most liked', () => topPostIds(db, top, part)],
  ['most liked today', () => topPostIds(db, { ...top, since: new Date(Date.now() - DAY_MS) }, part)],
  ['memories', () => postIdsOfDays(db, 1, { ...part, spans: [{ from: new Date(0), to: new Date(DAY_MS) }] })],
  ['comments of a post', () => commentIds(db, commentsOf(1), { viewerId: READER, limit: 20 })],
  ['latest comments', () => newestOfEach(db, feed.map(commentsOf), { blockedIds: [], limit: 3 })],
];

const lines: (string | number)[][] = [];
for (const [name, work] of hot) {
  for (const [index, statement] of (await statementsOf(work)).entries()) {
    lines.push([`${name} ${index + 1}`, await rowsRead(statement), await medianMs(statement), await plan(statement)]);
  }
}
console.log(`\n${POSTS} posts: rows and index entries read, ms, indexes`);
console.log(table(lines));
await db.destroy();
await embedded.stop();

async function statementsOf(work: () => Promise<unknown>): Promise<Knex.Sql[]> {
  const statements: Knex.Sql[] = [];
  const record = (query: Knex.Sql) => statements.push(query);
  db.on('query', record);
  await work();
  db.removeListener('query', record);
  return statements;
}

function ask(prefix: string, { sql, bindings }: Knex.Sql) {
  return db.raw(`${prefix}${sql}`, [...bindings]);
}

async function handlerReads(): Promise<number> {
  const [rows] = await db.raw("SHOW SESSION STATUS LIKE 'Handler_read%'");
  return rows.reduce((total: number, row: { Value: string }) => total + Number(row.Value), 0);
}

async function rowsRead(statement: Knex.Sql): Promise<number> {
  const [before, unchanged] = [await handlerReads(), await handlerReads()];
  await ask('', statement);
  return (await handlerReads()) - unchanged - (unchanged - before);
}

async function medianMs(statement: Knex.Sql): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const from = performance.now();
    await ask('', statement);
    times.push(performance.now() - from);
  }
  return Math.round(100 * (times.sort((one, other) => one - other)[RUNS / 2] ?? 0)) / 100;
}

/** Table, access type and index of each part of the plan, each once. */
async function plan(statement: Knex.Sql): Promise<string> {
  const [rows] = await ask('EXPLAIN ', statement);
  const parts = rows
    .filter((row: { table: string | null; key: string | null }) => row.table && !row.table.startsWith('<'))
    .map(
      (row: Record<string, string>) => `${row.table} ${row.type} ${row.key}${row.Extra?.includes('filesort') ? ' filesort' : ''}`,
    );
  return [...new Set(parts)].join(', ');
}
