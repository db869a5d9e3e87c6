import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { createTyping } from '../src/chat/typing.ts';
import type { Config } from '../src/config.ts';
import { createLimits } from '../src/http/limits.ts';
import { createLogger } from '../src/http/log.ts';
import { openServices } from '../src/services.ts';
import { factory, type Person } from './support/people.ts';
import { ask, client, happens, heardOf, joined, listenWithSockets } from './support/realtime.ts';
import { hasRedis, startRedis } from './support/redis.ts';
import { type Answer, openSite } from './support/site.ts';

// Several processes of one site, each with services and a port of its own, over one database.

const site = await openSite();
const a = factory(site);
const redis = hasRedis ? await startRedis() : undefined;

/** One more process of the site. `stop` is a graceful stop. */
async function startProcess(change: (config: Config) => Partial<Config> = () => ({}), port = 0) {
  const log: Answer[] = [];
  const logger = createLogger({ level: 'info', pretty: false }, { write: (line: string) => log.push(JSON.parse(line)) });
  const { config } = site.services;
  const running = await openServices({ ...config, ...change(config) }, logger);
  const server = await listenWithSockets(running.services, port);
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= server.stop().then(() => running.close()));
  afterAll(stop);
  return { port: server.port, services: running.services, settled: () => settledOf(running), log, stop };
}

function settledOf(running: Awaited<ReturnType<typeof openServices>>): Promise<void> {
  return running.jobs.settled();
}

const overRedis = (config: Config): Partial<Config> => ({ realtime: { ...config.realtime, redisUrl: redis?.url } });

async function call(port: number, name: string, { token, ...fields }: Record<string, string | number>): Promise<Answer> {
  const body = new URLSearchParams({ server_key: site.serverKey });
  for (const [field, value] of Object.entries(fields)) body.set(field, String(value));
  const response = await fetch(`http://127.0.0.1:${port}/api/${name}?access_token=${token}`, { method: 'POST', body });
  return (await response.json()) as Answer; // an object, as every answer of the API
}

describe.skipIf(!hasRedis)('two processes with one Redis', () => {
  test('deliver to each other’s clients messages, presence, and the end of a session, each once', async () => {
    const [one, other] = [await startProcess(overRedis), await startProcess(overRedis)];
    const [ada, bo] = [await a.user(), await a.user()];
    await a.follow(ada, bo);
    const [from, own] = [await joined(one.port, ada.token), await joined(other.port, ada.token)];
    const came = happens(from, 'on_user_loggedin');
    const to = await joined(other.port, bo.token);
    await came;
    const arrives = happens(to, 'private_message');
    await ask(from, 'private_message', { to_id: bo.id, msg: 'over there' });
    expect(await arrives).toMatchObject({ message: 'over there', self: false, sender: String(ada.id) });
    const typing = happens(to, 'typing');
    await call(one.port, 'set-chat-typing-status', { token: ada.token, user_id: bo.id, status: 'typing' });
    await typing;
    await call(one.port, 'send-message', { token: ada.token, user_id: bo.id, text: 'by HTTP', message_hash_id: '1' });
    await sleep(100);
    expect((await heardOf(to, 'private_message')).map((payload) => payload.message)).toEqual(['over there', 'by HTTP']);
    expect((await heardOf(own, 'private_message')).map((payload) => payload.self)).toEqual([true, true]);
    expect(await heardOf(from, 'on_user_loggedin')).toHaveLength(1);
    // a person is offline when their last device at any process disconnects
    const second = await joined(one.port, bo.token);
    second.disconnect();
    await sleep(100);
    expect(await heardOf(from, 'on_user_loggedoff')).toEqual([]);
    const left = happens(from, 'on_user_loggedoff');
    to.disconnect();
    expect(await left).toMatchObject({ user_id: String(bo.id) });
    const gone = happens(own, 'disconnect');
    await call(one.port, 'delete-access-token', { token: ada.token });
    await gone;
    await Promise.all([one.stop(), other.stop()]);
  });

  test('of another site on the same Redis receive nothing', async () => {
    const one = await startProcess(overRedis);
    const foreign = await startProcess((config) => ({ ...overRedis(config), baseUrl: 'https://other.example' }));
    const [ada, bo] = [await a.user(), await a.user()];
    const to = await joined(foreign.port, bo.token);
    await call(one.port, 'send-message', { token: ada.token, user_id: bo.id, text: 'hello', message_hash_id: '1' });
    await one.settled();
    await sleep(50);
    expect(await heardOf(to, 'private_message')).toEqual([]);
    await Promise.all([one.stop(), foreign.stop()]);
  });

  test('survive an outage of Redis: each serves its own clients, and both serve all again once it is back', async () => {
    const [one, other] = [await startProcess(overRedis), await startProcess(overRedis)];
    const [ada, bo] = [await a.user(), await a.user()];
    const [near, far] = [await joined(one.port, bo.token), await joined(other.port, bo.token)];
    const send = (text: string) =>
      call(one.port, 'send-message', { token: ada.token, user_id: bo.id, text, message_hash_id: text });
    const [cy, dee] = [await a.user(), await joined(one.port, (await a.user()).token)];
    const ending = await joined(one.port, cy.token);
    await redis?.stop();
    const ended = happens(ending, 'disconnect');
    await call(one.port, 'delete-access-token', { token: cy.token });
    await ended;
    expect(dee.connected).toBe(true);
    await send('alone');
    await one.settled();
    expect((await heardOf(near, 'private_message')).map((payload) => payload.message)).toEqual(['alone']);
    await redis?.start();
    const arrived = happens(far, 'private_message', 8000);
    for (let index = 0; index < 40 && far.heard.length === 0; index += 1) {
      await send(`together ${index}`);
      await sleep(100);
    }
    expect((await arrived).message).toMatch(/^together/);
    expect(one.log.map((line) => line.msg)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^redis is away/), 'Redis is back']),
    );
    await Promise.all([one.stop(), other.stop()]);
  });

  test('know together who is typing; while Redis is away nobody is', async () => {
    const [one, other, foreign] = ['here', 'here', 'there'].map((place) =>
      createTyping(redis?.url, { ...site.services, site: `https://${place}.example` }),
    );
    if (!one || !other || !foreign) throw new Error('there are three');
    await expect
      .poll(async () => {
        await one.set(1, 2, 'recording');
        return other.of(1, 2);
      })
      .toBe('recording');
    expect(await other.of(2, 1)).toBeUndefined();
    expect(await foreign.of(1, 2)).toBeUndefined();
    await one.set(1, 2, undefined);
    expect(await other.of(1, 2)).toBeUndefined();
    await redis?.stop();
    await one.set(1, 2, 'typing');
    expect(await other.of(1, 2)).toBeUndefined();
    await redis?.start();
    await Promise.all([one.close(), other.close(), foreign.close()]);
  });

  test('count calls together, and each by itself while Redis is down', async () => {
    const rates = { ...site.services.config.limits.rates, write: { points: 3, seconds: 60 } };
    const config = { store: 'redis' as const, redisUrl: redis?.url, rates };
    const limitsOf = (name: string) => createLimits(config, { ...site.services, site: name });
    const [one, other] = [limitsOf('one'), limitsOf('one')];
    await sleep(200); // connected by then
    await one.spend('write', 'ada');
    await other.spend('write', 'ada');
    await one.spend('write', 'ada');
    const limited = { name: 'LimitError', retryAfterSeconds: expect.any(Number) };
    await expect(other.spend('write', 'ada')).rejects.toMatchObject(limited);
    await expect(one.spend('write', 'ada')).rejects.toMatchObject(limited);
    await other.spend('write', 'bo');
    const foreign = limitsOf('another site');
    await sleep(200);
    await foreign.spend('write', 'ada');
    await foreign.close();
    await one.forgive('write', 'ada');
    await other.spend('write', 'ada');

    await redis?.stop();
    for (let index = 0; index < 3; index += 1) await one.spend('write', 'cy');
    await expect(one.spend('write', 'cy')).rejects.toMatchObject(limited);
    await other.spend('write', 'cy');
    await redis?.start();
    await Promise.all([one.close(), other.close()]);
  });
});

test('a stop does not wait for idle connections, by either transport, and their clients reconnect by themselves', async () => {
  const ada = await a.user();
  const first = await startProcess();
  const { port } = first;
  const sockets = [await joined(port, ada.token), await joined(port, ada.token, { transports: ['polling'] }), client(port)];
  await sleep(50);
  const gone = Promise.all(sockets.map((socket) => happens(socket, 'disconnect')));
  const before = Date.now();
  await first.stop();
  expect(Date.now() - before).toBeLessThan(1500);
  await gone;
  const back = Promise.all(sockets.map((socket) => happens(socket, 'connect')));
  const second = await startProcess(() => ({}), port);
  await back;
  await second.stop();
});

test('an internal failure is answered as one, is logged, and ends no connection', async () => {
  const ada = await a.user();
  const { port, services, log } = await startProcess();
  const [socket, waiting] = [await joined(port, ada.token), client(port)];
  await happens(waiting, 'connect');
  await services.db.destroy();
  const failed = { api_status: '400', errors: { error_id: 500, error_text: 'Internal server error' } };
  expect(await ask(socket, 'seen_messages', { recipient_id: 1 })).toMatchObject(failed);
  expect(await ask(waiting, 'join', { user_id: ada.token })).toMatchObject(failed);
  expect(await happens(client(port, { auth: { token: ada.token } }), 'connect_error')).toMatchObject({ data: failed });
  expect(socket.connected).toBe(true);
  expect(log.filter((line) => line.level === 50).length).toBeGreaterThanOrEqual(3);
});

test('one address holds a limited number of connections at once, as the trusted proxy names it', async () => {
  const { port, stop } = await startProcess((config) => ({
    trustProxy: 1,
    realtime: { ...config.realtime, connectionsPerAddress: 2 },
  }));
  const from = (address: string) =>
    client(port, { extraHeaders: { 'x-forwarded-for': `203.0.113.9, ${address}` }, reconnection: false });
  const [one, two] = [from('198.51.100.7'), from('198.51.100.7')];
  await Promise.all([happens(one, 'connect'), happens(two, 'connect')]);
  await happens(from('198.51.100.7'), 'connect_error');
  await happens(from('198.51.100.8'), 'connect');
  one.disconnect();
  await sleep(50);
  await happens(from('198.51.100.7'), 'connect');
  await stop();
});

test('sends by the socket and over HTTP share one limit', async () => {
  const { port, stop } = await startProcess(({ limits }) => ({
    limits: { ...limits, rates: { ...limits.rates, write: { points: 3, seconds: 60 } } },
  }));
  const [ada, bo] = [await a.user(), await a.user()];
  const socket = await joined(port, ada.token);
  const bySocket = (msg: string) => ask(socket, 'private_message', { to_id: bo.id, msg });
  const overHttp = (text: string) =>
    call(port, 'send-message', { token: ada.token, user_id: bo.id, text, message_hash_id: text });
  const answers = [await bySocket('1'), await overHttp('2'), await bySocket('3'), await bySocket('4'), await overHttp('5')];
  expect(answers.map((answer) => answer.errors?.error_id ?? answer.api_status)).toEqual([200, 200, 200, 429, 429]);
  await stop();
});

type Seen = Map<number, Set<number>>;

const SENDERS = 20;

/** Sends `count` messages one after the other, each repeated until it is acknowledged. Gives their ids. */
async function sendAll(port: number, sender: Person, receiver: Person, count: number): Promise<number[]> {
  const socket = client(port, { auth: { token: sender.token } });
  const ids: number[] = [];
  while (ids.length < count) {
    const said = { to_id: receiver.id, msg: `${ids.length}`, message_hash_id: `hash-${ids.length}` };
    const answer: Answer = await socket
      .timeout(1500)
      .emitWithAck('private_message', said)
      .catch(() => ({}));
    if (answer.api_status === 200) ids.push(Number(answer.message_data[0].id));
  }
  return ids;
}

/** One page of a chat after the last known message; more pages while there are any. */
async function catchUp(port: number, receiver: Person, { sender, after, seen }: { sender: Person; after: number; seen: Seen }) {
  for (let cursor = after; ; ) {
    const fields = { token: receiver.token, recipient_id: sender.id, after_message_id: cursor, limit: 50 };
    const { messages = [] } = await call(port, 'get_user_messages', fields).catch((): Answer => ({}));
    const ids = messages.map((message: Answer) => Number(message.id)).reverse();
    for (const id of ids) seen.get(sender.id)?.add(id);
    if (ids.length < 50) return;
    cursor = ids.at(-1);
  }
}

const newest = (seen: Seen, sender: Person) => Math.max(0, ...(seen.get(sender.id) ?? []));
const emptySeen = (senders: Person[]): Seen => new Map(senders.map(({ id }) => [id, new Set()]));

/** A device with a socket: collects messages, and after each connect requests those after the last message it had. */
function listener(port: number, receiver: Person, senders: Person[], transports: string[]) {
  const seen = emptySeen(senders);
  const heard = new Map<number, number[]>(senders.map(({ id }) => [id, []]));
  const socket = client(port, { auth: { token: receiver.token }, transports });
  let catching = Promise.resolve();
  socket.on('private_message', (payload: Answer) => {
    heard.get(Number(payload.sender))?.push(Number(payload.message_id));
    seen.get(Number(payload.sender))?.add(Number(payload.message_id));
  });
  socket.on('connect', () => {
    const cursors = senders.map((sender) => ({ sender, after: newest(seen, sender), seen }));
    catching = catching.then(async () => {
      for (const cursor of cursors) await catchUp(port, receiver, cursor);
    });
  });
  return { seen, heard, socket, caughtUp: () => catching };
}

/** A device that only polls. */
function poller(port: number, receiver: Person, senders: Person[]) {
  const seen = emptySeen(senders);
  let isOver = false;
  const round = async () => {
    for (const sender of senders) await catchUp(port, receiver, { sender, after: newest(seen, sender), seen });
  };
  const running = (async () => {
    while (!isOver) {
      await round();
      await sleep(500);
    }
  })();
  return {
    seen,
    async finish() {
      isOver = true;
      await running;
      await round();
    },
  };
}

test('of 1000 messages by 20 senders, with a restart in the middle, two sockets and a poller receive all, once, in one order', async () => {
  const people = await Promise.all(Array.from({ length: SENDERS + 1 }, () => a.user()));
  const [receiver, ...senders] = people;
  if (!receiver) throw new Error('nobody receives');
  const first = await startProcess();
  const { port } = first;
  const sockets = [listener(port, receiver, senders, ['websocket']), listener(port, receiver, senders, ['polling', 'websocket'])];
  const polling = poller(port, receiver, senders);
  await Promise.all(sockets.map(({ socket }) => happens(socket, 'connect')));

  const sending = senders.map((sender) => sendAll(port, sender, receiver, 1000 / SENDERS));
  await sleep(1500);
  const reconnected = Promise.all(sockets.map(({ socket }) => happens(socket, 'connect', 8000)));
  await first.stop();
  const second = await startProcess(() => ({}), port);
  await reconnected;
  const sent = await Promise.all(sending);
  await second.settled();
  await polling.finish();
  await Promise.all(sockets.map(({ socket, caughtUp }) => caughtUp().then(() => ask(socket, 'ping_for_lastseen'))));

  const stored = await site.services.db('messages').where({ to_id: receiver.id }).orderBy('id').select('id', 'from_id');
  for (const [index, sender] of senders.entries()) {
    const ids = sent[index] ?? [];
    expect(stored.filter((row) => row.from_id === sender.id).map((row) => row.id)).toEqual(ids);
    for (const { seen, heard } of sockets) {
      expect([...(seen.get(sender.id) ?? [])].sort((x, y) => x - y)).toEqual(ids);
      const live = heard.get(sender.id) ?? [];
      expect(live).toEqual(ids.filter((id) => live.includes(id))); // each at most once, in order
    }
    expect([...(polling.seen.get(sender.id) ?? [])]).toEqual(ids);
  }
  const live = sockets.map(({ heard }) => [...heard.values()].flat().length);
  expect(Math.min(...live)).toBeGreaterThan(500); // received live, not only caught up
  await second.stop();
}, 60_000);
