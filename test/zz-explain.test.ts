import { test } from 'vitest';
import { eventIds } from '../src/events/queries.ts';
import { productIds } from '../src/market/queries/lists.ts';
import { boxesAround } from '../src/search/rules/sphere.ts';
import { isSeeded } from '../src/cli/demo/people.ts';
import { seedDemo } from '../src/cli/demo/seed.ts';
import { factory } from './support/people.ts';
import { openSite } from './support/site.ts';

const site = await openSite();
const { db } = site.services;
test('x', { timeout: 200_000 }, async () => {
  const login = { username: 'ada_lovelace', password: 'password123' };
  if (Date.now() < 0) await seedDemo(site.services, login);
  console.log(await db('events').select('id', 'name', 'going_count', 'interested_count', 'start_date'), await db('products').select('id', 'name', 'price', 'post_id'));
  const ada = await factory(site).user();
  await db.raw(`INSERT INTO events (owner_id,name,location,description,start_date,start_time,end_date,end_time,timezone,starts_at,ends_at,created_at)
    SELECT ?, 'Engine','London','x','2020-01-01','10:00','2020-01-01','10:00','UTC', '2020-01-01', IF(seq % 10 < 5, '2020-01-01','2030-01-01'), '2020-01-01' FROM seq_1_to_100000`, [ada.id]);
  await db.raw(`INSERT INTO products (owner_id,post_id,name,description,category_id,price,currency,location,lat,lng,created_at)
    SELECT ?, seq, CONCAT('Loom n', seq),'x', seq % 20, 1,'USD','London', CAST(seq % 180 AS SIGNED) - 90, CAST(seq % 359 AS SIGNED) - 180, '2020-01-01' FROM seq_1_to_100000`, [ada.id]);
  await db.raw(`INSERT INTO product_images (product_id,file_key,small_key) SELECT id,'a','b' FROM products`);
  await db.raw(`INSERT INTO product_terms (term,product_id) SELECT 'loom.', id FROM products WHERE name LIKE 'Loom n%'`);
  await db.raw(`INSERT INTO product_terms (term,product_id) SELECT CONCAT('n', id % 1000, '.'), id FROM products WHERE name LIKE 'Loom n%'`);
  await db.raw('ANALYZE TABLE events, event_responses, products, product_images, product_terms');
  const explain = async (name: string, run: () => Promise<unknown>) => {
    let query = { sql: '', bindings: [] as unknown[] };
    const record = (q: { sql: string; bindings: unknown[] }) => { query = q; };
    db.on('query', record);
    const from = performance.now();
    await run();
    const ms = performance.now() - from;
    db.removeListener('query', record);
    const [rows] = await db.raw(`EXPLAIN ${query.sql}`, query.bindings as never);
    console.log(name, ms.toFixed(1), 'ms\n' + rows.map((r: Record<string, unknown>) => ['table','type','key','rows','Extra'].map((k) => r[k]).join(' | ')).join('\n'));
  };
  const asked = { viewerId: ada.id + 0, now: new Date(), limit: 35 };
  const other = { ...asked, viewerId: 1 };
  for (const list of ['upcoming', 'past', 'own', 'going'] as const) await explain(list, () => eventIds(db, list, other));
  await explain('upcoming next', () => eventIds(db, 'upcoming', { ...other, offset: 50000 }));
  await explain('all', () => productIds(db, { terms: [] }, other));
  await explain('owner', () => productIds(db, { terms: [], ownerId: ada.id }, other));
  await explain('category', () => productIds(db, { terms: [], categoryId: 3 }, other));
  await explain('word', () => productIds(db, { terms: ['loom.'] }, other));
  await explain('words', () => productIds(db, { terms: ['loom.', 'n7.'] }, other));
  await explain('near', () => productIds(db, { terms: [], near: { from: { lat: 10, lng: 10 }, radiusKm: 50, boxes: boxesAround({ lat: 10, lng: 10 }, 50) } }, other));
  await explain('near word', () => productIds(db, { terms: ['n7.'], near: { from: { lat: 10, lng: 10 }, radiusKm: 5000, boxes: boxesAround({ lat: 10, lng: 10 }, 5000) } }, other));
  await explain('near wide', () => productIds(db, { terms: [], near: { from: { lat: 10, lng: 10 }, radiusKm: 5000, boxes: boxesAround({ lat: 10, lng: 10 }, 5000) } }, other));
});
