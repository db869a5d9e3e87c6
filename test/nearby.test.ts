import fc from 'fast-check';
import { nanoid } from 'nanoid';
import { afterAll, describe, expect, test } from 'vitest';
import { cellOf, cellRanges } from '../src/search/rules/cells.ts';
import { boxesAround, distanceKm, EARTH_RADIUS_KM, FARTHEST_KM, type Point } from '../src/search/rules/sphere.ts';
import { indexUsers } from '../src/search/service/index-users.ts';
import type { UserRow } from '../src/users/queries.ts';
import type { Fields } from './support/call.ts';
import { factory, type Person } from './support/people.ts';
import { type Answer, openSite } from './support/site.ts';
import { countStatements } from './support/statements.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;
const made: number[] = [];

afterAll(async () => {
  for (let from = 0; from < made.length; from += 500) {
    const ids = made.slice(from, from + 500);
    await db('users').whereIn('id', ids).delete();
    await db('search_entries').whereIn('entity_id', ids).where({ kind: 'user' }).delete();
    await db('search_terms').whereIn('entity_id', ids).where({ kind: 'user' }).delete();
  }
});

/** People without a session, many at once. */
async function crowd(places: readonly (Point & Partial<UserRow>)[]): Promise<number[]> {
  const now = new Date();
  const ids: number[] = [];
  for (let from = 0; from < places.length; from += 500) {
    const rows = places.slice(from, from + 500).map((place) => {
      const name = `nb${nanoid(14).replaceAll('-', '_')}`;
      return { gender: 'male', created_at: now, last_seen_at: now, username: name, email: `${name}@example.org`, ...place };
    });
    await db('users').insert(rows);
    const names = rows.map((row) => row.username);
    const inserted = await db('users').whereIn('username', names).orderBy('id').pluck('id');
    await site.services.write((tx) => indexUsers(tx, inserted));
    ids.push(...inserted);
  }
  made.push(...ids);
  return ids;
}

/** A person at a location, who is alone in the sea unless others are placed nearby. */
async function personAt({ lat, lng }: Point, changes: Partial<UserRow> = {}): Promise<Person> {
  const person = await a.user();
  made.push(person.id);
  await db('users')
    .where({ id: person.id })
    .update({ share_my_location: 1, ...changes });
  await person.call('get-nearby-users', { lat: lat.toFixed(6), lng: lng.toFixed(6) });
  return person;
}

let island = 0;
/** Locations with nobody within 100 km, another one each time. */
function emptySea(): Point {
  island += 1;
  return { lat: -50 + island * 2, lng: -140 };
}

const east = ({ lat, lng }: Point, km: number): Point => ({ lat, lng: lng + km / (111.195 * Math.cos((lat * Math.PI) / 180)) });
const idsOf = (answer: Answer): number[] => answer.nearby_users.map((user: { user_id: string }) => Number(user.user_id));

async function near(viewer: Person, fields: Fields = {}): Promise<number[]> {
  const answer = await viewer.call('get-nearby-users', fields);
  expect(answer.api_status).toBe(200);
  return idsOf(answer);
}

/** Distance by vectors: a calculation independent of the haversine formula. */
function vectorKm(a: Point, b: Point): number {
  const vector = ({ lat, lng }: Point) => {
    const [phi, lambda] = [(lat * Math.PI) / 180, (lng * Math.PI) / 180];
    return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)] as const;
  };
  const [u, v] = [vector(a), vector(b)];
  const cross = Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]);
  return EARTH_RADIUS_KM * Math.atan2(cross, u[0] * v[0] + u[1] * v[1] + u[2] * v[2]);
}

const degrees = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
const anywhere = fc.record({
  lat: fc.oneof(degrees(90), fc.constantFrom(90, -90, 89.9999, -89.9999, 0)),
  lng: fc.oneof(degrees(180), fc.constantFrom(180, -180, 179.9999, -179.9999, 0)),
});
const radius = fc.oneof(fc.double({ min: 0.01, max: 100, noNaN: true }), fc.double({ min: 100, max: FARTHEST_KM, noNaN: true }));

describe('geometry', () => {
  test('the haversine is the great-circle distance', () => {
    fc.assert(
      fc.property(anywhere, anywhere, (from, to) => {
        expect(distanceKm(from, to)).toBeCloseTo(vectorKm(from, to), from.lat * to.lat < 0 ? 1 : 3);
      }),
      { numRuns: 2000 },
    );
  });

  test('the boxes, and the cells that cover them, contain everybody within the radius, across the date line and the poles', () => {
    fc.assert(
      fc.property(anywhere, radius, fc.double({ min: 0, max: 1, noNaN: true }), degrees(180), (from, radiusKm, part, bearing) => {
        const to = travelled(from, bearing, radiusKm * part);
        fc.pre(vectorKm(from, to) <= radiusKm);
        const boxes = boxesAround(from, radiusKm);
        const isIn = boxes.some((box) => box.south <= to.lat && to.lat <= box.north && box.west <= to.lng && to.lng <= box.east);
        expect(isIn).toBe(true);
        const cell = cellOf(to);
        const ranges = cellRanges(boxes, 32);
        expect(ranges.some((range) => range.first <= cell && cell <= range.last)).toBe(true);
        expect(ranges.length).toBeLessThanOrEqual(32);
        expect(ranges.every((range, index) => index === 0 || range.first > (ranges[index - 1]?.last ?? 0) + 1)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('the cells of a city are smaller than those of a country', () => {
    const ranges = cellRanges(boxesAround({ lat: 52.52, lng: 13.405 }, 25), 32);
    const berlin = cellOf({ lat: 52.52, lng: 13.405 });
    const hamburg = cellOf({ lat: 53.55, lng: 9.99 });
    const holds = (cell: number) => ranges.some((range) => range.first <= cell && cell <= range.last);
    expect([holds(berlin), holds(hamburg)]).toEqual([true, false]);
  });
});

/** The destination of a straight path in one direction. */
function travelled({ lat, lng }: Point, bearing: number, km: number): Point {
  const [phi, lambda, theta, angle] = [lat, lng, bearing, ((km / EARTH_RADIUS_KM) * 180) / Math.PI].map(
    (x) => (x * Math.PI) / 180,
  ) as [number, number, number, number];
  const sine = Math.sin(phi) * Math.cos(angle) + Math.cos(phi) * Math.sin(angle) * Math.cos(theta);
  const y = Math.sin(theta) * Math.sin(angle) * Math.cos(phi);
  const x = Math.cos(angle) - Math.sin(phi) * sine;
  const turned = ((lambda + Math.atan2(y, x)) * 180) / Math.PI;
  return { lat: (Math.asin(Math.max(-1, Math.min(1, sine))) * 180) / Math.PI, lng: ((((turned + 180) % 360) + 360) % 360) - 180 };
}

describe('get-nearby-users', () => {
  test('returns strangers who share their location, nearest first, with distance, location and age', async () => {
    const sea = emptySea();
    const ada = await personAt(sea);
    const far = await personAt(east(sea, 12), { birthday: '1990-01-01', birth_privacy: 2 });
    const close = await personAt(east(sea, 3), { birthday: '1990-01-01' });
    await personAt(east(sea, 30));
    const answer = await ada.call('get-nearby-users');
    const age = String(new Date().getUTCFullYear() - 1990);
    expect(answer).toEqual({
      api_status: 200,
      nearby_users: [
        expect.objectContaining({ user_id: String(close.id), distance: '3.00', is_following: 'no', age, email: '' }),
        expect.objectContaining({ user_id: String(far.id), distance: '12.00', is_following: 'no', age: '0' }),
      ],
    });
    const { lat, lng } = (await db('users').where({ id: close.id }).first()) ?? {};
    expect(answer.nearby_users[0].user_geoinfo).toBe(`${lat},${lng}`);
    expect(await near(ada, { distance: 40 })).toHaveLength(3);
    expect(await near(ada, { distance: 5 })).toEqual([close.id]);
  });

  test('leaves out people who never shared a location', async () => {
    const ada = await a.user();
    expect(await ada.call('get-nearby-users')).toEqual({ api_status: 200, nearby_users: [] });
    for (const fields of [
      { lat: '1' },
      { lat: '0', lng: '0' },
      { lat: '91', lng: '1' },
      { lat: 'x', lng: '1' },
      { lat: '1e1', lng: '2' },
    ]) {
      await ada.call('get-nearby-users', fields);
    }
    expect(await db('users').where({ id: ada.id }).first()).toMatchObject({ lat: null, lng: null });
  });

  test('stores the location that is sent first, and writes nothing while the viewer does not move', async () => {
    const sea = emptySea();
    const [ada, bo] = [await personAt(sea), await personAt(east(sea, 1))];
    expect(await near(ada, { lat: String(sea.lat), lng: String(sea.lng) })).toEqual([bo.id]);
    const other = emptySea();
    expect(await near(ada, { lat: String(other.lat), lng: String(other.lng) })).toEqual([]);
    expect(await near(bo)).toEqual([]);
    expect(await db('users').where({ id: ada.id }).first()).toMatchObject({ lat: other.lat, lng: other.lng });
    const still = () => ada.call('get-nearby-users', { lat: String(other.lat), lng: String(other.lng + 0.00001) });
    const before = await db('users').where({ id: ada.id }).first('location_changed_at');
    await still();
    expect(await db('users').where({ id: ada.id }).first('location_changed_at')).toEqual(before);
  });

  test('follows changes of the profile: moving, no longer sharing, sharing again', async () => {
    const sea = emptySea();
    const [ada, bo] = [await personAt(sea), await personAt(east(sea, 1))];
    await bo.call('update-user-data', { share_my_location: '0' });
    expect(await near(ada)).toEqual([]);
    expect(await near(bo)).toEqual([ada.id]);
    expect(await db('search_entries').where({ kind: 'user', entity_id: bo.id }).first()).toMatchObject({
      cell: null,
      lat: null,
      lng: null,
    });
    await bo.call('update-user-data', { share_my_location: '1', lat: String(sea.lat + 0.1), lng: String(sea.lng) });
    expect((await ada.call('get-nearby-users')).nearby_users[0]).toMatchObject({ user_id: String(bo.id), distance: '11.12' });
  });

  test('leaves out followed people, followers, blocked people and inactive accounts', async () => {
    const sea = emptySea();
    const ada = await personAt(sea);
    const ids = await crowd([1, 2, 3, 4, 5, 6].map((km) => east(sea, km)));
    expect(await near(ada)).toEqual(ids);
    const [bo = 0, cy = 0, dee = 0, eve = 0, fay = 0, gil = 0] = ids;
    const created_at = new Date();
    await ada.call('follow-user', { user_id: bo });
    await db('follows').insert({ follower_id: cy, followee_id: ada.id, state: 'active', created_at });
    await ada.call('block-user', { user_id: dee, block_action: 'block' });
    await db('blocks').insert({ blocker_id: eve, blocked_id: ada.id, created_at });
    await db('users').where({ id: fay }).update({ state: 'disabled' });
    expect(await near(ada)).toEqual([gil]);
  });

  test.each<[Fields, number[]]>([
    [{}, [0, 1, 2, 3]],
    [{ gender: 'all', keyword: '', status: '', relship: 'all' }, [0, 1, 2, 3]],
    [{ gender: 'female' }, [0, 3]],
    [{ status: '1' }, [0, 1]],
    [{ status: '0' }, [2, 3]],
    [{ relship: '3' }, [1, 3]],
    [{ relship: '3', gender: 'female' }, [3]],
    [{ keyword: 'Wal' }, [2]],
    [{ keyword: '%' }, []],
    [{ keyword: 'wal', gender: 'female' }, []],
    [{ limit: '2' }, [0, 1]],
  ])('filters by %j', async (fields, expected) => {
    const sea = emptySea();
    const ada = await personAt(sea);
    const places = [1, 2, 3, 4].map((km) => east(sea, km));
    const long = new Date(Date.now() - 3_600_000);
    const ids = await crowd([
      { ...places[0], gender: 'female' } as Point,
      { ...places[1], relationship_id: 3 } as Point,
      { ...places[2], last_seen_at: long, first_name: 'Waldo' } as Point,
      { ...places[3], appears_offline: 1, relationship_id: 3, gender: 'female' } as Point,
    ]);
    expect(await near(ada, fields)).toEqual(expected.map((index) => ids[index]));
  });

  test('pages without skips or repeats, people at the same location too, and ends where the last person left', async () => {
    const sea = emptySea();
    const ada = await personAt(sea);
    const ids = await crowd([2, 1, 1, 1, 1, 3, 0, 0, 4].map((km) => east(sea, km)));
    const order = [6, 7, 1, 2, 3, 4, 0, 5, 8].map((index) => ids[index] ?? 0);
    const seen: number[] = [];
    for (let page: number[] = []; ; ) {
      page = await near(ada, { limit: 2, offset: seen.at(-1) ?? 0 });
      if (page.length === 0) break;
      seen.push(...page);
    }
    expect(seen).toEqual(order);
    await ada.call('follow-user', { user_id: order[3] ?? 0 });
    expect(await near(ada, { offset: order[3] ?? 0 })).toEqual(order.slice(4));
    expect(await near(ada, { offset: 4_000_000_000 })).toEqual([]);
  });

  test('an offset does not reveal how far a blocked person is', async () => {
    const sea = emptySea();
    const [ada, dee] = [await personAt(sea), await personAt(east(sea, 1))];
    const [far] = await crowd([east(sea, 2)]);
    expect(await near(ada, { offset: dee.id })).toEqual([far]);
    await dee.call('block-user', { user_id: ada.id, block_action: 'block' });
    expect(await near(ada, { offset: dee.id })).toEqual([]);
  });

  test('costs as many statements for 1 person as for 50', async () => {
    const [one, many] = [emptySea(), emptySea()];
    const [ada, bo] = [await personAt(one), await personAt(many)];
    await crowd([east(one, 1)]);
    await crowd(Array.from({ length: 50 }, (_, index) => east(many, index / 10)));
    const statements = (viewer: Person) => countStatements(site, () => viewer.call('get-nearby-users', { limit: 50 }));
    expect(await near(bo, { limit: 50 })).toHaveLength(50);
    expect(await statements(bo)).toBe(await statements(ada));
  });
});

describe('nearby', () => {
  /** Products or pages written straight into their table, many at once. */
  async function put(table: 'products' | 'pages', owner: Person, places: readonly Point[]): Promise<number[]> {
    const own = { owner_id: owner.id, description: 'a', created_at: new Date() };
    const rows = places.map(({ lat, lng }) => ({ ...own, lat, lng, cell: cellOf({ lat, lng }) }));
    const ids: number[] = [];
    for (const row of rows) {
      const name = `x${nanoid(14).replaceAll('-', '_')}`;
      const [id = 0] =
        table === 'pages'
          ? await db('pages').insert({ ...row, name, title: 'Mill' })
          : await db('products').insert({ ...row, name, price: '1.00', currency: 'USD', location: 'here' });
      if (table === 'products') await db('product_images').insert({ product_id: id, file_key: 'a.jpg', small_key: 'b.jpg' });
      ids.push(id);
    }
    return ids;
  }

  const seen = async (viewer: Person, type: string, fields: Fields = {}) => {
    const answer = await viewer.call('nearby', { type, ...fields });
    expect(answer.api_status).toBe(200);
    return answer.data;
  };
  const found = async (viewer: Person, type: string, fields: Fields = {}) =>
    (await seen(viewer, type, fields)).map((item: { id: string }) => Number(item.id));

  test.each([
    ['shops', 'products'],
    ['businesses', 'pages'],
  ] as const)('%s are %s of others, the nearest first, page by page, none of whom a block parts', async (type, table) => {
    const sea = emptySea();
    const [ada, bo, dee] = [await personAt(sea), await a.user(), await a.user()];
    const ids = await put(
      table,
      bo,
      [3, 1, 1, 2, 24, 26].map((km) => east(sea, km)),
    );
    await put(table, ada, [east(sea, 0.5)]);
    const [blocked = 0] = await put(table, dee, [east(sea, 0.7)]);
    await a.block(dee, ada);
    const order = [1, 2, 3, 0, 4].map((index) => ids[index]);
    expect(await found(ada, type)).toEqual(order);
    const [first] = await seen(ada, type, { limit: 1 });
    expect(first).toMatchObject({ distance: '1.00', lat: expect.stringMatching(/^-?\d/), user_id: String(bo.id) });
    expect(await found(ada, type, { limit: 2, offset: order[0] ?? 0 })).toEqual(order.slice(1, 3));
    expect(await found(ada, type, { distance: 1000 })).toEqual([...order, ids[5]]);
    expect(await found(ada, type, { offset: blocked })).toEqual([]);
    expect(await found(await a.user(), type)).toEqual([]);
    if (table === 'products')
      await db(table)
        .where({ id: ids[1] ?? 0 })
        .update({ sold: 1, cell: null });
    else
      await db(table)
        .where({ id: ids[1] ?? 0 })
        .update({ deleted_at: new Date(), cell: null });
    expect(await found(ada, type)).toEqual(order.slice(1));
  });

  test('costs as many statements for 1 as for 30', async () => {
    const [one, many] = [emptySea(), emptySea()];
    const [ada, bo, cy] = [await personAt(one), await personAt(many), await a.user()];
    for (const [type, table] of [
      ['shops', 'products'],
      ['businesses', 'pages'],
    ] as const) {
      await put(table, cy, [east(one, 1)]);
      await put(
        table,
        cy,
        Array.from({ length: 30 }, (_, index) => east(many, index / 10)),
      );
      const statements = (viewer: Person) => countStatements(site, () => viewer.call('nearby', { type, limit: 30 }));
      expect(await found(bo, type, { limit: 30 })).toHaveLength(30);
      expect(await statements(bo)).toBe(await statements(ada));
    }
  });

  test('follows a page that sets, changes and clears its location; without a type it is refused', async () => {
    const sea = emptySea();
    const [ada, bo] = [await personAt(sea), await a.user()];
    const category = (await db('categories').where({ kind: 'page' }).first())?.id ?? 0;
    const names = { page_name: `p_${nanoid(12).replaceAll('-', '_')}`, page_title: 'Mill', page_description: 'a' };
    const { page_data } = await bo.call('create-page', { ...names, page_category: category });
    const tell = ({ lat, lng }: Point) =>
      bo.call('update-page-data', { page_id: page_data.page_id, lat: lat.toFixed(6), lng: lng.toFixed(6) });
    expect(await found(ada, 'businesses')).toEqual([]);
    await tell(east(sea, 1));
    expect(await found(ada, 'businesses')).toEqual([Number(page_data.page_id)]);
    await tell(east(sea, 100));
    expect(await found(ada, 'businesses')).toEqual([]);
    await tell({ lat: 0, lng: 0 });
    expect(await found(ada, 'businesses', { distance: 20_000 })).not.toContain(Number(page_data.page_id));
    const refused = { api_status: '400', errors: { error_id: 4, error_text: 'type can not be empty' } };
    for (const fields of [{}, { type: 'jobs' }]) expect(await ada.call('nearby', fields)).toEqual(refused);
  });
});

describe('the answer equals an exhaustive search', () => {
  const HOTSPOTS: Point[] = [
    { lat: 89.9, lng: 10 },
    { lat: 89.95, lng: -170 },
    { lat: -89.9, lng: 100 },
    { lat: 0.05, lng: 179.95 },
    { lat: -0.05, lng: -179.95 },
    { lat: 67, lng: -179.9 },
    { lat: 52.52, lng: 13.4 },
    { lat: -33.86, lng: 151.2 },
  ];

  async function reference(viewer: Person, from: Point, radiusKm: number): Promise<Map<number, number>> {
    const rows = await db('users')
      .where({ state: 'active', banned: 0, share_my_location: 1 })
      .whereNotNull('lat')
      .whereNot({ id: viewer.id });
    const measured = rows.map((row) => [row.id, vectorKm(from, { lat: row.lat ?? 0, lng: row.lng ?? 0 })] as const);
    return new Map(measured.filter(([, km]) => km <= radiusKm));
  }

  /** Reads all pages and compares them with the reference; a person exactly on the circle may be in or out. */
  async function check(viewer: Person, from: Point, { radiusKm, limit }: { radiusKm: number; limit: number }): Promise<void> {
    const place = { lat: from.lat.toFixed(7), lng: from.lng.toFixed(7) };
    const seen: number[] = [];
    for (let page: number[] = []; ; ) {
      page = await near(viewer, { ...place, distance: radiusKm, limit, offset: seen.at(-1) ?? 0 });
      if (page.length === 0) break;
      seen.push(...page);
    }
    const row = await db('users').where({ id: viewer.id }).first('lat', 'lng');
    const stands = { lat: row?.lat ?? 0, lng: row?.lng ?? 0 };
    const wide = await reference(viewer, stands, radiusKm + 0.01);
    const narrow = await reference(viewer, stands, radiusKm - 0.01);
    expect(new Set(seen).size).toBe(seen.length);
    expect([...narrow.keys()].filter((id) => !seen.includes(id))).toEqual([]);
    expect(seen.filter((id) => !wide.has(id))).toEqual([]);
    const distances = seen.map((id) => wide.get(id) ?? 0);
    for (const [index, km] of distances.entries()) expect(km).toBeGreaterThanOrEqual((distances[index - 1] ?? 0) - 0.001);
  }

  test('at the poles, across the date line and elsewhere, whatever the radius', async () => {
    const spread = (spot: Point, index: number) => travelled(spot, (index * 360) / 7, index ** 3 / 40);
    await crowd(HOTSPOTS.flatMap((spot) => Array.from({ length: 20 }, (_, index) => spread(spot, index))));
    const viewer = await a.user();
    made.push(viewer.id);
    const question = fc.record({
      spot: fc.constantFrom(...HOTSPOTS),
      bearing: degrees(180),
      offKm: fc.double({ min: 0, max: 60, noNaN: true }),
      radiusKm: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constantFrom(2000, 9000, 20_016)),
    });
    await fc.assert(
      fc.asyncProperty(question, async ({ spot, bearing, offKm, radiusKm }) => {
        await check(viewer, travelled(spot, bearing, offKm), { radiusKm, limit: 100 });
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  test('in a dense area, page by page', async () => {
    const sea = emptySea();
    const ada = await personAt(sea);
    await crowd(Array.from({ length: 5000 }, (_, index) => travelled(sea, index * 137.5, Math.sqrt(index) / 6)));
    await crowd([{ ...east(sea, 9), first_name: 'Rarissima' }]);
    await check(ada, sea, { radiusKm: 2, limit: 40 });
    const first = await near(ada, { limit: 100, distance: 25 });
    const expected = [...(await reference(ada, sea, 5))].sort((x, y) => x[1] - y[1]).slice(0, 100);
    expect(first).toEqual(expected.map(([id]) => id));
    expect(await near(ada, { keyword: 'rarissima' })).toHaveLength(1);
    expect(await near(ada, { keyword: 'rarissima', distance: 8 })).toEqual([]);
  }, 60_000);
});
