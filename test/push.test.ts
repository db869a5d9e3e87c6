import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { nanoid } from 'nanoid';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { createPush, PushError, type PushMessage } from '../src/notifications/push.ts';
import { notify } from '../src/notifications/service/notify.ts';
import { factory, type Person } from './support/people.ts';
import { openSite } from './support/site.ts';

type Call = { path: string; headers: IncomingHttpHeaders; body: Record<string, unknown> };

/** Replaces OneSignal: records the requests it gets, and answers as the test says. */
const calls: Call[] = [];
const fine = (response: ServerResponse) => response.end(JSON.stringify({ id: 'n-1' }));
let answer: (response: ServerResponse) => unknown = fine;

const server = createServer(async (request, response) => {
  calls.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(await text(request)) });
  answer(response);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const TIMELINE = 'app-timeline';
const site = await openSite({ ONESIGNAL_REST_KEY: `key-for-all,${TIMELINE}:key-for-timeline`, ONESIGNAL_URL: url });
const a = factory(site);
const { db } = site.services;

async function settings(values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await db('settings').where({ name }).update({ value });
  await site.services.settings.refresh();
}

beforeEach(async () => {
  await settings({ push: '1', android_n_push_id: TIMELINE, ios_n_push_id: 'app-ios', android_m_push_id: 'app-messenger' });
  calls.length = 0;
  answer = fine;
});
// Settings are shared by the files of a worker, so each change is reverted.
afterEach(() => settings({ push: '0', android_n_push_id: '', ios_n_push_id: '', android_m_push_id: '' }));

const withDevice = async (kind: string) => {
  const device = `device-${nanoid()}`;
  return { device, person: await a.user({ [kind]: device }) };
};
const follow = (follower: Person, followee: Person) => follower.call('follow-user', { user_id: followee.id });

test('a notification reaches the phone of its recipient', async () => {
  const { person: ada, device } = await withDevice('android_n_device_id');
  const bo = await a.user();
  await db('users').where({ id: bo.id }).update({ first_name: 'Bo', last_name: 'Berg' });
  await follow(bo, ada);
  await site.settled();
  expect(calls).toEqual([
    {
      path: '/notifications?c=push',
      headers: expect.objectContaining({ authorization: 'Key key-for-timeline', 'content-type': 'application/json' }),
      body: {
        app_id: TIMELINE,
        target_channel: 'push',
        include_subscription_ids: [device],
        headings: { en: 'Bo Berg' },
        contents: { en: 'followed you' },
        data: { type: 'following', notifier_id: String(bo.id), post_id: '0', page_id: '0', group_id: '0', event_id: '0' },
        collapse_id: `following u${bo.id}`,
        idempotency_key: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    },
  ]);
});

test('every recipient and app gets its own push, with its own key; messengers and phones without a device get none', async () => {
  const [android, otherAndroid, ios, messenger] = await Promise.all(
    ['android_n_device_id', 'android_n_device_id', 'ios_n_device_id', 'android_m_device_id'].map(withDevice),
  );
  const [bo, cy] = [await a.user(), await a.user()];
  const recipients = [android, otherAndroid, ios, messenger].flatMap((one) => one?.person.id ?? []);
  await site.services.write((tx) =>
    notify(site.services, tx, {
      type: 'comment',
      type2: 'post_image',
      notifierId: bo.id,
      recipientIds: [...recipients, cy.id],
      postId: 7,
      text: 'So nice',
    }),
  );
  await site.settled();
  const byApp = Object.fromEntries(calls.map(({ headers, body }) => [body.app_id, { ...body, key: headers.authorization }]));
  expect(Object.keys(byApp).sort()).toEqual(['app-ios', TIMELINE]);
  expect(byApp['app-ios']).toMatchObject({
    key: 'Key key-for-all',
    include_subscription_ids: [ios?.device],
    contents: { en: 'commented on your photo. So nice' },
  });
  expect([...Object(byApp[TIMELINE]).include_subscription_ids].sort()).toEqual([android?.device, otherAndroid?.device].sort());
});

test('an anonymous person stays anonymous on the phone', async () => {
  const { person: ada } = await withDevice('android_n_device_id');
  const bo = await a.user();
  await site.services.write((tx) =>
    notify(site.services, tx, { type: 'post_mention', type2: 'anonymous', notifierId: bo.id, recipientIds: [ada.id], postId: 7 }),
  );
  await site.settled();
  expect(calls).toMatchObject([{ body: { headings: { en: 'Anonymous' }, data: { notifier_id: '0' } } }]);
  expect(JSON.stringify(calls)).not.toContain(bo.username);
});

test('a server that fails twice is requested a third time, for the same push', async () => {
  const { person: ada } = await withDevice('android_n_device_id');
  const bo = await a.user();
  answer = (response) => (calls.length < 3 ? response.writeHead(500).end() : fine(response));
  await follow(bo, ada);
  await site.settled();
  expect(calls).toHaveLength(3);
  expect(new Set(calls.map((call) => call.body.idempotency_key)).size).toBe(1);
  expect(site.log.filter((line) => line.msg === 'a push was not delivered')).toEqual([]);
});

test('a server that does not answer delays and fails no request', async () => {
  const { person: ada } = await withDevice('android_n_device_id');
  const bo = await a.user();
  answer = () => {};
  const started = performance.now();
  expect(await follow(bo, ada)).toEqual({ api_status: 200, follow_status: 'followed' });
  expect(performance.now() - started).toBeLessThan(2000);
  await expect.poll(() => calls.length).toBe(1);
  server.closeAllConnections();
  answer = fine;
  await site.settled();
  expect(calls).toHaveLength(2);
});

test('a push that OneSignal refuses is not retried; it is logged, without its key', async () => {
  const { person: ada } = await withDevice('android_n_device_id');
  answer = (response) => response.writeHead(400).end('{"errors":["app_id not found"]}');
  await follow(await a.user(), ada);
  await site.settled();
  expect(calls).toHaveLength(1);
  const [line] = site.log.filter((one) => one.msg === 'a push was not delivered');
  expect(line).toMatchObject({ level: 40, appId: TIMELINE, err: { message: 'OneSignal answered 400' } });
  expect(JSON.stringify(site.log)).not.toContain('key-for-timeline');
});

test('a device that is no longer registered gets no more requests', async () => {
  const { person: ada, device } = await withDevice('android_n_device_id');
  answer = (response) => response.end(JSON.stringify({ id: '', errors: { invalid_player_ids: [device] } }));
  await follow(await a.user(), ada);
  await site.settled();
  await follow(await a.user(), ada);
  await site.settled();
  expect(calls).toHaveLength(1);
});

test('a phone belongs to the person who signed in on it last', async () => {
  const { person: ada, device } = await withDevice('android_n_device_id');
  const bo = await a.user({ android_n_device_id: device });
  const cy = await a.user();
  await follow(cy, ada);
  await follow(cy, bo);
  await site.settled();
  expect(calls).toMatchObject([{ body: { include_subscription_ids: [device], collapse_id: `following u${cy.id}` } }]);
  await ada.call('get-general-data', { fetch: 'notifications', android_n_device_id: device });
  await site.settled();
  const holders = await db('sessions').where({ push_device_id: device }).pluck('user_id');
  expect(holders).toEqual([ada.id]);
});

test('no push is sent after a rollback, with pushes turned off, or for an app without an id', async () => {
  const { person: ada } = await withDevice('android_n_device_id');
  const bo = await a.user();
  const news = { type: 'poke', notifierId: bo.id, recipientIds: [ada.id] } as const;
  const failing = site.services.write(async (tx) => {
    await notify(site.services, tx, news);
    throw new Error('the deed failed');
  });
  await expect(failing).rejects.toThrow('the deed failed');
  await settings({ push: '0' });
  await site.services.write((tx) => notify(site.services, tx, news));
  await settings({ push: '1', android_n_push_id: '' });
  await site.services.write((tx) => notify(site.services, tx, news));
  await site.settled();
  expect(calls).toEqual([]);
});

const message: PushMessage = { appId: 'app', deviceIds: ['d'], heading: 'h', content: 'c', data: {}, collapseId: 'k' };

test('without a key nothing is configured, and nothing is sent', async () => {
  const push = createPush({ restKeys: {}, url });
  expect(push.configured).toBe(false);
  await expect(push.send(message)).rejects.toThrow(PushError);
  expect(calls).toEqual([]);
});

test('a server that is down is given up after 4 tries, and at once when the process ends', async () => {
  const push = createPush({ restKeys: { '': 'key' }, url });
  answer = (response) => response.writeHead(503).end();
  await expect(push.send(message)).rejects.toThrow('OneSignal answered 503');
  expect(calls).toHaveLength(4);
  answer = (response) => response.writeHead(429, { 'retry-after': '20' }).end();
  const waiting = push.send(message);
  await expect.poll(() => calls.length).toBe(5);
  push.close();
  await expect(waiting).rejects.toThrow(PushError);
  expect(calls).toHaveLength(5);
});

test('thousands of devices are sent in several calls', async () => {
  const push = createPush({ restKeys: { '': 'key' }, url });
  await push.send({ ...message, deviceIds: Array.from({ length: 4500 }, (_, index) => `d${index}`) });
  expect(calls.map((call) => Object(call.body.include_subscription_ids).length)).toEqual([2000, 2000, 500]);
});

test('pushes that queue up for an unresponsive server are dropped, not kept', async () => {
  const push = createPush({ restKeys: { '': 'key' }, url });
  answer = () => {};
  const results = Promise.allSettled(Array.from({ length: 1100 }, () => push.send(message)));
  push.close();
  server.closeAllConnections();
  const reasons = (await results).map((one) => (one.status === 'rejected' ? String(one.reason.message) : 'sent'));
  expect(reasons.filter((reason) => reason === 'too many pushes are waiting').length).toBeGreaterThan(50);
  expect(reasons).not.toContain('sent');
});

test('a message reaches the messenger of its recipient, one entry per chat, unless the chat is muted', async () => {
  const { person: ada, device } = await withDevice('android_m_device_id');
  const bo = await a.user();
  const say = (text: string) => bo.call('send-message', { user_id: ada.id, message_hash_id: nanoid(), text });
  const first = await say('Are you <b>there</b>?');
  await site.settled();
  await say('Hello?');
  await site.settled();
  expect(calls.map(({ body }) => body.contents)).toEqual([{ en: 'Are you <b>there</b>?' }, { en: 'Hello?' }]);
  expect(calls[0]?.body).toMatchObject({
    app_id: 'app-messenger',
    include_subscription_ids: [device],
    headings: { en: bo.username },
    data: { type: 'message', user_id: String(bo.id), message_id: first.message_data[0].id, group_id: '0', page_id: '0' },
  });
  expect(new Set(calls.map(({ body }) => body.collapse_id)).size).toBe(1);

  calls.length = 0;
  await bo.call('send-message', { user_id: ada.id, message_hash_id: nanoid(), gif: 'https://media.example.org/cat.gif' });
  await site.settled();
  expect(calls[0]?.body.contents).toEqual({ en: 'sent a GIF' });
  calls.length = 0;
  await ada.call('mute', { type: 'user', chat_id: bo.id, notify: 'no' });
  await say('still there?');
  await site.settled();
  expect(calls).toEqual([]);
});
