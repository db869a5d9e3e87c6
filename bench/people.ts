import { resolve } from 'node:path';
import type { Knex } from 'knex';
import { pino } from 'pino';
import { readConfig } from '../src/config.ts';
import type { ViewerContext } from '../src/context.ts';
import { ensureDatabase, startEmbeddedDatabase } from '../src/database/embedded.ts';
import { rebuildIndex } from '../src/search/service/rebuild.ts';
import { openServices } from '../src/services.ts';
import type { UserRow } from '../src/users/queries.ts';
import { quantiles } from './report.ts';

const FIRST_NAMES = ['Mohamed', 'Maria', 'Ali', 'Anna', 'Ahmed', 'Sofia', 'Jean-Pierre', 'Zoë', 'Ñandú', 'Ada'];
const SYLLABLES = 'ka lo mi ra ten sha vi do na el br fi gu to ma ja ri se ni ba ve ul sto ko pa li ze mar an dr'.split(' ');
const CITIES = 200;
const ROWS_PER_STATEMENT = 1000;

/** The same numbers for the same seed, so that runs can be compared. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Random = () => number;

/** Picks by Zipf's law: the second item is half as common as the first. */
function zipf<Item>(items: readonly Item[], random: Random): () => Item {
  let sum = 0;
  const sums = items.map((_, rank) => {
    sum += 1 / (rank + 1);
    return sum;
  });
  return () => {
    const at = random() * sum;
    const index = sums.findIndex((upTo) => upTo > at);
    return items[index] as Item; // `at` is below the last sum
  };
}

function inventNames(count: number, random: Random): string[] {
  const names = new Set<string>();
  while (names.size < count) {
    const length = 2 + Math.floor(random() * 3);
    const name = Array.from({ length }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join('');
    names.add(name.charAt(0).toUpperCase() + name.slice(1));
  }
  return [...names];
}

function bell(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * Fills the empty table `users`: names and cities by Zipf's law (a tenth share one first name, a sixth live in one city of a few
 * kilometres), two thirds share a location, one in a thousand is online, followers are few. About 10 000 rows a second.
 */
export async function insertPeople(db: Knex, count: number, progress: (done: number) => void): Promise<void> {
  const random = createRandom(1);
  const firstName = zipf([...FIRST_NAMES, ...inventNames(2000, random)], random);
  const lastName = zipf(inventNames(8000, random), random);
  const city = zipf(
    Array.from({ length: CITIES }, () => ({ lat: random() * 120 - 55, lng: random() * 360 - 180 })),
    random,
  );
  const countryId = zipf(
    Array.from({ length: 200 }, (_, index) => index + 1),
    random,
  );
  const now = Date.now();

  function person(id: number): Partial<UserRow> {
    const first = firstName();
    const last = lastName();
    const middle = city();
    const spread = 0.04; // degrees: about 4.5 km
    const username = `${first}${random() < 0.5 ? '_' : ''}${last}`.normalize('NFKD').replace(/[^A-Za-z_]/g, '');
    return {
      id,
      username: `${username.slice(0, 24)}${id.toString(36)}`,
      email: `${id}@example.org`,
      first_name: first,
      last_name: last,
      gender: random() < 0.5 ? 'female' : 'male',
      country_id: countryId(),
      verified: Number(random() < 0.002),
      avatar: random() < 0.7 ? `upload/photos/2026/11/${id}_avatar.jpg` : '',
      birthday: `${1950 + Math.floor(random() * 58)}-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 10)}`,
      relationship_id: Math.floor(random() * 5),
      phone_number: random() < 0.3 ? `+4915${String(id).padStart(9, '0')}` : null,
      lat: random() < 0.7 ? middle.lat + bell(random) * spread : null,
      lng: middle.lng + bell(random) * spread,
      share_my_location: Number(random() < 0.95),
      followers_count: Math.floor(random() ** -0.8 - 1),
      last_seen_at: new Date(now - (random() < 0.001 ? 0 : 3_600_000)),
      created_at: new Date(now - random() * 100_000_000_000),
    };
  }

  for (let from = 1; from <= count; from += ROWS_PER_STATEMENT) {
    const rows = Array.from({ length: Math.min(ROWS_PER_STATEMENT, count - from + 1) }, (_, index) => person(from + index));
    await db('users').insert(rows);
    progress(from + rows.length - 1);
  }
}

/**
 * A site with this many people, created once and kept under .data/bench, and a request by a person who follows 500 and blocked
 * 20.
 */
export async function openPeople(count: number): Promise<{ ctx: ViewerContext; close(): Promise<void> }> {
  const embedded = await startEmbeddedDatabase({ dataDirectory: resolve('.data/bench/database'), log: console.log, fast: true });
  const name = `people_${count}`;
  await ensureDatabase(embedded, name);
  const url = `mysql://${embedded.user}@localhost/${name}?socketPath=${encodeURIComponent(embedded.socketPath)}`;
  const config = readConfig({ DATABASE_URL: url, DATA_DIR: '.data/bench' });
  const { services, close } = await openServices(config, pino({ level: 'warn' }));
  const tell = (what: string) => (done: number) => {
    if (done % 100_000 === 0) console.log(`${what}: ${done}`);
  };
  if (!(await services.db('users').first('id'))) await insertPeople(services.db, count, tell('people'));
  const indexed = await services.db('search_entries').max({ id: 'entity_id' }).first();
  await rebuildIndex(services, { kind: 'user', afterId: Number(indexed?.id ?? 0) }, ({ lastId }) => tell('indexed')(lastId));
  if (!(await services.db('follows').first('id'))) await insertTies(services.db, count);
  const viewer = { id: 1, sessionId: 1, username: 'viewer', role: 'member', timezone: 'UTC' } as const;
  const ctx = { ...services, now: new Date(), client: { address: '127.0.0.1', userAgent: '' }, viewer };
  await services
    .db('users')
    .where('id', '<=', count / 1000)
    .update({ last_seen_at: ctx.now });
  return {
    ctx,
    async close() {
      await close();
      await embedded.stop();
    },
  };
}

async function insertTies(db: Knex, count: number): Promise<void> {
  const random = createRandom(2);
  const created_at = new Date();
  const others = (howMany: number) => [...new Set(Array.from({ length: howMany }, () => 2 + Math.floor(random() * (count - 1))))];
  const followed = others(500);
  const pairs = [1, ...followed].flatMap((follower_id) =>
    (follower_id === 1 ? followed : others(100)).map((followee_id) => ({ follower_id, followee_id })),
  );
  const rows = pairs.filter((pair) => pair.follower_id !== pair.followee_id);
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    const part = rows.slice(from, from + ROWS_PER_STATEMENT);
    await db('follows').insert(part.map((pair) => ({ ...pair, state: 'active', created_at })));
  }
  await db('blocks').insert(others(20).map((blocked_id) => ({ blocker_id: 1, blocked_id, created_at })));
}

/** Times a query and gives a row for `table`: quantiles in ms, and the total number of results. */
export async function measure(
  label: string,
  times: number,
  ask: (round: number) => Promise<unknown[]>,
): Promise<(string | number)[]> {
  const durations: number[] = [];
  let answers = 0;
  for (let round = 0; round < times; round += 1) {
    const startedAt = performance.now();
    answers += (await ask(round)).length;
    durations.push(performance.now() - startedAt);
  }
  return [label, ...quantiles(durations), answers];
}

/** Prints the query plan of the statements of a search that `ask` sends, without those that load the people found. */
export async function explain({ db }: Pick<ViewerContext, 'db'>, label: string, ask: () => Promise<unknown>): Promise<void> {
  const sent: { sql: string; bindings: readonly Knex.RawBinding[] }[] = [];
  const record = (query: (typeof sent)[number]) => sent.push(query);
  db.on('query', record);
  await ask();
  db.removeListener('query', record);
  console.log(`\n${label}`);
  for (const { sql, bindings } of sent.filter((query) => /search_|FORCE INDEX|STRAIGHT_JOIN/.test(query.sql))) {
    const [rows] = await db.raw(`EXPLAIN ${sql}`, [...bindings]);
    for (const { table, type, key, rows: read, Extra } of rows) {
      console.log(`  ${[table, type, key, `${read} rows`, Extra].filter(Boolean).join(' | ')}`);
    }
    console.log('');
  }
}
