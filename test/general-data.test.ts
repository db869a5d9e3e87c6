import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { notify } from '../src/notifications/service/notify.ts';
import { checkAnswer } from './support/call.ts';
import { factory, type Person } from './support/people.ts';
import { type Answer, openSite } from './support/site.ts';
import { countStatements } from './support/statements.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;

const EVERY_WORD =
  'notifications,friend_requests,pro_users,promoted_pages,trending_hashtag,count_new_messages,group_chat_requests,announcement';

const poll = (person: Person, fields = {}) => person.call('get-general-data', { fetch: 'notifications', ...fields });

/** A poll that marks the notifications it returns as seen: `seen` is in the query. */
async function pollSeen(person: Person): Promise<Answer> {
  const { body } = await request(site.app)
    .post('/api/get-general-data')
    .query({ access_token: person.token, seen: 1 })
    .type('form')
    .send({ server_key: site.serverKey, fetch: 'notifications' });
  checkAnswer('get-general-data', body);
  return body;
}

async function tellOfPosts(person: Person, count: number): Promise<void> {
  const bo = await a.user();
  await site.services.write(async (tx) => {
    for (let postId = 1; postId <= count; postId += 1)
      await notify(site.services, tx, { type: 'liked_post', notifierId: bo.id, recipientIds: [person.id], postId });
  });
}

const postsOf = (answer: Answer) => answer.notifications.map((one: Answer) => Number(one.post_id));

describe('get-general-data', () => {
  test('returns every key that is asked for, and no other', async () => {
    const ada = await a.user();
    const { pro_users, ...answer } = await ada.call('get-general-data', { fetch: EVERY_WORD });
    expect(answer).toEqual({
      api_status: 200,
      notifications: [],
      new_notifications_count: '0',
      friend_requests: [],
      new_friend_requests_count: '0',
      promoted_pages: [],
      trending_hashtag: [],
      count_new_messages: '0',
      group_chat_requests: [],
      new_group_chat_requests_count: 0,
      announcement: [],
    });
    expect(pro_users).toEqual(expect.any(Array));
    expect(await ada.call('get-general-data', { fetch: 'count_new_messages,weather' })).toEqual({
      api_status: 200,
      count_new_messages: '0',
    });
    expect(await ada.call('get-general-data', { fetch: 'weather' })).toMatchObject({ api_status: '400' });
  });

  test('requires fetch', async () => {
    const ada = await a.user();
    const missing = { api_status: '400', errors: { error_id: 3, error_text: 'fetch (POST) is missing' } };
    expect(await ada.call('get-general-data')).toEqual(missing);
    expect(await ada.call('get-general-data', { fetch: '' })).toEqual(missing);
  });
});

describe('notifications', () => {
  test('that are unseen are returned all at once, whatever the offset, and stay unseen', async () => {
    const ada = await a.user();
    await tellOfPosts(ada, 20);
    const answer = await poll(ada);
    expect(answer.new_notifications_count).toBe('20');
    expect(postsOf(answer)).toEqual(Array.from({ length: 20 }, (_, index) => 20 - index));
    for (const offset of [answer.notifications.at(-1).id, '0'])
      expect(postsOf(await poll(ada, { offset }))).toEqual(postsOf(answer));
  });

  test('are marked as seen where the query asks for it, and page by 15 from then on', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    await tellOfPosts(ada, 20);
    await tellOfPosts(bo, 1);
    const given = await pollSeen(ada);
    expect(given.new_notifications_count).toBe('20');
    expect(given.notifications[0].seen).toBe('0');
    const first = await poll(ada);
    expect(first.new_notifications_count).toBe('0');
    expect(postsOf(first)).toEqual(Array.from({ length: 15 }, (_, index) => 20 - index));
    expect(Math.abs(Number(first.notifications[0].seen) - Date.now() / 1000)).toBeLessThan(60);
    const second = await poll(ada, { offset: first.notifications.at(-1).id });
    expect(postsOf(second)).toEqual([5, 4, 3, 2, 1]);
    expect(postsOf(await poll(ada, { offset: second.notifications.at(-1).id }))).toEqual([]);
    expect((await poll(bo)).new_notifications_count).toBe('1');
  });

  test('are returned at most 100 at a time, and all are counted', async () => {
    const ada = await a.user();
    await tellOfPosts(ada, 130);
    const first = await pollSeen(ada);
    expect([first.notifications.length, first.new_notifications_count]).toEqual([100, '130']);
    const second = await pollSeen(ada);
    expect([second.notifications.length, second.new_notifications_count]).toEqual([30, '30']);
    expect(postsOf(second)[0]).toBe(30);
  });

  test('of a disabled person are not returned, and are marked as seen with the others', async () => {
    const ada = await a.user();
    await tellOfPosts(ada, 1);
    const [row] = await db('notifications').where({ recipient_id: ada.id });
    await db('users')
      .where({ id: row?.notifier_id ?? 0 })
      .update({ state: 'disabled' });
    expect((await pollSeen(ada)).notifications).toEqual([]);
    expect((await poll(ada)).new_notifications_count).toBe('0');
  });

  test('cost as many statements for 50 people as for 1', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    await tellOfPosts(ada, 1);
    const others = await Promise.all(Array.from({ length: 50 }, () => a.user()));
    await Promise.all(others.map((other) => other.call('follow-user', { user_id: bo.id })));
    expect(await countStatements(site, () => poll(bo))).toBe(await countStatements(site, () => poll(ada)));
  });

  test('a poll that finds nothing new costs few statements', async () => {
    const ada = await a.user();
    await tellOfPosts(ada, 20);
    await pollSeen(ada);
    // the caller; unseen, latest, three for their people; requests; packages, three for their people; hashtags, promoted pages
    expect(await countStatements(site, () => ada.call('get-general-data', { fetch: EVERY_WORD }))).toBeLessThanOrEqual(13);
    // the caller, the unread counts, their presence
    const online = { fetch: 'count_new_messages', SetOnline: '1' };
    expect(await countStatements(site, () => ada.call('get-general-data', online))).toBe(3);
  });
});

describe('friend requests', () => {
  test('are whole people, newest first, and no longer listed once answered', async () => {
    const [ada, bo, cy, dee] = [await a.user(), await a.user(), await a.user(), await a.user()];
    await db('users').where({ id: ada.id }).update({ confirm_followers: 1 });
    for (const one of [bo, cy, dee]) await one.call('follow-user', { user_id: ada.id });
    await a.block(ada, dee);
    const ask = () => ada.call('get-general-data', { fetch: 'friend_requests' });
    const answer = await ask();
    expect(answer.new_friend_requests_count).toBe('2');
    expect(answer.friend_requests.map((one: Answer) => one.user_id)).toEqual([String(cy.id), String(bo.id)]);
    await ada.call('follow-request-action', { user_id: cy.id, request_action: 'accept' });
    await ada.call('follow-request-action', { user_id: bo.id, request_action: 'decline' });
    expect(await ask()).toEqual({ api_status: 200, friend_requests: [], new_friend_requests_count: '0' });
  });
});

test('pro users are at most 9, the highest package first, without blocked people', async () => {
  await db('users').where('pro_type', '>', 0).update({ pro_type: 0 });
  const [ada, dee] = [await a.user(), await a.user()];
  const others = await Promise.all(Array.from({ length: 11 }, () => a.user()));
  await db('users')
    .whereIn('id', [dee.id, ...others.map((one) => one.id)])
    .update({ pro_type: 1 });
  const best = others[3]?.id ?? 0;
  await db('users').where({ id: best }).update({ pro_type: 4 });
  await a.block(dee, ada);
  const { pro_users } = await ada.call('get-general-data', { fetch: 'pro_users' });
  const ids = pro_users.map((one: Answer) => Number(one.user_id));
  const newest = others.map((one) => one.id).filter((id) => id !== best);
  expect(ids).toEqual([best, ...newest.sort((one, other) => other - one).slice(0, 8)]);
  await db('users').where('pro_type', '>', 0).update({ pro_type: 0 });
});

describe('what an app reports about itself', () => {
  const long = new Date(Date.now() - 600_000);
  const lastSeen = async (person: Person) => (await db('users').where({ id: person.id }).first('last_seen_at'))?.last_seen_at;

  test('SetOnline marks its person as online', async () => {
    const ada = await a.user();
    await site.settled();
    await db('users').where({ id: ada.id }).update({ last_seen_at: long });
    await poll(ada, { SetOnline: '0' });
    await site.settled();
    expect(await lastSeen(ada)).toEqual(long);
    await poll(ada, { SetOnline: '1' });
    await site.settled();
    expect(Date.now() - Number(await lastSeen(ada))).toBeLessThan(60_000);
  });

  test('a person who chose to appear offline leaves no trace of being online', async () => {
    const ada = await a.user();
    await ada.call('update-user-data', { status: '1' });
    await site.settled();
    await db('users').where({ id: ada.id }).update({ last_seen_at: long });
    await db('sessions').where({ user_id: ada.id }).update({ last_used_at: long });
    await poll(ada, { SetOnline: '1' });
    await site.settled();
    expect(await lastSeen(ada)).toEqual(long);
  });

  test('its device is stored, and kept when a later call does not name it', async () => {
    const ada = await a.user();
    const device = `device-${ada.username}`;
    const deviceOf = async () => {
      await site.settled();
      return db('sessions').where({ user_id: ada.id }).first('push_device_id', 'push_app');
    };
    await poll(ada, { ios_n_device_id: device });
    expect(await deviceOf()).toEqual({ push_device_id: device, push_app: 'ios_n' });
    await poll(ada, { ios_n_device_id: '' });
    expect(await deviceOf()).toEqual({ push_device_id: device, push_app: 'ios_n' });
    await ada.call('delete-access-token');
    expect(await deviceOf()).toBeUndefined();
  });
});

test('a field that may be in the query is documented as such', async () => {
  const { body } = await request(site.app).get('/openapi.json');
  expect(body.paths['/api/get-general-data'].post.parameters).toEqual([
    { name: 'seen', in: 'query', schema: { type: 'string' } },
  ]);
  expect(body.paths['/api/poke'].post.parameters).toBeUndefined();
});
