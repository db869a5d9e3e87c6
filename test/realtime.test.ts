import { describe, expect, test, vi } from 'vitest';
import { viewerOfToken } from '../src/auth/service/sessions.ts';
import { sendToDestination } from '../src/chat/service/send.ts';
import { createDeliveryQueue } from '../src/realtime/delivery-queue.ts';
import { refreshPresence } from '../src/realtime/presence.ts';
import { factory } from './support/people.ts';
import { ask, client, happens, heardOf, joined, listenWithSockets } from './support/realtime.ts';
import { openSite } from './support/site.ts';
import { exchange } from './support/socket.ts';

const site = await openSite({ REALTIME_JOIN_SECONDS: '1', REALTIME_EVENTS: '40/2', REALTIME_CONNECTIONS_PER_USER: '3' });
const a = factory(site);
const { port } = await listenWithSockets(site.services);

const refused = { api_status: '404', errors: { error_id: 2, error_text: 'Invalid or expired access_token' } };
const unauthorised = { api_status: '404', errors: { error_id: 2, error_text: 'Not authorized' } };

describe('admission', () => {
  test('accepts a token in the handshake, in each place apps put it, with either transport', async () => {
    const ada = await a.user();
    const ways = [
      { auth: { token: ada.token } },
      { query: { access_token: ada.token } },
      { query: { hash: ada.token }, transports: ['polling'] },
      { extraHeaders: { authorization: `Bearer ${ada.token}` } },
    ];
    for (const way of ways) {
      const socket = client(port, way);
      await happens(socket, 'connect');
      expect(await ask(socket, 'ping_for_lastseen')).toEqual({ api_status: 200 });
      socket.disconnect();
    }
  });

  test('join accepts the access token in user_id, where messengers send it', async () => {
    const ada = await a.user();
    const socket = client(port);
    expect(await ask(socket, 'join', { username: 'somebody else', user_id: ada.token })).toEqual({
      api_status: 200,
      user_id: String(ada.id),
      username: ada.username,
    });
    expect(await ask(socket, 'ping_for_lastseen')).toEqual({ api_status: 200 });
  });

  test('a wrong token is reported and does not connect', async () => {
    const socket = client(port, { auth: { token: 'f'.repeat(64) } });
    expect(await happens(socket, 'connect_error')).toMatchObject({ message: 'Invalid or expired access_token', data: refused });
    expect(socket.connected).toBe(false);
  });

  test('a wrong token in join is reported and disconnected', async () => {
    const socket = client(port);
    const gone = happens(socket, 'disconnect');
    expect(await ask(socket, 'join', { user_id: 'f'.repeat(64) })).toEqual(refused);
    await gone;
  });

  test('a session that idled too long is refused', async () => {
    const ada = await a.user();
    await site.services
      .db('sessions')
      .where({ user_id: ada.id })
      .update({ last_used_at: new Date('2020-01-01') });
    const socket = client(port, { auth: { token: ada.token } });
    expect(await happens(socket, 'connect_error')).toMatchObject({ data: refused });
  });

  test('a client that has not joined can do nothing, and is disconnected after a while', async () => {
    const socket = client(port);
    const told = happens(socket, 'failed');
    await happens(socket, 'connect');
    await happens(socket, 'disconnect');
    expect(await told).toEqual(unauthorised);

    const hasty = client(port);
    const gone = happens(hasty, 'disconnect');
    expect(await ask(hasty, 'private_message', { to_id: 1, msg: 'hello' })).toEqual(unauthorised);
    await gone;
  });

  test("a page of another site cannot connect, the site's own can", async () => {
    const ada = await a.user();
    const foreign = client(port, { auth: { token: ada.token }, extraHeaders: { origin: 'https://evil.example' } });
    await happens(foreign, 'connect_error');
    for (const origin of [site.services.config.baseUrl, `http://127.0.0.1:${port}`, 'file://']) {
      await happens(client(port, { auth: { token: ada.token }, extraHeaders: { origin } }), 'connect');
    }
  });

  test('above the limit of connections per person the oldest is closed', async () => {
    const ada = await a.user();
    const first = await joined(port, ada.token);
    const gone = happens(first, 'disconnect');
    for (let index = 0; index < 3; index += 1) await joined(port, ada.token);
    await gone;
  });
});

describe('the end of a session closes its connections', () => {
  test.each(['log-out', 'sessions', 'update-user-data', 'delete-user'])('by %s', async (way) => {
    const ada = await a.user();
    const second = await site.call('auth', { username: ada.username, password: ada.password });
    const [own, other] = [await joined(port, ada.token), await joined(port, second.access_token)];
    const [ownGone, otherGone] = [
      happens(own, 'disconnect').catch(() => 'stays'),
      happens(other, 'disconnect', 500).catch(() => 'stays'),
    ];
    const told = happens(own, 'failed').catch(() => undefined);
    const { call } = ada;
    if (way === 'log-out') {
      await call('delete-access-token');
      expect([(await ownGone) !== 'stays', await otherGone]).toEqual([true, 'stays']);
      expect(await told).toEqual(refused);
    } else if (way === 'sessions') {
      const { data } = await call('sessions', { type: 'get' });
      await call('sessions', { type: 'delete', id: data[0].id });
      expect(await otherGone).not.toBe('stays');
      expect(own.connected).toBe(true);
      own.disconnect();
    } else if (way === 'update-user-data') {
      await call('update-user-data', { current_password: ada.password, new_password: 'another-1' });
      expect(await otherGone).not.toBe('stays');
      expect(own.connected).toBe(true);
      own.disconnect();
    } else {
      await call('delete-user', { password: ada.password });
      expect([await ownGone, await otherGone]).not.toContain('stays');
    }
  });

  test('a ban closes connections within a round, and connected people count as seen, unless they appear offline', async () => {
    const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
    const [banned, stays] = [await joined(port, ada.token), await joined(port, bo.token), await joined(port, cy.token)];
    const long = new Date('2026-01-01');
    await site.services.db('users').whereIn('id', [ada.id, bo.id, cy.id]).update({ last_seen_at: long });
    await site.services.db('users').where({ id: cy.id }).update({ appears_offline: 1 });
    await site.services.db('users').where({ id: ada.id }).update({ banned: 1 });
    const gone = happens(banned, 'disconnect');
    await refreshPresence(site.services);
    await gone;
    expect(stays.connected).toBe(true);
    const seen = await site.services.db('users').whereIn('id', [ada.id, bo.id, cy.id]).orderBy('id').pluck('last_seen_at');
    expect(seen.map((at) => at > long)).toEqual([false, true, false]);
  });
});

describe('private_message', () => {
  test('reaches every device of both people and nobody else, as escaped HTML', async () => {
    const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
    const sockets = await Promise.all([bo, bo, ada, cy].map(({ token }) => joined(port, token)));
    const text = `<img src=x onerror=alert(1)> @${bo.username} https://example.org/?a=1&b=2`;
    const sent = await ada.call('send-message', { user_id: bo.id, text, message_hash_id: '1' });
    await site.settled();
    const [phone, desk, own, stranger] = await Promise.all(sockets.map((socket) => heardOf(socket, 'private_message')));
    const [message] = sent.message_data;
    const { avatar } = (await cy.call('get-user-data', { user_id: ada.id, fetch: 'user_data' })).user_data;
    const html = `&lt;img src=x onerror=alert(1)&gt; <a href="${site.services.config.baseUrl}/${bo.username.toLowerCase()}" class="mention">@${bo.username}</a> <a href="https://example.org/?a=1&amp;b=2" rel="nofollow ugc noopener" target="_blank">https://example.org/?a=1&amp;b=2</a>`;
    const expected = {
      messages_html: `<div class="message" data-message-id="${message.id}">${html}</div>`,
      message_html: html,
      message: text,
      message_id: message.id,
      id: String(ada.id),
      username: ada.username,
      avatar,
      status: 200,
      sender: String(ada.id),
      receiver: String(bo.id),
      group_id: '0',
      page_id: '0',
      color: site.services.settings.value('btn_background_color'),
      time: message.time,
      time_api: Number(message.time),
      isMedia: false,
      isRecord: false,
      mediaLink: '',
      lat: '0',
      lng: '0',
      self: false,
    };
    expect(phone).toEqual([expected]);
    expect(desk).toEqual([expected]);
    expect(own).toEqual([{ ...expected, self: true }]);
    expect(stranger).toEqual([]);
  });

  test('sent by the socket is send-message: the same answer, and safe to retry', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const [from, to] = [await joined(port, ada.token), await joined(port, bo.token)];
    const said = { to_id: bo.id, from_id: 'whoever', user_id: bo.token, msg: 'hello', message_hash_id: 'same' };
    const first = await ask(from, 'private_message', said);
    expect(first).toMatchObject({
      api_status: 200,
      message_data: [{ from_id: String(ada.id), to_id: String(bo.id), text: 'hello' }],
    });
    expect(await ask(from, 'private_message', said)).toEqual(first);
    expect((await bo.call('get_user_messages', { recipient_id: ada.id })).messages).toHaveLength(1);
    await site.settled();
    expect(await heardOf(to, 'private_message')).toHaveLength(1);
    // without content or recipient: the endpoint's own errors
    expect(await ask(from, 'private_message', { to_id: bo.id })).toMatchObject({ errors: { error_id: 3 } });
    expect(await ask(from, 'private_message', { msg: 'hello' })).toMatchObject({ errors: { error_id: 4 } });
    expect(await ask(from, 'private_message', { to_id: 999_999_999, msg: 'hello' })).toMatchObject({ errors: { error_id: 6 } });
  });

  test('of a blocked sender is refused with the contract’s error, and nothing reaches the recipient', async () => {
    const [ada, dee] = [await a.user(), await a.user()];
    const { message_data } = await dee.call('send-message', { user_id: ada.id, text: 'before', message_hash_id: '1' });
    await ada.call('send-message', { user_id: dee.id, text: 'unread', message_hash_id: '2' });
    await site.settled();
    await a.block(ada, dee);
    const [from, to] = [await joined(port, dee.token), await joined(port, ada.token)];
    expect(await ask(from, 'private_message', { to_id: ada.id, msg: 'hello' })).toEqual({
      api_status: '400',
      errors: { error_id: 6, error_text: 'Recipient user not found' },
    });
    expect(await ask(from, 'typing', { recipient_id: ada.id })).toMatchObject({ api_status: '400' });
    expect(await ask(from, 'seen_messages', { recipient_id: ada.id })).toMatchObject({ errors: { error_id: 6 } });
    await dee.call('read_chats');
    const { id } = message_data[0];
    await dee.call('react_message', { id, reaction: 6 });
    await dee.call('delete_message', { message_id: id });
    await site.settled();
    await heardOf(to, 'private_message');
    expect(to.heard).toEqual([]);
  });

  test('of a write that was rolled back is never delivered', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const to = await joined(port, bo.token);
    const { id } = (await ada.call('send-message', { user_id: bo.id, text: 'one', message_hash_id: '1' })).message_data[0];
    const signal = { conversationId: 1, fromId: ada.id, recipientIds: [bo.id], messageId: Number(id), kind: 'user' as const };
    const { write, emit } = site.services;
    await write(async () => {
      await emit(site.services, 'messageSent', signal);
      throw new Error('rolled back');
    }).catch(() => {});
    await site.settled();
    expect(await heardOf(to, 'private_message')).toHaveLength(1);
  });
});

test('messages whose delivery fails at first are delivered before later ones', async () => {
  const handed: number[][] = [];
  let failures = 2;
  const queue = createDeliveryQueue(async (_services, sent) => {
    failures -= 1;
    if (failures >= 0) throw new Error('the database is away');
    handed.push(sent.map(({ messageId }) => messageId));
  });
  const message = { conversationId: 1, kind: 'user' as const, fromId: 1, recipientIds: [2] };
  for (const messageId of [1, 2, 3]) queue.put(site.services, { ...message, messageId });
  // events about them are delivered after them
  queue.after(site.services, () => handed.push([0]));
  queue.put(site.services, { ...message, messageId: 4 });
  await site.settled();
  expect(handed).toEqual([[1], [2, 3], [0], [4]]);
});

test('typing, recording, seen, deleted and reactions reach the other participant', async () => {
  const [ada, bo] = [await a.user(), await a.user()];
  const [from, to] = [await joined(port, ada.token), await joined(port, bo.token)];
  expect(await ask(from, 'typing', { recipient_id: bo.id, user_id: ada.token })).toEqual({ api_status: 200 });
  expect((await bo.call('get_user_messages', { recipient_id: ada.id })).typing).toBe(1);
  await ask(from, 'recording', { recipient_id: String(bo.id) });
  await ask(from, 'typing_done', { recipient_id: bo.id });
  const { id } = (await ask(from, 'private_message', { to_id: bo.id, msg: 'hello' })).message_data[0];
  await ask(to, 'seen_messages', { recipient_id: ada.id });
  await bo.call('react_message', { id, reaction: 2 });
  await ada.call('delete_message', { message_id: id });
  await site.settled();
  const pair = { recipient_id: String(bo.id), sender_id: String(ada.id) };
  const img = expect.stringContaining('/assets/avatar-');
  expect(await heardOf(to, 'typing')).toEqual([{ is_typing: 200, ...pair, img, typing: 'typing' }]);
  expect(await heardOf(to, 'recording')).toEqual([{ is_typing: 200, ...pair, img, typing: 'recording' }]);
  expect(await heardOf(to, 'typing_done')).toContainEqual(pair);
  const time = expect.stringMatching(/^\d{10}$/);
  expect(await heardOf(from, 'lastseen')).toEqual([{ can_seen: 1, time, seen: time, message_id: id, user_id: String(bo.id) }]);
  const reaction = { message_id: id, user_id: String(bo.id), reaction: '2' };
  expect([await heardOf(from, 'message_reaction'), await heardOf(to, 'message_reaction')]).toEqual([[reaction], [reaction]]);
  const deleted = { message_id: id, user_id: String(ada.id) };
  expect([await heardOf(from, 'message_deleted'), await heardOf(to, 'message_deleted')]).toEqual([[deleted], [deleted]]);
});

test('a notification is delivered to its recipient', async () => {
  const [ada, bo] = [await a.user(), await a.user()];
  const [own, other] = [await joined(port, ada.token), await joined(port, bo.token)];
  await a.follow(bo, ada);
  const told = { type: 'following', notifier_id: String(bo.id), post_id: '0', page_id: '0', group_id: '0', event_id: '0' };
  expect(await heardOf(own, 'notification')).toEqual([told]);
  expect(await heardOf(other, 'notification')).toEqual([]);
});

describe('online and offline', () => {
  test('events reach followers and chat partners, not strangers or blocked people, and none are sent for people who appear offline', async () => {
    const [ada, bo, cy, dee, eve] = await Promise.all([a.user(), a.user(), a.user(), a.user(), a.user()]);
    await a.follow(bo, ada);
    await a.follow(dee, ada);
    await eve.call('send-message', { user_id: ada.id, text: 'hello', message_hash_id: '1' });
    const watchers = await Promise.all([bo, cy, dee, eve].map(({ token }) => joined(port, token)));
    await a.block(ada, dee);
    const here = await joined(port, ada.token);
    const second = await joined(port, ada.token);
    second.disconnect();
    await ask(here, 'ping_for_lastseen');
    here.disconnect();
    await Promise.all([watchers[0], watchers[3]].map((socket) => socket && happens(socket, 'on_user_loggedoff')));
    const person = { user_id: String(ada.id), lastseen: expect.stringMatching(/^\d{10}$/) };
    const cameAndWent = [
      { event: 'on_user_loggedin', payload: person },
      { event: 'on_user_loggedoff', payload: person },
    ];
    expect(watchers.map((socket) => socket.heard)).toEqual([cameAndWent, [], [], cameAndWent]);

    await ada.call('update-user-data', { status: 1, first_name: 'Augusta' });
    const hidden = await joined(port, ada.token);
    await ask(hidden, 'on_user_loggedin', {});
    await site.settled();
    expect(await heardOf(watchers[0] ?? hidden, 'on_user_loggedin')).toHaveLength(1);
    expect(await heardOf(watchers[0] ?? hidden, 'on_name_changed')).toEqual([
      expect.objectContaining({ user_id: String(ada.id), name: 'Augusta', username: ada.username }),
    ]);
  });
});

test('a new follower receives them from then on', async () => {
  const [ada, bo] = [await a.user(), await a.user()];
  const watcher = await joined(port, bo.token);
  await a.follow(bo, ada);
  const came = happens(watcher, 'on_user_loggedin');
  // two at once: one of them is the first
  await Promise.all([joined(port, ada.token), joined(port, ada.token)]);
  await came;
  expect(await heardOf(watcher, 'on_user_loggedin')).toHaveLength(1);
});

test('a message to a group reaches its members, but not across a block', async () => {
  const [ada, bo, cy, dee] = [await a.user(), await a.user(), await a.user(), await a.user()];
  await a.block(dee, ada);
  const sockets = await Promise.all([ada, bo, cy, dee].map(({ token }) => joined(port, token)));
  const viewer = await viewerOfToken(site.services, 'app', ada.token);
  if (!viewer) throw new Error('Ada has no session');
  const groupId = 77;
  await sendToDestination(
    { ...site.services, now: new Date(), client: { address: '', userAgent: '' }, viewer },
    {
      key: { kind: 'group', first_id: groupId, second_id: 0 },
      columns: { group_id: groupId },
      participants: [ada, bo, dee].map(({ id }) => ({ user_id: id, kind: 'group', chat_id: groupId })),
    },
    { text: 'all of you', hashId: '1' },
  );
  await site.settled();
  const heard = await Promise.all(sockets.map((socket) => heardOf(socket, 'private_message')));
  const group = { group_id: String(groupId), receiver: String(groupId), message: 'all of you' };
  expect(heard).toMatchObject([[{ ...group, self: true }], [{ ...group, self: false }], [], []]);
});

test('apps that use Socket.IO 2 are understood', async () => {
  const [ada, bo] = [await a.user(), await a.user()];
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=3&transport=websocket&hash=${ada.token}`);
  const lines: string[] = [];
  socket.addEventListener('message', ({ data }) => lines.push(String(data)));
  await vi.waitFor(() => expect(lines).toEqual([expect.stringMatching(/^0\{/), '40']));
  socket.send(`42["private_message",{"to_id":"${bo.id}","msg":"from long ago"}]`);
  socket.send('421["ping_for_lastseen",{}]');
  await vi.waitFor(() => expect(lines).toContainEqual('431[{"api_status":200}]'));
  await vi.waitFor(() => expect(lines).toContainEqual(expect.stringMatching(/^42\["private_message",.*"from long ago"/)));
  socket.close();
});

describe('input from a client', () => {
  test('that is no event breaks nothing', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const socket = await joined(port, ada.token);
    const malformed = { api_status: '400', errors: { error_id: 400, error_text: 'The event is malformed' } };
    for (const payload of [null, [], 7, 'text', { to_id: { $gt: 0 }, msg: [] }, { to_id: bo.id, msg: { toString: 1 } }]) {
      expect(await ask(socket, 'private_message', payload)).toEqual(malformed);
    }
    const told = happens(socket, 'failed');
    socket.emit('private_message', Buffer.from('binary'), 'more', { than: 'expected' });
    expect(await told).toMatchObject({ event: 'private_message', api_status: '400', errors: { error_id: 3 } });
    socket.emit('__proto__', {});
    socket.emit('constructor', { to_id: bo.id });
    expect(await ask(socket, 'private_message', { to_id: bo.id, msg: 'a\0b' })).toMatchObject({ errors: { error_id: 5 } });
    expect(await ask(socket, 'seen_messages', { recipient_id: '1 or 1=1' })).toMatchObject({ errors: { error_id: 4 } });
    expect(await ask(socket, 'ping_for_lastseen')).toEqual({ api_status: 200 });
  });

  test('in a flood is refused, and the client is disconnected if it continues', async () => {
    const ada = await a.user();
    const socket = await joined(port, ada.token);
    const answers = await Promise.all(Array.from({ length: 60 }, () => ask(socket, 'ping_for_lastseen')));
    const limited = answers.filter((answer) => answer.errors?.error_id === 429);
    expect(limited.length).toBeGreaterThan(10);
    expect(socket.connected).toBe(true);
    const gone = happens(socket, 'disconnect');
    for (let index = 0; index < 60; index += 1) socket.emit('ping_for_lastseen');
    await gone;
  });

  test('below the level of events is limited too', async () => {
    const ada = await a.user();
    const socket = await joined(port, ada.token);
    const gone = happens(socket, 'disconnect');
    // requests to connect to unknown namespaces, bypassing the client library's own rules
    for (let index = 0; index < 200; index += 1) socket.io.engine.write(`0/nowhere${index},`);
    await gone;
  });

  test('beyond 64 KB closes the connection', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const socket = await joined(port, ada.token);
    const gone = happens(socket, 'disconnect');
    socket.emit('private_message', { to_id: bo.id, msg: 'x'.repeat(70_000) });
    await gone;
    expect((await bo.call('get_user_messages', { recipient_id: ada.id })).messages).toEqual([]);
  });
});

test('a request for another upgrade is answered as an ordinary request', async () => {
  const head = ['GET /health HTTP/1.1', 'Host: x', 'Connection: Upgrade, close', 'Upgrade: h2c', '', ''];
  expect(await exchange(port, head.join('\r\n'))).toMatch(/^HTTP\/1\.1 200/);
});

test('apps are directed to the sockets where an admin turned them on', async () => {
  const { settings, db } = site.services;
  expect((await site.call('get-site-settings')).config).toMatchObject({ node_socket_flow: '0' });
  await db('settings').where({ name: 'node_socket_flow' }).update({ value: '1' });
  await settings.refresh();
  const url = new URL(site.services.config.baseUrl);
  expect((await site.call('get-site-settings')).config).toMatchObject({
    node_socket_flow: '1',
    nodejs_port: url.port,
    nodejs_ssl_port: url.port,
    nodejs_ssl: '0',
  });
});
