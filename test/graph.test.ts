import { afterEach, describe, expect, test } from 'vitest';
import { checkCounters } from '../src/cli/doctor.ts';
import type { UserRow } from '../src/users/queries.ts';
import { factory, type Person } from './support/people.ts';
import { openSite } from './support/site.ts';
import { countStatements } from './support/statements.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;

const error = (id: number, text?: string) => ({
  api_status: '400',
  errors: { error_id: id, error_text: text ?? expect.any(String) },
});
const notFound = error(6, 'Recipient user not found');

const set = (person: Person, changes: Partial<UserRow>) => db('users').where({ id: person.id }).update(changes);
const follow = (follower: Person, followee: Person) => follower.call('follow-user', { user_id: followee.id });
const answerRequest = (person: Person, follower: Person, action: string) =>
  person.call('follow-request-action', { user_id: follower.id, request_action: action });
const block = (blocker: Person, blocked: Person, action = 'block') =>
  blocker.call('block-user', { user_id: blocked.id, block_action: action });
const idsOf = (people: { user_id: string }[]) => people.map((person) => Number(person.user_id));

/** The follows and requests between people, and their counters as their own profiles show them. */
async function graphOf(...people: Person[]) {
  const ids = people.map((person) => person.id);
  const rows = await db('follows').whereIn('follower_id', ids).whereIn('followee_id', ids).orderBy('id');
  const name = (id: number) => ids.indexOf(id);
  const counters = await db('users').whereIn('id', ids).orderBy('id').select('followers_count', 'following_count');
  return {
    follows: rows.map((row) => `${name(row.follower_id)}>${name(row.followee_id)} ${row.state}`),
    followers: counters.map((row) => row.followers_count),
    following: counters.map((row) => row.following_count),
  };
}

async function expectCountersToEqualRows(...people: Person[]): Promise<void> {
  for (const { id } of people) {
    const row = await db('users').where({ id }).first('followers_count', 'following_count');
    const followers = await db('follows').where({ followee_id: id, state: 'active' });
    const following = await db('follows').where({ follower_id: id, state: 'active' });
    expect(row).toEqual({ followers_count: followers.length, following_count: following.length });
  }
}

/** Settings are shared by the files of a worker, so each change is reverted. */
async function setting(name: string, value: string): Promise<void> {
  await db('settings').where({ name }).update({ value });
  await site.services.settings.refresh();
}

afterEach(async () => {
  await setting('connectivitySystem', '0');
  await setting('connectivitySystemLimit', '5000');
});

describe('follow-user', () => {
  test('follows and unfollows, and both people see it', async () => {
    const [ada, bo] = await Promise.all([a.user(), a.user()]);
    expect(await follow(bo, ada)).toEqual({ api_status: 200, follow_status: 'followed' });
    const seenByBo = await bo.call('get-user-data', { user_id: ada.id, fetch: 'user_data' });
    expect(seenByBo.user_data).toMatchObject({ is_following: 1, is_following_me: 0, details: { followers_count: '1' } });
    const seenByAda = await ada.call('get-user-data', { user_id: bo.id, fetch: 'user_data' });
    expect(seenByAda.user_data).toMatchObject({ is_following: 0, is_following_me: 1, details: { following_count: '1' } });
    expect(await follow(bo, ada)).toEqual({ api_status: 200, follow_status: 'unfollowed' });
    await expectCountersToEqualRows(ada, bo);
  });

  test('creates a request where followers are confirmed, counts nothing yet, and withdraws the request', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    await set(ada, { confirm_followers: 1 });
    expect(await follow(bo, ada)).toEqual({ api_status: 200, follow_status: 'requested' });
    const { user_data } = await bo.call('get-user-data', { user_id: ada.id, fetch: 'user_data' });
    expect(user_data).toMatchObject({ is_following: 2, can_follow: 1, details: { followers_count: '0' } });
    expect(await graphOf(ada, bo)).toEqual({ follows: ['1>0 requested'], followers: [0, 0], following: [0, 0] });
    expect(await follow(bo, ada)).toEqual({ api_status: 200, follow_status: 'unfollowed' });
    expect(await graphOf(ada, bo)).toEqual({ follows: [], followers: [0, 0], following: [0, 0] });
  });

  test('refuses, in this order, a missing id, an unknown person, oneself and a full list', async () => {
    const [ada, bo] = await Promise.all([a.user(), a.user()]);
    expect(await ada.call('follow-user')).toEqual(error(3, 'user_id (POST) is missing'));
    expect(await ada.call('follow-user', { user_id: 0 })).toEqual(error(3, 'user_id (POST) is missing'));
    expect(await ada.call('follow-user', { user_id: 4_000_000_000 })).toEqual(notFound);
    expect(await ada.call('follow-user', { user_id: 'ada' })).toEqual(notFound);
    expect(await follow(ada, ada)).toEqual(error(7, 'You can not follow yourself'));
    await setting('connectivitySystemLimit', '1');
    await a.follow(ada, await a.user());
    expect(await follow(ada, bo)).toEqual(error(9));
    await expectCountersToEqualRows(ada, bo);
  });

  test.each([
    ['everyone', 0, { stranger: true, follower: true, followed: true }],
    ['people they follow', 1, { stranger: false, follower: true, followed: true }],
  ])('follow_privacy %s', async (_words, follow_privacy, may) => {
    const [ada, bo, cy, emmy] = await Promise.all([a.user(), a.user(), a.user(), a.user()]);
    await a.follow(bo, ada);
    await a.follow(ada, emmy);
    await set(ada, { follow_privacy });
    for (const [viewer, allowed] of [
      [cy, may.stranger],
      [bo, may.follower], // a follower can still unfollow
      [emmy, may.followed],
    ] as const) {
      const { user_data } = await viewer.call('get-user-data', { user_id: ada.id, fetch: 'user_data' });
      expect(user_data.can_follow).toBe(allowed ? 1 : 0);
      const answer = await follow(viewer, ada);
      if (allowed) expect(answer.api_status).toBe(200);
      else expect(answer).toEqual(error(8, 'This user does not accept followers'));
    }
    const own = await ada.call('get-user-data', { user_id: ada.id, fetch: 'user_data' });
    expect(own.user_data.can_follow).toBe(0);
  });

  test('200 parallel toggles of one pair leave the counters equal to the rows, and end where they began', async () => {
    const [ada, bo] = await Promise.all([a.user(), a.user()]);
    const answers = await Promise.all(Array.from({ length: 200 }, () => follow(bo, ada)));
    expect(answers.filter((answer) => answer.follow_status === 'followed')).toHaveLength(100);
    expect(answers.filter((answer) => answer.follow_status === 'unfollowed')).toHaveLength(100);
    expect(await graphOf(ada, bo)).toEqual({ follows: [], followers: [0, 0], following: [0, 0] });
  });

  test('200 parallel toggles of 50 pairs that share people leave the counters equal to the rows', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => a.user()));
    const pairs = people.flatMap((follower, index) =>
      Array.from({ length: 5 }, (_, step) => [follower, people[(index + step + 1) % people.length] ?? follower] as const),
    );
    const answers = await Promise.all([...pairs, ...pairs, ...pairs, ...pairs.toReversed()].map((pair) => follow(...pair)));
    expect(answers.filter((answer) => answer.api_status !== 200)).toEqual([]);
    await Promise.all(pairs.map((pair) => follow(...pair)));
    await expectCountersToEqualRows(...people);
    expect((await graphOf(...people)).follows).toHaveLength(50);
  });
});

describe('follow-request-action', () => {
  async function asked() {
    const [ada, bo] = [await a.user(), await a.user()];
    await set(ada, { confirm_followers: 1 });
    expect((await follow(bo, ada)).follow_status).toBe('requested');
    return { ada, bo };
  }

  test('accept makes a follower, in one direction', async () => {
    const { ada, bo } = await asked();
    expect(await answerRequest(ada, bo, 'accept')).toEqual({ api_status: 200 });
    expect(await graphOf(ada, bo)).toEqual({ follows: ['1>0 active'], followers: [1, 0], following: [0, 1] });
    expect(await answerRequest(ada, bo, 'accept')).toEqual(error(7));
    expect(await answerRequest(ada, bo, 'decline')).toEqual(error(7));
  });

  test('decline leaves nothing', async () => {
    const { ada, bo } = await asked();
    expect(await answerRequest(ada, bo, 'decline')).toEqual({ api_status: 200 });
    expect(await graphOf(ada, bo)).toEqual({ follows: [], followers: [0, 0], following: [0, 0] });
  });

  test('nobody accepts their own request', async () => {
    const { ada, bo } = await asked();
    expect(await answerRequest(bo, ada, 'accept')).toEqual(error(7));
    expect((await graphOf(ada, bo)).follows).toEqual(['1>0 requested']);
  });

  test('50 accepts and withdrawals at once leave counters equal to rows', async () => {
    const { ada, bo } = await asked();
    await Promise.all(Array.from({ length: 50 }, (_, index) => (index % 2 ? follow(bo, ada) : answerRequest(ada, bo, 'accept'))));
    await expectCountersToEqualRows(ada, bo);
  });

  test.each([
    [{}, 3, 'user_id (POST) is missing'],
    [{ request_action: 'accept' }, 3, 'user_id (POST) is missing'],
    [{ user_id: 1 }, 4, 'request_action (POST) is missing'],
    [{ user_id: 1, request_action: 'take' }, 5, 'Incorrect value for (request_action), allowed: accept|decline'],
    [{ user_id: 4_000_000_000, request_action: 'accept' }, 6, 'Recipient user not found'],
  ])('refuses %j', async (form, id, text) => {
    const ada = await a.user();
    expect(await ada.call('follow-request-action', form)).toEqual(error(id, text));
  });
});

describe('friends instead of followers', () => {
  test('accepting creates both directions, and unfriending removes both', async () => {
    await setting('connectivitySystem', '1');
    const [ada, bo] = [await a.user(), await a.user()];
    expect(await follow(bo, ada)).toMatchObject({ follow_status: 'requested' });
    expect(await answerRequest(ada, bo, 'accept')).toEqual({ api_status: 200 });
    expect(await graphOf(ada, bo)).toEqual({ follows: ['1>0 active', '0>1 active'], followers: [1, 1], following: [1, 1] });
    expect(await follow(ada, bo)).toMatchObject({ follow_status: 'unfollowed' });
    expect(await graphOf(ada, bo)).toEqual({ follows: [], followers: [0, 0], following: [0, 0] });
  });

  test('a person who was asked and asks back has accepted', async () => {
    await setting('connectivitySystem', '1');
    const [ada, bo] = [await a.user(), await a.user()];
    await follow(bo, ada);
    expect(await follow(ada, bo)).toMatchObject({ follow_status: 'followed' });
    expect(await graphOf(ada, bo)).toEqual({ follows: ['1>0 active', '0>1 active'], followers: [1, 1], following: [1, 1] });
  });

  test('a full list accepts no more friends, from either person', async () => {
    await setting('connectivitySystem', '1');
    const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
    await follow(cy, ada);
    await follow(bo, ada);
    await setting('connectivitySystemLimit', '1');
    expect(await answerRequest(ada, bo, 'accept')).toEqual({ api_status: 200 });
    expect(await answerRequest(ada, cy, 'accept')).toEqual(error(8));
    await expectCountersToEqualRows(ada, bo, cy);
  });
});

describe('block-user', () => {
  test('removes follows and requests both ways', async () => {
    const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
    await a.follow(ada, bo);
    await a.follow(bo, ada);
    await set(ada, { confirm_followers: 1 });
    await follow(cy, ada);
    await a.block(ada, bo);
    await a.block(ada, cy);
    expect(await graphOf(ada, bo, cy)).toEqual({ follows: [], followers: [0, 0, 0], following: [0, 0, 0] });
    expect(await block(ada, bo)).toEqual({ api_status: 200, block_status: 'invalid' });
    expect(await block(ada, bo, 'un-block')).toEqual({ api_status: 200, block_status: 'un-blocked' });
    expect(await block(ada, bo, 'un-block')).toEqual({ api_status: 200, block_status: 'invalid' });
    expect(await follow(bo, ada)).toMatchObject({ follow_status: 'requested' });
  });

  test('makes both not found to each other, with the same error as an unknown person', async () => {
    const [ada, dee] = [await a.user(), await a.user()];
    await a.block(ada, dee);
    for (const [viewer, hidden] of [
      [ada, dee],
      [dee, ada],
    ] as const) {
      const nobody = { user_id: 4_000_000_000 };
      const person = { user_id: hidden.id };
      const calls: [string, Record<string, string | number>][] = [
        ['get-user-data', { fetch: 'user_data,followers,following' }],
        ['follow-user', {}],
        ['follow-request-action', { request_action: 'accept' }],
        ['get-friends', { type: 'following,followers' }],
        ['stop_notify', {}],
      ];
      for (const [name, fields] of calls) {
        expect(await viewer.call(name, { ...fields, ...person }), name).toEqual(notFound);
        expect(await viewer.call(name, { ...fields, ...nobody }), name).toEqual(notFound);
      }
      expect(await viewer.call('report_user', { user: hidden.id })).toEqual(notFound);
      expect(await viewer.call('get-user-data-username', { username: hidden.username, fetch: 'user_data' })).toEqual(notFound);
      expect(await viewer.call('get-many-users-data', { user_ids: String(hidden.id) })).toEqual(
        error(4, `User #${hidden.id} not found`),
      );
    }
    expect(await block(dee, ada)).toEqual(notFound);
    expect(await block(dee, ada, 'un-block')).toEqual(notFound);
  });

  test('removes a blocked person from lists of others, for these two only', async () => {
    const [ada, bo, dee] = [await a.user(), await a.user(), await a.user()];
    await a.follow(dee, bo);
    await a.follow(ada, bo);
    await a.follow(bo, dee);
    await a.block(ada, dee);
    const listsFor = async (viewer: Person) => {
      const { data } = await viewer.call('get-friends', { user_id: bo.id, type: 'followers,following' });
      return { followers: idsOf(data.followers), following: idsOf(data.following) };
    };
    expect(await listsFor(ada)).toEqual({ followers: [ada.id], following: [] });
    expect(await listsFor(dee)).toEqual({ followers: [dee.id], following: [dee.id] });
    expect(await listsFor(bo)).toEqual({ followers: [ada.id, dee.id], following: [dee.id] });
  });

  test('does nothing to an admin, and refuses oneself', async () => {
    const [ada, admin] = await Promise.all([a.user(), a.user()]);
    await set(admin, { role: 'admin' });
    expect(await block(ada, admin)).toEqual({ api_status: 200, block_status: 'invalid' });
    expect(await block(ada, ada)).toEqual(error(7, 'You can not block yourself'));
  });

  test('of 50 at once, from both people, exactly one creates the block', async () => {
    const [ada, bo] = await Promise.all([a.user(), a.user()]);
    await a.follow(ada, bo);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => (index % 2 ? block(ada, bo) : block(bo, ada))));
    expect(answers.filter((answer) => answer.block_status === 'blocked')).toHaveLength(1);
    expect(answers.filter((answer) => answer.errors?.error_id === 500)).toEqual([]);
    await expectCountersToEqualRows(ada, bo);
  });

  test.each([
    [{}, 3, 'user_id (POST) is missing'],
    [{ user_id: 1 }, 4, 'block_action (POST) is missing'],
    [{ user_id: 1, block_action: 'unblock' }, 5, 'Incorrect value for (block_action), allowed: block|un-block'],
    [{ user_id: 4_000_000_000, block_action: 'block' }, 6, 'Recipient user not found'],
    [{ user_id: 4_000_000_000, block_action: 'un-block' }, 6, 'Recipient user not found'],
  ])('refuses %j', async (form, id, text) => {
    const ada = await a.user();
    expect(await ada.call('block-user', form)).toEqual(error(id, text));
  });
});

describe('get-blocked-users', () => {
  test('lists the people I blocked, newest first, with texts to show; not those who blocked me', async () => {
    const [ada, bo, cy, dee] = [await a.user(), await a.user({ gender: 'female' }), await a.user(), await a.user()];
    await a.block(ada, bo);
    await a.block(ada, dee);
    await a.block(cy, ada);
    const { blocked_users } = await ada.call('get-blocked-users');
    expect(idsOf(blocked_users)).toEqual([dee.id, bo.id]);
    expect(blocked_users[1]).toMatchObject({ gender_text: 'Female', lastseen_time_text: 'Online', email: '' });
  });
});

describe('get-friends', () => {
  test('pages through followers and followed people, newest first, by the last user id', async () => {
    const [ada, ...others] = await Promise.all(Array.from({ length: 6 }, () => a.user()));
    if (!ada) throw new Error('nobody');
    for (const other of others) await a.follow(other, ada);
    for (const other of others) await a.follow(ada, other);
    const newest = others.map((other) => other.id).toReversed();
    const first = await ada.call('get-friends', { user_id: ada.id, type: 'followers,following', limit: 2 });
    expect(idsOf(first.data.followers)).toEqual(newest.slice(0, 2));
    expect(idsOf(first.data.following)).toEqual(newest.slice(0, 2));
    expect(first.data.followers[0]).toMatchObject({ lastseen: 'on', is_following: 1 });
    const second = await ada.call('get-friends', {
      user_id: ada.id,
      type: 'followers,following',
      limit: 2,
      followers_offset: newest[1] ?? 0,
      following_offset: newest[3] ?? 0,
    });
    expect(idsOf(second.data.followers)).toEqual(newest.slice(2, 4));
    expect(idsOf(second.data.following)).toEqual(newest.slice(4));
    const one = await ada.call('get-friends', { user_id: ada.id, type: 'following' });
    expect(Object.keys(one.data)).toEqual(['following']);
  });

  test('leaves out requests and people who are not active', async () => {
    const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
    await a.follow(cy, ada);
    await set(ada, { confirm_followers: 1 });
    await follow(bo, ada);
    await set(cy, { state: 'disabled' });
    expect((await ada.call('get-friends', { user_id: ada.id, type: 'followers' })).data.followers).toEqual([]);
  });

  test.each([
    ['everyone', 0, { owner: true, stranger: true, follower: true, followed: true }],
    ['people they follow', 1, { owner: true, stranger: false, follower: false, followed: true }],
    ['people following them', 2, { owner: true, stranger: false, follower: true, followed: false }],
    ['nobody', 3, { owner: true, stranger: false, follower: false, followed: false }],
  ])('friend_privacy %s', async (_words, friend_privacy, may) => {
    const [ada, follower, stranger, followed] = [await a.user(), await a.user(), await a.user(), await a.user()];
    await a.follow(follower, ada);
    await a.follow(ada, followed);
    await set(ada, { friend_privacy });
    const viewers = { owner: ada, stranger, follower, followed };
    const lists = { followers: [follower.id], following: [followed.id] };
    for (const [kind, viewer] of Object.entries(viewers)) {
      const expected = may[kind as keyof typeof may] ? lists : { followers: [], following: [] };
      const friends = await viewer.call('get-friends', { user_id: ada.id, type: 'followers,following' });
      const profile = await viewer.call('get-user-data', { user_id: ada.id, fetch: 'followers,following' });
      for (const answer of [friends.data, profile])
        expect({ followers: idsOf(answer.followers), following: idsOf(answer.following) }, kind).toEqual(expected);
    }
  });

  test.each([
    [{ type: 'followers' }, 3, 'user_id (POST) is missing'],
    [{ user_id: 1 }, 4, 'type can not be empty'],
    [{ user_id: 1, type: 'enemies' }, 4, 'type can not be empty'],
    [{ user_id: 4_000_000_000, type: 'followers' }, 6, 'Recipient user not found'],
  ])('refuses %j', async (form, id, text) => {
    const ada = await a.user();
    expect(await ada.call('get-friends', form)).toEqual(error(id, text));
  });
});

describe('stop_notify', () => {
  test("turns notifications of a person's posts on and off", async () => {
    const [ada, bo] = await Promise.all([a.user(), a.user()]);
    expect(await bo.call('stop_notify')).toEqual(error(5, 'user_id can not be empty'));
    expect(await bo.call('stop_notify', { user_id: ada.id })).toEqual(error(7));
    await a.follow(bo, ada);
    expect(await bo.call('stop_notify', { user_id: ada.id })).toMatchObject({ api_status: 200, code: 1 });
    const { user_data } = await bo.call('get-user-data', { user_id: ada.id, fetch: 'user_data' });
    expect(user_data.is_notify_stopped).toBe(1);
    expect(await bo.call('stop_notify', { user_id: ada.id })).toMatchObject({ api_status: 200, code: 0 });
  });
});

describe('report_user', () => {
  test('reports, is shown only to the reporter, and is withdrawn', async () => {
    const [ada, bo, cy] = await Promise.all([a.user(), a.user(), a.user()]);
    expect(await ada.call('report_user')).toEqual(error(5, 'user can not be empty'));
    expect(await ada.call('report_user', { user: ada.id })).toEqual(error(8));
    expect(await ada.call('report_user', { user: bo.id, text: 'spam' })).toEqual({ api_status: 200, code: 1 });
    expect(await db('user_reports').where({ reporter_id: ada.id })).toMatchObject([{ reported_id: bo.id, text: 'spam' }]);
    const seenBy = async (viewer: Person) =>
      (await viewer.call('get-user-data', { user_id: bo.id, fetch: 'user_data' })).user_data;
    expect(await seenBy(ada)).toMatchObject({ is_reported: true, is_reported_user: 1 });
    expect(await seenBy(cy)).toMatchObject({ is_reported: false, is_reported_user: 0 });
    expect(await ada.call('report_user', { user: bo.id })).toEqual({ api_status: 200, code: 0 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => ada.call('report_user', { user: bo.id })));
    expect(answers.filter((answer) => answer.code === 1)).toHaveLength(25);
    expect(await db('user_reports').where({ reporter_id: ada.id })).toEqual([]);
  });
});

describe('get_friends_birthday', () => {
  test('lists followed people born on this day who show it to me', async () => {
    const [ada, bo, cy, emmy, fela] = [await a.user(), await a.user(), await a.user(), await a.user(), await a.user()];
    const now = new Date();
    const birthday = `1990-${now.toISOString().slice(5, 10)}`;
    for (const person of [bo, cy, emmy, fela]) await set(person, { birthday });
    for (const person of [bo, cy, emmy]) await a.follow(ada, person);
    await set(cy, { birth_privacy: 2 });
    await set(emmy, { birth_privacy: 1 });
    const list = async () => idsOf((await ada.call('get_friends_birthday')).data);
    expect(await list()).toEqual([bo.id]);
    await a.follow(emmy, ada);
    expect(await list()).toEqual([bo.id, emmy.id]);
    expect(idsOf((await ada.call('get_friends_birthday', { limit: 1, offset: bo.id })).data)).toEqual([emmy.id]);
    await set(bo, { birthday: `1990-${new Date(now.getTime() + 86_400_000).toISOString().slice(5, 10)}` });
    expect(await list()).toEqual([emmy.id]);
  });
});

describe('a deleted person', () => {
  test('is removed from lists at once, and from rows and the counters of others soon after', async () => {
    const [ada, bo, cy, dee] = [await a.user(), await a.user(), await a.user(), await a.user()];
    await a.follow(ada, bo);
    await a.follow(bo, ada);
    await a.follow(cy, ada);
    await a.follow(bo, cy);
    await set(bo, { confirm_followers: 1 });
    await follow(dee, bo);
    await bo.call('report_user', { user: ada.id });
    await a.block(bo, await a.user());
    expect(await bo.call('delete-user', { password: bo.password })).toMatchObject({ api_status: 200 });
    expect(idsOf((await ada.call('get-friends', { user_id: ada.id, type: 'followers' })).data.followers)).toEqual([cy.id]);
    expect(await ada.call('get-user-data', { user_id: bo.id, fetch: 'user_data' })).toEqual(notFound);
    await site.settled();
    expect(await db('follows').where({ follower_id: bo.id }).orWhere({ followee_id: bo.id })).toEqual([]);
    expect(await db('blocks').where({ blocker_id: bo.id }).orWhere({ blocked_id: bo.id })).toEqual([]);
    expect(await db('user_reports').where({ reporter_id: bo.id })).toEqual([]);
    await expectCountersToEqualRows(ada, cy, dee);
    expect(await graphOf(ada, cy)).toMatchObject({ followers: [1, 0], following: [0, 1] });
  });
});

describe('doctor counters', () => {
  test('finds a counter that drifted, reports by how much, and repairs it', async () => {
    const [ada, bo] = await Promise.all([a.user(), a.user()]);
    await a.follow(bo, ada);
    await set(ada, { followers_count: 7 });
    const drift = { id: ada.id, stored: 7, actual: 1 };
    const seen = await checkCounters(site.services, { repair: false });
    expect(seen.find((report) => report.counter === 'users.followers_count')?.drifted).toContainEqual(drift);
    const mended = await checkCounters(site.services, { repair: true });
    expect(mended.find((report) => report.counter === 'users.followers_count')?.repaired).toBeGreaterThan(0);
    await expectCountersToEqualRows(ada, bo);
    const after = await checkCounters(site.services, { repair: false });
    expect(after.flatMap((report) => report.drifted).filter(({ id }) => id === ada.id)).toEqual([]);
  });
});

describe('statements', () => {
  test('lists of 1 and of 50 people cost the same number', async () => {
    const [ada, bo] = await Promise.all([a.user(), a.user()]);
    const people = await Promise.all(Array.from({ length: 49 }, () => a.user()));
    await a.follow(bo, ada);
    await a.block(ada, await a.user());
    const followers = () => ada.call('get-friends', { user_id: ada.id, type: 'followers', limit: 50 });
    const counts = async () => [
      await countStatements(site, followers),
      await countStatements(site, () => ada.call('get-blocked-users')),
      await countStatements(site, () => ada.call('get_friends_birthday')),
    ];
    const one = await counts();
    for (const person of people) await a.follow(person, ada);
    for (let index = 0; index < 10; index += 1) await a.block(ada, await a.user());
    expect((await followers()).data.followers).toHaveLength(50);
    expect(await counts()).toEqual(one);
  });
});
