import { describe, expect, test } from 'vitest';
import { apiDomains, listeners } from '../src/api.ts';
import { accountState, banAccount, changeRole, unbanAccount } from '../src/auth/service/moderation.ts';
import type { Ctx } from '../src/context.ts';
import { canMessage, canSeeUser } from '../src/graph/rules.ts';
import { hydrateUsers } from '../src/users/hydrate.ts';
import type { UserRow } from '../src/users/queries.ts';
import { factory, type Person } from './support/people.ts';
import { openSite } from './support/site.ts';
import { countStatements } from './support/statements.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;
const { baseUrl } = site.services.config;

const error = (id: number, text?: string) => ({
  api_status: '400',
  errors: { error_id: id, error_text: text ?? expect.any(String) },
});

const set = (person: Person, changes: Partial<UserRow>) => db('users').where({ id: person.id }).update(changes);
const idsOf = (people: { user_id: string }[]) => people.map((person) => Number(person.user_id));

async function profile(viewer: Person, person: Person, fetch = 'user_data') {
  return viewer.call('get-user-data', { user_id: person.id, fetch });
}

/** A viewer of each kind, of one person. */
async function viewersOf(ada: Person) {
  const [stranger, follower, followed, blocked, blocking] = [
    await a.user(),
    await a.user(),
    await a.user(),
    await a.user(),
    await a.user(),
  ];
  await a.follow(follower, ada);
  await a.follow(ada, followed);
  await a.block(ada, blocked);
  await a.block(blocking, ada);
  return { owner: ada, stranger, follower, followed, blocked, blocking };
}

describe('user_data', () => {
  test('is the whole person for the person themselves', async () => {
    const ada = await a.user({ gender: 'female', first_name: 'Ada', last_name: 'Lovelace' });
    await set(ada, {
      birthday: '1815-12-10',
      lat: 51.5,
      lng: -0.12,
      phone_number: '+4930123456',
      wallet: '12.50',
      two_factor: 'mail',
      notification_settings: '{"e_liked":0}',
      avatar: 'upload/photos/ada_avatar.jpg',
      avatar_changed_at: new Date(1_700_000_000_000),
      pro_type: 2,
      role: 'moderator',
      created_at: new Date('2024-03-05T00:00:00Z'),
    });
    const { user_data } = await profile(ada, ada);
    expect(user_data).toMatchObject({
      user_id: String(ada.id),
      username: ada.username,
      name: 'Ada Lovelace',
      url: `${baseUrl}/${ada.username}`,
      email: ada.email,
      phone_number: '+4930123456',
      wallet: '12.50',
      balance: '0.00',
      two_factor: '1',
      birthday: '1815-12-10',
      lat: '51.5',
      lng: '-0.12',
      avatar: `${baseUrl}/upload/photos/ada_avatar.jpg?cache=1700000000`,
      avatar_full: `${baseUrl}/upload/photos/ada_avatar_full.jpg`,
      cover: `${baseUrl}/assets/cover.png?cache=0`,
      is_pro: '1',
      pro_type: '2',
      admin: '2',
      registered: '3/2024',
      lastseen_status: 'on',
      user_platform: 'phone',
      e_liked: '0',
      e_shared: '1',
      is_following: 0,
      can_follow: 0,
      is_following_me: 0,
      is_blocked: false,
      is_reported: false,
      gender_text: 'Female',
      lastseen_time_text: 'Online',
    });
    expect(user_data.API_notification_settings).toMatchObject({ e_liked: 0, e_shared: 1, e_memory: 1 });
    expect(user_data.details).toEqual({
      post_count: '0',
      album_count: '0',
      following_count: '0',
      followers_count: '0',
      groups_count: '0',
      likes_count: '0',
      mutual_friends_count: 0,
    });
    expect(Object.keys(user_data).filter((key) => ['id', 'type', 'password'].includes(key) || key.endsWith('s_data'))).toEqual(
      [],
    );
    const columns = Object.entries(user_data).filter(([, value]) => value === null);
    expect(columns).toEqual([]);
  });

  test('has a default picture for each gender', async () => {
    const [ada, bo] = [await a.user({ gender: 'female' }), await a.user({ gender: 'male' })];
    expect((await profile(ada, ada)).user_data.avatar).toBe(`${baseUrl}/assets/avatar-female.png?cache=0`);
    expect((await profile(ada, bo)).user_data.avatar_full).toBe(`${baseUrl}/assets/avatar-male.png`);
  });

  test("never contains another person's private fields, wherever people are listed", async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const planted = {
      email: 'planted-mail@example.org',
      phone_number: '+4930987654',
      balance: '9871.25',
      wallet: '9872.25',
      referrer_id: 987_654_321,
      totp_secret: 'PLANTEDSECRET',
      notification_settings: '{"planted":"1"}',
      lat: 12.345678,
      lng: 98.765432,
      share_my_location: 0,
      school: `school ${bo.id}`,
      birthday: `1990-${new Date().toISOString().slice(5, 10)}`,
      birth_privacy: 2,
      two_factor: 'totp',
    } as const;
    await set(bo, { ...planted, email: `${bo.id}-${planted.email}`, followers_count: 1_000_000 });
    await db('sessions').where({ user_id: bo.id }).update({ address: '203.0.113.77', push_device_id: 'planted-device' });
    await set(ada, { school: planted.school });
    const recommended = await ada.call('fetch-recommended', { type: 'users' });
    await a.follow(ada, bo);
    await a.follow(bo, ada);
    const answers = [
      recommended,
      await profile(ada, bo, 'user_data,followers,following'),
      await profile(ada, ada, 'followers,following'),
      await ada.call('get-user-data-username', { username: bo.username, fetch: 'user_data' }),
      await ada.call('get-many-users-data', { user_ids: String(bo.id) }),
      await ada.call('get-friends', { user_id: ada.id, type: 'followers,following' }),
      await ada.call('common_things'),
    ];
    await a.block(ada, bo);
    answers.push(await ada.call('get-blocked-users'));
    const hash = await db('users').where({ id: bo.id }).first('password_hash');
    const secrets = [
      ...['planted', 'PLANTEDSECRET', '+4930987654', '9871', '9872', '987654321', '203.0.113.77', '12.345678', '98.765432'],
      planted.birthday,
      String(hash?.password_hash),
      bo.token,
    ];
    for (const answer of answers) {
      const text = JSON.stringify(answer);
      expect(text).toContain(`"user_id":"${bo.id}"`);
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
  });

  test.each([
    ['everyone', 0, ['owner', 'stranger', 'follower', 'followed']],
    ['people they follow', 1, ['owner', 'followed']],
    ['nobody', 2, ['owner']],
  ])('birth_privacy %s', async (_words, birth_privacy, shown) => {
    const ada = await a.user();
    const { blocked, blocking, ...viewers } = await viewersOf(ada);
    await set(ada, { birthday: '1815-12-10', birth_privacy });
    for (const [kind, viewer] of Object.entries(viewers)) {
      const { user_data } = await profile(viewer, ada);
      expect(user_data.birthday, kind).toBe(shown.includes(kind) ? '1815-12-10' : '0000-00-00');
    }
    for (const viewer of [blocked, blocking]) expect(await profile(viewer, ada)).toEqual(error(6));
  });

  test.each([
    ['everyone', 0, ['stranger', 'follower', 'followed']],
    ['people they follow', 1, ['followed']],
    ['nobody', 2, []],
  ])('message_privacy %s', async (_words, message_privacy, allowed) => {
    const ada = await a.user();
    await set(ada, { message_privacy });
    for (const [kind, viewer] of Object.entries(await viewersOf(ada))) {
      const maps = await hydrateUsers(contextOf(viewer), [ada.id]);
      expect(canMessage(ada.id, maps), kind).toBe((allowed as string[]).includes(kind));
    }
  });

  test("shows a person's location to everybody, or to nobody else", async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    await set(ada, { lat: 1.5, lng: 2.5 });
    expect((await profile(bo, ada)).user_data).toMatchObject({ lat: '1.5', lng: '2.5' });
    await set(ada, { share_my_location: 0 });
    expect((await profile(bo, ada)).user_data).toMatchObject({ lat: '', lng: '' });
    expect((await profile(ada, ada)).user_data).toMatchObject({ lat: '1.5', lng: '2.5' });
  });

  test('counts the people both follow', async () => {
    const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
    await a.follow(ada, cy);
    await a.follow(bo, cy);
    expect((await profile(ada, bo)).user_data.details.mutual_friends_count).toBe(1);
    expect((await profile(ada, ada)).user_data.details.mutual_friends_count).toBe(0);
  });

  test('a person is offline who appears offline, or was not seen for a minute', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    await set(bo, { appears_offline: 1 });
    expect((await profile(ada, bo)).user_data.lastseen_status).toBe('off');
    await set(bo, { appears_offline: 0, last_seen_at: new Date(Date.now() - 5 * 60_000) });
    expect((await profile(ada, bo)).user_data).toMatchObject({ lastseen_status: 'off', lastseen_time_text: '5 m' });
  });
});

/** The context of a request by the person, for data that no endpoint returns yet. */
function contextOf(person: Person): Ctx {
  const viewer = { id: person.id, sessionId: 0, username: person.username, role: 'member', timezone: 'UTC' } as const;
  return { ...site.services, now: new Date(), client: { address: '', userAgent: '' }, viewer };
}

describe('get-user-data', () => {
  test('returns the keys that fetch names, ignores unknown words beside a known one, and returns nothing else', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    await a.follow(bo, ada);
    const all = await profile(ada, ada, 'user_data,followers,following,liked_pages,joined_groups,family,shoe_size');
    expect(Object.keys(all).sort()).toEqual(
      ['api_status', 'family', 'followers', 'following', 'joined_groups', 'liked_pages', 'user_data'].sort(),
    );
    expect(all.followers).toMatchObject([{ user_id: String(bo.id), is_following: 0 }]);
    for (const words of ['shoe_size', ' ', ','])
      expect(await profile(ada, ada, words)).toEqual({
        api_status: '400',
        errors: { error_id: 3, error_text: 'fetch (POST) is missing' },
      });
  });

  test.each([
    [{}, 3, 'user_id (POST) is missing'],
    [{ fetch: 'user_data' }, 3, 'user_id (POST) is missing'],
    [{ user_id: 1 }, 3, 'fetch (POST) is missing'],
    [{ user_id: 4_000_000_000, fetch: 'user_data' }, 6, 'Recipient user not found'],
    [{ user_id: '9'.repeat(30), fetch: 'user_data' }, 6, 'Recipient user not found'],
    [{ user_id: 'me', fetch: 'user_data' }, 6, 'Recipient user not found'],
  ])('refuses %j', async (form, id, text) => {
    const ada = await a.user();
    expect(await ada.call('get-user-data', form)).toEqual(error(id, text));
  });

  test('hides pending, disabled and deleted people and blocked ones with the same statements', async () => {
    const [ada, bo, dee] = [await a.user(), await a.user(), await a.user()];
    await a.block(dee, ada);
    const statements = async (id: number) =>
      countStatements(site, () => ada.call('get-user-data', { user_id: id, fetch: 'user_data' }));
    const ofNobody = await statements(4_000_000_000);
    expect(await statements(dee.id)).toBe(ofNobody);
    for (const state of ['pending', 'disabled', 'deleted'] as const) {
      await set(bo, { state });
      expect(await profile(ada, bo)).toEqual(error(6, 'Recipient user not found'));
      expect(await statements(bo.id)).toBe(ofNobody);
    }
    await set(bo, { state: 'disabled' });
  });

  test('notifies the person of a visit, unless one of the two leaves no traces', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const visits: unknown[] = [];
    const heard = listeners.profileVisited as unknown[]; // readonly for everybody else
    const listener = async (_services: unknown, signal: { userId: number }) => {
      if (signal.userId === ada.id) visits.push(signal);
    };
    heard.push(listener);
    try {
      await profile(ada, ada);
      await profile(bo, ada, 'followers');
      await profile(bo, ada);
      await site.settled();
      expect(visits).toEqual([{ visitorId: bo.id, userId: ada.id }]);
      for (const shy of [ada, bo]) {
        await set(shy, { visit_privacy: 1 });
        await profile(bo, ada);
        await set(shy, { visit_privacy: 0 });
      }
      await site.settled();
      expect(visits).toHaveLength(1);
    } finally {
      heard.splice(heard.indexOf(listener), 1);
    }
  });

  test('a profile with 1 and with 50 followers costs the same number of statements', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    await a.follow(bo, ada);
    await set(ada, { visit_privacy: 1 }); // the effects of a visit depend on earlier visits
    const fetch = 'user_data,followers,following,liked_pages,joined_groups,family';
    const one = await countStatements(site, () => profile(bo, ada, fetch));
    for (const person of await Promise.all(Array.from({ length: 55 }, () => a.user()))) await a.follow(person, ada);
    expect((await profile(bo, ada, fetch)).followers).toHaveLength(50);
    expect(await countStatements(site, () => profile(bo, ada, fetch))).toBe(one);
  });
});

describe('get-user-data-username', () => {
  test('finds a person by name, in any letter case', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const answer = await ada.call('get-user-data-username', { username: bo.username.toUpperCase(), fetch: 'user_data' });
    expect(answer.user_data.user_id).toBe(String(bo.id));
    const nobody = await ada.call('get-user-data-username', { username: 'nobody_here', fetch: 'user_data' });
    expect(nobody).toEqual(error(6, 'Recipient user not found'));
    expect(await ada.call('get-user-data-username', { fetch: 'user_data' })).toEqual(error(3, 'username (POST) is missing'));
    expect(await ada.call('get-user-data-username', { username: 'x' })).toEqual(error(3, 'fetch (POST) is missing'));
  });
});

describe('get-many-users-data', () => {
  test('returns people in the requested order, skips invalid ids, and costs the same for 1 and 100', async () => {
    const [ada, ...people] = await Promise.all(Array.from({ length: 101 }, () => a.user({ gender: 'female' })));
    if (!ada || !people[0]) throw new Error('nobody');
    await set(people[0], { last_seen_at: new Date(Date.now() - 3 * 3_600_000) });
    const ids = people.map((person) => person.id);
    const answer = await ada.call('get-many-users-data', { user_ids: `x, ${ids.join(',')},0,-1` });
    expect(answer.status).toBe(200);
    expect(idsOf(answer.users)).toEqual(ids);
    expect(answer.users[0]).toMatchObject({ lastseen_status: 'offline', lastseen_text: 'Last Seen 3 hrs', gender: 'Female' });
    expect(answer.users[1]).toMatchObject({ lastseen_status: 'online', lastseen_text: 'Online' });
    const call = (user_ids: string) => countStatements(site, () => ada.call('get-many-users-data', { user_ids }));
    expect(await call(ids.join(','))).toBe(await call(String(ids[0])));
  });

  test('fails as a whole at the first unknown person', async () => {
    const ada = await a.user();
    expect(await ada.call('get-many-users-data', { user_ids: `${ada.id},4000000000,4000000001` })).toEqual(
      error(4, 'User #4000000000 not found'),
    );
    expect(await ada.call('get-many-users-data')).toEqual(error(3, 'user_ids (POST) is missing'));
    expect(await ada.call('get-many-users-data', { user_ids: 'a,b' })).toEqual(error(3, 'user_ids (POST) is missing'));
  });
});

describe('common_things', () => {
  test('lists people who share town, school or work with me, and how much', async () => {
    const [ada, bo, cy, dee, emmy] = [await a.user(), await a.user(), await a.user(), await a.user(), await a.user()];
    const city = `Town ${ada.id}`;
    const school = `School ${ada.id}`;
    expect(await ada.call('common_things')).toEqual({ api_status: 200, data: [] });
    await set(ada, { city, school });
    await set(bo, { city: city.toLowerCase(), school });
    await set(cy, { school });
    await set(dee, { city });
    await set(emmy, { city, state: 'disabled' });
    await a.block(dee, ada);
    const list = async (fields = {}) => {
      const { data } = await ada.call('common_things', fields);
      return data.map((person: { user_id: string; common_things: number }) => [Number(person.user_id), person.common_things]);
    };
    expect(await list()).toEqual([
      [cy.id, 1],
      [bo.id, 2],
    ]);
    expect(await list({ limit: 1 })).toEqual([[cy.id, 1]]);
    expect(await list({ limit: 1, offset: cy.id })).toEqual([[bo.id, 2]]);
  });
});

describe('fetch-recommended', () => {
  test('lists the most followed people I do not follow, in pages', async () => {
    const [ada, bo, cy, dee, emmy] = [await a.user(), await a.user(), await a.user(), await a.user(), await a.user()];
    const fame = 2_000_000_000;
    await set(bo, { followers_count: fame + 3 });
    await set(cy, { followers_count: fame + 2 });
    await set(dee, { followers_count: fame + 4 });
    await set(emmy, { followers_count: fame + 2 });
    await a.follow(ada, bo);
    await a.block(dee, ada);
    const list = async (fields = {}) => idsOf((await ada.call('fetch-recommended', { type: 'users', ...fields })).data);
    expect(await list({ limit: 2 })).toEqual([emmy.id, cy.id]);
    expect(await list({ limit: 1, offset: emmy.id })).toEqual([cy.id]);
    for (const person of [bo, cy, dee, emmy]) await set(person, { followers_count: person === bo ? 1 : 0 });
    expect(await ada.call('fetch-recommended')).toEqual(error(4, 'type can not be empty'));
    expect(await ada.call('fetch-recommended', { type: 'aliens' })).toEqual(error(4, 'type can not be empty'));
  });
});

describe('hydrateUsers', () => {
  test('has a relation for every id, a person only for the active, and sends no statement for no ids', async () => {
    const [ada, dee] = [await a.user(), await a.user()];
    await a.block(dee, ada);
    const ctx = contextOf(ada);
    const maps = await hydrateUsers(ctx, [dee.id, 4_000_000_000]);
    expect([...maps.relations.keys()]).toEqual([dee.id, 4_000_000_000]);
    expect([...maps.users.keys()]).toEqual([dee.id]);
    expect([dee.id, 4_000_000_000].map((id) => canSeeUser(id, maps))).toEqual([false, false]);
    expect(await countStatements(site, () => hydrateUsers(ctx, []))).toBe(0);
    expect(await countStatements(site, () => hydrateUsers(ctx, [ada.id, dee.id]))).toBe(3);
  });
});

test('every endpoint of the people domains is registered', () => {
  const names = new Set(apiDomains.flatMap((domain) => domain.endpoints.map((endpoint) => endpoint.name)));
  for (const name of ['get-user-data', 'get-many-users-data', 'follow-user', 'block-user', 'get-friends'])
    expect(names).toContain(name);
});

describe('the staff', () => {
  test('ban a person: signed out everywhere, unable to sign in, and found by no search until the ban is lifted', async () => {
    const ada = await a.user();
    const cy = await a.user();
    const finds = async () => idsOf((await cy.call('search', { search_key: ada.username })).users).includes(ada.id);
    expect(await finds()).toBe(true);

    await banAccount(site.services, ada.username.toUpperCase(), 'sold fakes');
    expect(await accountState(site.services, ada.username)).toMatchObject({ id: ada.id, banned: 'sold fakes' });
    expect((await ada.call('get-blocked-users')).errors.error_text).toBe('Invalid or expired access_token');
    expect(await db('sessions').where({ user_id: ada.id })).toEqual([]);
    expect(await finds()).toBe(false);
    expect((await profile(cy, ada)).user_data).toMatchObject({ banned: '1', banned_reason: 'sold fakes' });

    await unbanAccount(site.services, ada.username);
    expect(await accountState(site.services, ada.username)).toMatchObject({ banned: 'no' });
    expect(await finds()).toBe(true);
    await expect(banAccount(site.services, 'nobody_at_all', '')).rejects.toThrow('there is nobody named nobody_at_all');
  });

  test('make a person a moderator, who may delete content of others from the next call on', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const { post_data: post } = await ada.call('new_post', { postText: 'buy fakes' });
    const remove = () => cy.call('post-actions', { post_id: post.post_id, action: 'delete' });
    expect(await remove()).toMatchObject(error(9));
    await changeRole(site.services, cy.username, 'moderator');
    expect(await remove()).toMatchObject({ api_status: 200, action: 'deleted' });
  });
});
