import { resolve } from 'node:path';
import { pino } from 'pino';
import { articles } from '../src/articles/service/read.ts';
import { groupMembers, groupsBy, listsOf, pagesBy, popularGroups, promotedPages } from '../src/communities/service/lists.ts';
import { nearbyPages } from '../src/communities/service/nearby.ts';
import { readConfig } from '../src/config.ts';
import type { ViewerContext } from '../src/context.ts';
import { ensureDatabase, startEmbeddedDatabase } from '../src/database/embedded.ts';
import { eventLists } from '../src/events/service/lists.ts';
import { products } from '../src/market/service/lists.ts';
import { nearbyProducts } from '../src/market/service/nearby.ts';
import { movies } from '../src/movies/service.ts';
import { openServices } from '../src/services.ts';
import { CITY, fillCommunities } from './community-rows.ts';
import { quantiles } from './report.ts';

// docs/decisions/0008: what do the lists of pages, groups, events, products, articles and movies cost with a million of each?

const count = Number(process.argv[3] ?? 1_000_000);
const embedded = await startEmbeddedDatabase({ dataDirectory: resolve('.data/bench/communities'), log: console.log, fast: true });
await ensureDatabase(embedded, `communities_${count}`);
const url = `mysql://${embedded.user}@localhost/communities_${count}?socketPath=${encodeURIComponent(embedded.socketPath)}`;
const config = readConfig({ DATABASE_URL: url, DATA_DIR: '.data/bench' });
const { services, close } = await openServices(config, pino({ level: 'warn' }));
await fillCommunities(services.db, count, (what) => console.log(`${what} are there`));

const viewer = { id: 1, sessionId: 1, username: 'viewer', role: 'member', timezone: 'UTC' } as const;
const ctx: ViewerContext = { ...services, now: new Date(), client: { address: '127.0.0.1', userAgent: '' }, viewer };
await services.db('users').where({ id: 1 }).update(CITY);

const any = { ownerId: undefined, categoryId: undefined, keyword: undefined, distanceKm: undefined };
const page = { limit: 20 };
const deep = { limit: 20, offset: Math.floor(count / 2) };
const me = await listsOf(ctx, 1);
const upcoming = { name: 'events', list: 'upcoming', part: page } as const;

const asks: [string, () => Promise<unknown>][] = [
  ['products', () => products(ctx, any, page)],
  ['products, deep', () => products(ctx, any, deep)],
  ['products of a category', () => products(ctx, { ...any, categoryId: 3 }, deep)],
  ['products by a common word', () => products(ctx, { ...any, keyword: 'loom' }, deep)],
  ['products within 5 km of a city', () => products(ctx, { ...any, distanceKm: 5 }, page)],
  ['shops near, in a city', () => nearbyProducts(ctx, { from: CITY, widestKm: 25, after: undefined, limit: 20 })],
  [
    'shops near, in the sea',
    () => nearbyProducts(ctx, { from: { lat: -60, lng: 0 }, widestKm: 2000, after: undefined, limit: 20 }),
  ],
  ['pages near, in a city', () => nearbyPages(ctx, { from: CITY, widestKm: 25, after: undefined, limit: 20 })],
  ['events to come', () => eventLists(ctx, [upcoming])],
  ['events to come, deep', () => eventLists(ctx, [{ ...upcoming, part: deep }])],
  ['events past', () => eventLists(ctx, [{ name: 'past', list: 'past', part: page }])],
  ['events gone to', () => eventLists(ctx, [{ name: 'going', list: 'going', part: page }])],
  ['articles', () => articles(ctx, { limit: 25 })],
  ['articles of a category', () => articles(ctx, { limit: 25, categoryId: 6, offset: deep.offset })],
  ['movies', () => movies(ctx, page)],
  ['movies of a genre and country', () => movies(ctx, { ...deep, genre: 'war', country: 'Italy' })],
  ['own groups', () => groupsBy(ctx, { by: 'owner', ...me }, page)],
  ['joined groups', () => groupsBy(ctx, { by: 'partaker', ...me }, page)],
  ['groups of a category', () => groupsBy(ctx, { by: 'category', categoryId: 2 }, deep)],
  ['liked pages', () => pagesBy(ctx, { by: 'partaker', ...me }, page)],
  ['popular groups', () => popularGroups(ctx, { ...page, strange: true })],
  ['members of the largest group', () => groupMembers(ctx, 1, page)],
  ['members of it, deep', () => groupMembers(ctx, 1, { limit: 20, offset: 25_000 })],
  ['promoted pages', () => promotedPages(ctx, 5)],
];

type Sent = { sql: string; bindings: readonly (string | number | Date)[] };

async function sentBy(ask: () => Promise<unknown>): Promise<Sent[]> {
  const sent: Sent[] = [];
  const record = (query: Sent) => sent.push(query);
  services.db.on('query', record);
  await ask();
  services.db.removeListener('query', record);
  return sent;
}

/** Rows that `work` reads, by the server's own counters. Uses one connection, so nothing else may run meanwhile. */
async function rowsRead(sent: readonly Sent[]): Promise<number> {
  return services.db.transaction(async (tx) => {
    await tx.raw('FLUSH STATUS');
    for (const { sql, bindings } of sent) await tx.raw(sql, [...bindings]);
    const [rows] = await tx.raw("SHOW SESSION STATUS WHERE Variable_name LIKE 'Handler_read%' AND Value > 0");
    return rows.reduce((sum: number, row: { Value: string }) => sum + Number(row.Value), 0);
  });
}

for (const [label, ask] of asks) {
  const [skeleton, ...rest] = await sentBy(ask);
  const durations: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    const startedAt = performance.now();
    await ask();
    durations.push(performance.now() - startedAt);
  }
  const statements = skeleton ? [skeleton, ...rest] : [];
  const [p50, p95] = quantiles(durations);
  console.log(`${label}: p50 ${p50} ms, p95 ${p95} ms, ${statements.length} statements, ${await rowsRead(statements)} rows read`);
  if (process.argv[4] === undefined || !label.includes(process.argv[4])) continue;
  for (const { sql, bindings } of statements) {
    const [rows] = await services.db.raw(`EXPLAIN ${sql}`, [...bindings]);
    console.log(`  ${sql.slice(0, 200)}`);
    for (const { table, type, key, rows: read, Extra } of rows) {
      console.log(`    ${[table, type, key, `${read} rows`, Extra].filter(Boolean).join(' | ')}`);
    }
  }
}
await close();
await embedded.stop();
