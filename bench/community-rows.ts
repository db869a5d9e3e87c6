import type { Knex } from 'knex';
import { cellOf } from '../src/search/rules/cells.ts';
import { createRandom, insertPeople } from './people.ts';
import { fillNumbers } from './social-graph.ts';

export const PEOPLE = 50_000;
/** Many rows in one place, as in a city: all within a few kilometres. */
export const CITY = { lat: 51.5, lng: -0.12 };
const PLACES = 100_000;
const BLOCK = 1000;

/**
 * Fills a site with `count` products, events, articles, movies, pages, groups, memberships, likes and answers, by SQL. Two in a
 * hundred people are active. Half of the locations are in one city. The first group and the first page have a tenth of all
 * members and likes.
 */
export async function fillCommunities(db: Knex, count: number, progress: (what: string) => void): Promise<void> {
  if (await db('movies').first('id')) return;
  await insertPeople(db, PEOPLE, () => {});
  await db.raw("UPDATE users SET state = 'disabled' WHERE id > 1000");
  await db('blocks').insert(
    Array.from({ length: 20 }, (_, at) => ({ blocker_id: 1, blocked_id: 2 + at, created_at: new Date() })),
  );
  await fillNumbers(db);
  await fillPlaces(db);
  for (const [table, columns] of Object.entries(TABLES)) {
    await fill(db, { table, columns, count });
    progress(table);
  }
  await db.raw(`ANALYZE TABLE ${Object.keys(TABLES).join(', ')}`);
}

const NOW = 'UTC_TIMESTAMP(3)';
const OWNER = `1 + (n * 7919) MOD ${PEOPLE}`;
const COMMON = { owner_id: OWNER, created_at: NOW };
const PLACE = { lat: 'place.lat', lng: 'place.lng', cell: 'place.cell' };

/** A SQL expression for each column; `n` counts from 0. */
const TABLES: Record<string, Record<string, string>> = {
  products: {
    ...{ ...COMMON, ...PLACE, id: 'n + 1', post_id: 'n + 1', description: "''", location: "'here'", price: '1 + n MOD 900' },
    ...{ name: "CONCAT('Loom ', n)", category_id: '1 + n MOD 10', currency: "'USD'", sold: 'n MOD 10 = 0' },
  },
  product_images: { product_id: 'n + 1', file_key: "'a.jpg'", small_key: "'b.jpg'" },
  product_terms: { product_id: 'n + 1', term: "IF(n MOD 100 = 0, 'rare', 'loom')" },
  events: {
    ...{ ...COMMON, id: 'n + 1', name: "'Engines'", location: "'here'", description: "''", timezone: "'UTC'" },
    ...{ start_date: "'2026-01-01'", end_date: "'2026-01-01'", start_time: "'10:00'", end_time: "'11:00'" },
    ...{ starts_at: NOW, ends_at: `${NOW} + INTERVAL (n MOD 1000) - 500 HOUR` },
  },
  event_responses: { event_id: '1 + n', user_id: `1 + (n * 31) MOD ${PEOPLE}`, kind: "'going'", created_at: NOW },
  articles: { ...COMMON, id: 'n + 1', title: "'Looms'", content: "'<p>a</p>'", category_id: '1 + n MOD 18' },
  movies: {
    ...{ id: 'n + 1', source_key: "CONCAT('m', n)", name: "'M'", description: "''", created_at: NOW },
    ...{
      genre: "ELT(1 + n MOD 4, 'war', 'drama', 'comedy', 'crime')",
      country: "ELT(1 + n MOD 3, 'Germany', 'France', 'Italy')",
    },
  },
  pages: {
    ...{ ...COMMON, ...PLACE, id: 'n + 1', name: "CONCAT('p', n)", title: "'P'", description: "''" },
    ...{ category_id: '1 + n MOD 18', likes_count: 'n MOD 5000' },
  },
  community_groups: {
    ...{ ...COMMON, id: 'n + 1', name: "CONCAT('g', n)", title: "'G'", about: "''" },
    ...{ category_id: '1 + n MOD 18', members_count: 'n MOD 5000' },
  },
  group_members: {
    ...{ user_id: `1 + n MOD ${PEOPLE}`, created_at: NOW, state: "IF(n MOD 49 = 0, 'requested', 'member')" },
    group_id: `IF(n < ${PEOPLE}, 1, 2 + n DIV ${PEOPLE} + 40 * (n MOD ${PEOPLE}))`,
  },
  page_likes: {
    user_id: `1 + n MOD ${PEOPLE}`,
    created_at: NOW,
    page_id: `IF(n < ${PEOPLE}, 1, 2 + n DIV ${PEOPLE} + 40 * (n MOD ${PEOPLE}))`,
  },
};

async function fillPlaces(db: Knex): Promise<void> {
  await db.raw('CREATE TABLE bench_places (at INT PRIMARY KEY, lat DOUBLE, lng DOUBLE, cell BIGINT UNSIGNED)');
  const random = createRandom(3);
  const rows = Array.from({ length: PLACES }, (_, at) => {
    const near = () => (random() + random() - 1) * 0.1;
    const place =
      at % 2 === 0 ? { lat: CITY.lat + near(), lng: CITY.lng + near() } : { lat: random() * 120 - 55, lng: random() * 360 - 180 };
    return { at, ...place, cell: cellOf(place) };
  });
  for (let from = 0; from < rows.length; from += BLOCK) await db('bench_places').insert(rows.slice(from, from + BLOCK));
}

async function fill(
  db: Knex,
  { table, columns, count }: { table: string; columns: Record<string, string>; count: number },
): Promise<void> {
  const withN = (expression: string) => expression.replace(/\bn\b/g, '(blocks.n * 1000 + units.n)');
  const names = Object.keys(columns);
  const values = Object.values(columns).map(withN);
  const place = `JOIN bench_places AS place ON place.at = ${withN(`n MOD ${PLACES}`)}`;
  for (let from = 0; from < count / BLOCK; from += 100) {
    await db.raw(
      `INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')} ` +
        `FROM bench_numbers AS units JOIN bench_numbers AS blocks ON units.n < 1000 AND blocks.n >= ? AND blocks.n < ? ` +
        ('cell' in columns ? place : ''),
      [from, Math.min(from + 100, count / BLOCK)],
    );
  }
}
