import { customAlphabet } from 'nanoid';
import { describe, expect, test } from 'vitest';
import { listSizes, NO_ID, type PeopleList } from '../src/search/queries/lists.ts';
import { removeEntry } from '../src/search/service/index-entries.ts';
import { rebuildIndex } from '../src/search/service/rebuild.ts';
import type { UserRow } from '../src/users/queries.ts';
import type { Fields } from './support/call.ts';
import { factory, type Person } from './support/people.ts';
import { openSite } from './support/site.ts';
import { countStatements, statementsOf } from './support/statements.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;

/** A surname that nobody else in the database has. */
const surname = customAlphabet('bcdfghjklmnpqrstvwxz', 9);
const error = (id: number, text?: string) => ({
  api_status: '400',
  errors: { error_id: id, error_text: text ?? expect.any(String) },
});

const set = (person: Person, changes: Partial<UserRow>) => db('users').where({ id: person.id }).update(changes);
const block = (blocker: Person, blocked: Person) => blocker.call('block-user', { user_id: blocked.id, block_action: 'block' });

async function found(viewer: Person, search_key: string, fields: Fields = {}): Promise<number[]> {
  const answer = await viewer.call('search', { search_key, ...fields });
  expect(answer).toMatchObject({ api_status: 200, pages: expect.any(Array), groups: expect.any(Array) });
  return answer.users.map((user: { user_id: string }) => Number(user.user_id));
}

/** `count` people of one surname, the oldest first. */
async function family(name: string, count: number): Promise<Person[]> {
  const people: Person[] = [];
  for (let index = 0; index < count; index += 1) people.push(await a.user({ first_name: 'Kin', last_name: name }));
  return people;
}

describe('words', () => {
  test('of a name find the person, in any letter case and by prefix', async () => {
    const name = surname();
    const [ada, bo] = [await a.user({ first_name: 'Ada', last_name: name }), await a.user()];
    for (const key of [name, name.toUpperCase(), name.slice(0, 8), `ada ${name}`, `${name} AD`, `  ${name}  `, ada.username]) {
      expect(await found(bo, key), key).toEqual([ada.id]);
    }
    for (const key of [name.slice(1), `${name}x`, `${name}  bob`, `ad ${name}`]) expect(await found(bo, key), key).toEqual([]);
  });

  test('before the last must be whole, the last may be a prefix', async () => {
    const name = surname();
    const ada = await a.user({ first_name: 'Annabel', last_name: name });
    expect(await found(ada, `${name} anna`)).toEqual([ada.id]);
    expect(await found(ada, `anna ${name}`)).toEqual([]);
    expect(await found(ada, `annabel ${name.slice(0, 7)}`)).toEqual([ada.id]);
  });

  test('match without accents, strokes or apostrophes, and must match those that are typed', async () => {
    const name = surname();
    const ada = await a.user({ first_name: "Zoë d'Arc", last_name: `Łø${name}ß` });
    for (const key of [`zoe lo${name}`, `ZOË ŁØ${name}`, `Zoe\u0308 lo${name}ss`, `darc lo${name}`, `d’Arc lo${name}`]) {
      expect(await found(ada, key), key).toEqual([ada.id]);
    }
  });

  test.each([
    ['Arabic', 'أَحْمَد', 'احمد'],
    ['Chinese', '张伟', '张'],
    ['Korean', '김철수', '김철'],
    ['Cyrillic', 'Артём', 'артем'],
    ['Greek', 'Γιώργος', 'ΓΙΩΡΓΟΣ'],
    ['Turkish', 'İpek', 'ipek'],
  ])('of other scripts are words (%s)', async (_script, first, key) => {
    const name = surname();
    const ada = await a.user({ first_name: first, last_name: name });
    expect(await found(ada, `${name} ${key}`)).toEqual([ada.id]);
  });

  test('longer than what is indexed are found whole, and by their first 16 letters', async () => {
    const name = surname() + surname() + surname();
    const ada = await a.user({ last_name: name });
    expect(await found(ada, name)).toEqual([ada.id]);
    expect(await found(ada, name.slice(0, 16))).toEqual([ada.id]);
    expect(await found(ada, name.slice(0, 26))).toEqual([]);
  });

  test.each(['%', '_', '*', '"', '+', '-', '()', '~<>', "'", '\\', '.', '%%%', '🙂', '\0', '\ud800'])(
    'are not made of signs: %j alone finds nobody',
    async (key) => {
      const ada = await a.user();
      expect(await found(ada, key)).toEqual([]);
    },
  );

  test.each(['%', '_', '*', '"', '+', '-', '.', "' OR 1=1 -- ", '\\', ')', '@'])(
    'keep their meaning beside signs of query languages: %j',
    async (sign) => {
      const name = surname();
      const [ada] = await Promise.all([a.user({ last_name: name }), a.user({ last_name: surname() })]);
      const key = sign.includes('OR') ? `${name}${sign}` : `${sign}${name}${sign}`;
      expect(await found(ada, key)).toEqual(sign.includes('OR') ? [] : [ada.id]);
      expect(await found(ada, `${name.slice(0, 4)}${sign}${name.slice(4)}`)).toEqual(sign === "'" ? [ada.id] : []);
    },
  );

  test('by the hundred are read up to a limit', async () => {
    const name = surname();
    const ada = await a.user({ first_name: 'Ada', last_name: name });
    expect(await found(ada, `${name} ada ${`${surname()} `.repeat(500)}`)).toEqual([]);
    expect(await found(ada, name.repeat(100))).toEqual([]);
  });
});

describe('an answer', () => {
  test('returns people as others may see them, and whether the viewer follows them', async () => {
    const name = surname();
    const [ada, bo] = [await a.user({ last_name: name }), await a.user()];
    const before = await bo.call('search', { search_key: name });
    expect(before.users).toEqual([
      expect.objectContaining({ user_id: String(ada.id), is_following: 0, email: '', last_name: name }),
    ]);
    await bo.call('follow-user', { user_id: ada.id });
    expect((await bo.call('search', { search_key: name })).users[0].is_following).toBe(1);
    await set(bo, { confirm_followers: 1 });
    await ada.call('follow-user', { user_id: bo.id });
    expect((await ada.call('search', { search_key: bo.username })).users[0].is_following).toBe(0);
  });

  test('never includes a blocked person, either way', async () => {
    const name = surname();
    const [ada, dee] = await family(name, 2);
    if (!ada || !dee) throw new Error('no family');
    await block(ada, dee);
    expect(await found(ada, name)).toEqual([ada.id]);
    expect(await found(dee, name)).toEqual([dee.id]);
    expect(await found(ada, '', { limit: 100 })).not.toContain(dee.id);
    expect(await found(dee, '', { limit: 100 })).not.toContain(ada.id);
  });

  test.each<[string, Partial<UserRow>]>([
    ['disabled', { state: 'disabled' }],
    ['pending', { state: 'pending' }],
    ['banned', { banned: 1 }],
  ])('leaves out who is %s, until they are back', async (_state, changes) => {
    const name = surname();
    const [ada, bo] = [await a.user({ last_name: name }), await a.user()];
    await set(ada, { followers_count: 900_000, ...changes });
    expect(await found(bo, name)).toEqual([]);
    expect(await found(bo, '')).not.toContain(ada.id);
    await set(ada, { state: 'active', banned: 0, followers_count: 0 });
    expect(await found(bo, name)).toEqual([ada.id]);
  });

  test('pages without skips or repeats, newest first', async () => {
    const name = surname();
    const people = (await family(name, 12)).map((person) => person.id).reverse();
    const bo = await a.user();
    const seen: number[] = [];
    for (let page: number[] = []; ; ) {
      page = await found(bo, name, { limit: 5, user_offset: seen.at(-1) ?? 0 });
      if (page.length === 0) break;
      seen.push(...page);
    }
    expect(seen).toEqual(people);
    expect(await found(bo, `kin ${name}`, { limit: 5, gender: 'male' })).toEqual(people.slice(0, 5));
  });

  test('costs as many statements for 1 person as for 50', async () => {
    const [one, many] = [surname(), surname()];
    await family(one, 1);
    await family(many, 50);
    const bo = await a.user();
    const statements = (key: string, fields: Fields = {}) =>
      countStatements(site, () => bo.call('search', { search_key: key, limit: 50, ...fields }));
    const single = await statements(one);
    expect(await statements(many)).toBe(single);
    expect(await found(bo, many, { limit: 50 })).toHaveLength(50);
    expect(await statements(`kin ${many}`)).toBe(await statements(`kin ${one}`));
    expect(await statements('', { limit: 1 })).toBe(await statements('', { limit: 50 }));
  });

  test('scans the shortest of the lists that contain it', async () => {
    const name = surname();
    const people = (await family(name, 3)).map((person) => person.id);
    const [abroad] = await family(name, 1);
    await db('users')
      .where({ id: abroad?.id ?? 0 })
      .update({ country_id: 77 });
    const lists: PeopleList[] = [
      { by: 'term', kind: 'user', term: name },
      { by: 'term', kind: 'user', term: `${name}x` },
      { by: 'country', countryId: 77 },
      { by: 'online', since: new Date(0) },
    ];
    const sizes = await listSizes(db, lists, { before: NO_ID, most: 3 });
    expect(sizes.map((size) => size.size)).toEqual([3, 0, 1, 3]);
    expect(sizes[0]?.floor).toBe(people[1]);
    expect((await listSizes(db, lists, { before: people[1] ?? 0, most: 3 }))[0]).toMatchObject({ size: 1, floor: people[0] });
  });

  test('scans no table of people', async () => {
    const ada = await a.user();
    const sent = await statementsOf(site, () => ada.call('search', { search_key: 'ada love', status: 'on', country: 3 }));
    expect(sent.filter((sql) => /\blike\b/i.test(sql))).toEqual([]);
  });
});

describe('without words', () => {
  test('the most followed come first, in pages without skips or repeats', async () => {
    const name = surname();
    const people = await family(name, 6);
    for (const [index, person] of people.entries())
      await set(person, { followers_count: 1_000_000 + ([3, 1, 3, 2, 1, 9][index] ?? 0) });
    const order = [5, 2, 0, 3, 4, 1].map((index) => people[index]?.id);
    const bo = await a.user();
    const seen: number[] = [];
    while (seen.length < 6) seen.push(...(await found(bo, '', { limit: 2, user_offset: seen.at(-1) ?? 0 })));
    expect(seen).toEqual(order);
    expect(await found(bo, '', { limit: 6, gender: 'male' })).toEqual(order);
    expect(await found(bo, '', { limit: 3, gender: 'male', user_offset: order[2] ?? 0 })).toEqual(order.slice(3));
    for (const person of people) await set(person, { followers_count: 0 });
  });

  test('an unknown offset is the end', async () => {
    const ada = await a.user();
    expect(await found(ada, '', { user_offset: 4_000_000_000 })).toEqual([]);
  });
});

describe('filters', () => {
  const name = surname();
  const day = (yearsAgo: number, days = 0) => {
    const date = new Date();
    return new Date(Date.UTC(date.getUTCFullYear() - yearsAgo, date.getUTCMonth(), date.getUTCDate() + days))
      .toISOString()
      .slice(0, 10);
  };
  const people = {
    ada: { gender: 'female', country_id: 3, verified: 1, birthday: day(30) },
    bo: { gender: 'male', country_id: 3, avatar: 'upload/photos/2026/11/x_avatar.jpg', birthday: day(30, 1) },
    cy: { gender: 'male', country_id: 4, birthday: day(31), birth_privacy: 2, last_seen_at: new Date(Date.now() - 3_600_000) },
    dee: { gender: 'female', appears_offline: 1, birthday: null },
  } satisfies Record<string, Partial<UserRow>>;
  const ids = new Map<string, number>();

  async function ensurePeople(): Promise<void> {
    if (ids.size > 0) return;
    for (const [key, changes] of Object.entries(people)) {
      const person = await a.user({ last_name: name });
      await set(person, changes);
      ids.set(key, person.id);
    }
  }

  test.each<[Fields, string]>([
    [{}, 'dee cy bo ada'],
    [{ gender: 'female' }, 'dee ada'],
    [{ gender: 'all', country: 'all', status: '', verified: 'x', image: '' }, 'dee cy bo ada'],
    [{ gender: 'nobody' }, ''],
    [{ country: 3 }, 'bo ada'],
    [{ country: 4, gender: 'male' }, 'cy'],
    [{ country: 5 }, ''],
    [{ status: 'on' }, 'bo ada'],
    [{ status: 'off' }, 'dee cy'],
    [{ verified: 'on' }, 'ada'],
    [{ verified: 'off' }, 'dee cy bo'],
    [{ image: 'yes' }, 'bo'],
    [{ image: 'no' }, 'dee cy ada'],
    [{ filterbyage: 'yes', age_from: 30 }, 'ada'],
    [{ filterbyage: 'yes', age_from: 29, age_to: 29 }, 'bo'],
    [{ filterbyage: 'yes', age_from: 29, age_to: 30 }, 'bo ada'],
    [{ filterbyage: 'yes', age_to: 29 }, 'bo'],
    [{ filterbyage: 'no', age_from: 99 }, 'dee cy bo ada'],
    [{ age_from: 99 }, 'dee cy bo ada'],
    [{ filterbyage: 'yes' }, 'dee cy bo ada'],
    [{ verified: 'on', country: 3, status: 'on', gender: 'female', image: 'no' }, 'ada'],
  ])('leave who fits %j: %s', async (fields, expected) => {
    await ensurePeople();
    const viewer = await a.user();
    const wanted = expected
      .split(' ')
      .filter(Boolean)
      .map((key) => ids.get(key));
    expect(await found(viewer, name, fields)).toEqual(wanted);
    const everywhere = await found(viewer, '', { ...fields, limit: 100 });
    if (Number(fields.country) > 4) expect(everywhere).toEqual([]);
    for (const id of ids.values()) if (!wanted.includes(id)) expect(everywhere).not.toContain(id);
  });
});

describe('the index', () => {
  test('follows a rename: found under the new name only', async () => {
    const [old, name] = [surname(), surname()];
    const ada = await a.user({ first_name: 'Ada', last_name: old });
    await ada.call('update-user-data', { last_name: name });
    expect(await found(ada, old)).toEqual([]);
    expect(await found(ada, `ada ${name}`)).toEqual([ada.id]);
    expect(await found(ada, ada.username)).toEqual([ada.id]);
  });

  test('removes people who delete their account', async () => {
    const name = surname();
    const [ada, bo] = [await a.user({ last_name: name }), await a.user()];
    await ada.call('delete-user', { password: ada.password });
    expect(await found(bo, name)).toEqual([]);
    expect(await db('search_terms').where({ kind: 'user', entity_id: ada.id })).toEqual([]);
    expect(await db('search_entries').where({ kind: 'user', entity_id: ada.id })).toEqual([]);
  });

  test('is unchanged by a write that is rolled back', async () => {
    const name = surname();
    const ada = await a.user({ last_name: name });
    const failed = site.services.write(async (tx) => {
      await removeEntry(tx, 'user', ada.id);
      throw new Error('on purpose');
    });
    await expect(failed).rejects.toThrow('on purpose');
    expect(await found(ada, name)).toEqual([ada.id]);
  });

  test('equals the names after fifty changes at once', async () => {
    const ada = await a.user();
    const names = Array.from({ length: 50 }, () => surname());
    await Promise.all(names.map((name) => ada.call('update-user-data', { last_name: name })));
    const row = await db('users').where({ id: ada.id }).first('last_name');
    for (const name of names) expect(await found(ada, name)).toEqual(name === row?.last_name ? [ada.id] : []);
    const words = (await db('search_entries').where({ entity_id: ada.id, kind: 'user' }).first())?.words.split(' ') ?? [];
    const terms = await db('search_terms').where({ entity_id: ada.id, kind: 'user' }).pluck('term');
    expect(new Set(terms.filter((term) => term.endsWith('.')))).toEqual(new Set(words.map((word) => `${word}.`)));
  });

  test('is rebuilt from the rows of people, and may be rebuilt again', async () => {
    const [old, name] = [surname(), surname()];
    const ada = await a.user({ last_name: old });
    const cy = await a.user({ last_name: old });
    await set(ada, { last_name: name });
    await site.services.write((tx) => removeEntry(tx, 'user', cy.id));
    for (let round = 0; round < 2; round += 1) {
      const done: number[] = [];
      await rebuildIndex(site.services, { kind: 'user', afterId: ada.id - 1 }, ({ lastId }) => done.push(lastId));
      expect(done.at(-1)).toBeGreaterThanOrEqual(cy.id);
      expect(await found(ada, name)).toEqual([ada.id]);
      expect(await found(ada, old)).toEqual([cy.id]);
    }
  });
});

describe('pages and groups', () => {
  const titles = (list: { name: string }[]) => list.map((item) => item.name);

  test('are found by their titles, from the rebuilt index too, until they are deleted', async () => {
    const name = surname();
    const [ada, bo] = [await a.user(), await a.user()];
    const about = { page_title: `The ${name} café`, page_description: 'x', page_category: 2 };
    const page = await ada.call('create-page', { page_name: `p_${surname()}`, ...about });
    const group = { group_name: `g_${surname()}`, group_title: `${name} readers`, category: 2, about: 'x' };
    expect(await ada.call('create-group', group)).toMatchObject({ api_status: 200 });
    const pageId = Number(page.page_data.page_id);
    const check = async () => {
      const answer = await bo.call('search', { search_key: name });
      expect(answer.users).toEqual([]);
      expect(titles(answer.pages)).toEqual([about.page_title]);
      expect(titles(answer.groups)).toEqual([group.group_title]);
      expect(answer.pages[0].is_liked).toBe('no');
      expect(answer.groups[0].is_joined).toBe('no');
      expect(titles((await bo.call('search', { search_key: `${name} cafe` })).pages)).toEqual([about.page_title]);
    };
    await check();
    await db('search_terms').where({ kind: 'page', entity_id: pageId }).delete();
    await db('search_entries').where({ kind: 'page', entity_id: pageId }).delete();
    for (const kind of ['page', 'group'] as const) await rebuildIndex(site.services, { kind }, () => {});
    await check();
    await db('pages').where({ id: pageId }).update({ deleted_at: new Date() });
    await rebuildIndex(site.services, { kind: 'page' }, () => {});
    expect((await bo.call('search', { search_key: name })).pages).toEqual([]);
    expect(await db('search_terms').where({ kind: 'page', entity_id: pageId })).toEqual([]);
  });
});

describe('recent_search', () => {
  const recent = async (person: Person, fields: Fields = {}): Promise<number[]> => {
    const answer = await person.call('recent_search', fields);
    expect(answer.api_status).toBe(200);
    return answer.data.map((user: { user_id: string }) => Number(user.user_id));
  };

  test('stores the people the viewer opened, latest first and each once', async () => {
    const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
    expect(await recent(ada)).toEqual([]);
    await recent(ada, { type: 'add', user_id: bo.id });
    await recent(ada, { type: 'add', user_id: cy.id });
    expect(await recent(ada, { type: 'add', user_id: bo.id })).toEqual([bo.id, cy.id]);
    expect(await recent(ada, { type: 'remove', user_id: cy.id })).toEqual([bo.id]);
    expect(await recent(ada, { type: 'remove', user_id: cy.id })).toEqual([bo.id]);
    expect(await recent(bo)).toEqual([]);
    expect(await recent(ada, { type: 'clear' })).toEqual([]);
    expect(await recent(ada, { type: 'get' })).toEqual([]);
  });

  test('keeps the newest 20, also when fifty are added at once', async () => {
    const ada = await a.user();
    const others: Person[] = [];
    for (let index = 0; index < 25; index += 1) others.push(await a.user());
    await Promise.all([...others, ...others].map((other) => recent(ada, { type: 'add', user_id: other.id })));
    expect(await db('recent_searches').where({ viewer_id: ada.id })).toHaveLength(20);
    const list = await recent(ada);
    expect(new Set(list).size).toBe(20);
  });

  test('never shows blocked people, and refuses them like unknown ones', async () => {
    const [ada, dee] = [await a.user(), await a.user()];
    await recent(ada, { type: 'add', user_id: dee.id });
    await block(dee, ada);
    expect(await recent(ada)).toEqual([]);
    const refused = error(6, 'User not found');
    expect(await ada.call('recent_search', { type: 'add', user_id: dee.id })).toEqual(refused);
    expect(await ada.call('recent_search', { type: 'add', user_id: 4_000_000_000 })).toEqual(refused);
  });

  test('is deleted with either account', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    await recent(ada, { type: 'add', user_id: bo.id });
    await recent(bo, { type: 'add', user_id: ada.id });
    await bo.call('delete-user', { password: bo.password });
    await site.settled();
    expect(await db('recent_searches').whereIn('viewer_id', [ada.id, bo.id])).toEqual([]);
  });

  test.each<[Fields, number, string]>([
    [{ type: 'other' }, 4, 'type can not be empty'],
    [{ type: 'add' }, 5, 'user_id can not be empty'],
    [{ type: 'remove', user_id: 0 }, 5, 'user_id can not be empty'],
    [{ type: 'add', user_id: 'x' }, 6, 'User not found'],
  ])('refuses %j', async (fields, id, text) => {
    expect(await (await a.user()).call('recent_search', fields)).toEqual(error(id, text));
  });
});
