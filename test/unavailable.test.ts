import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import request from 'supertest';
import { afterAll, describe, expect, test } from 'vitest';
import { createJobs } from '../src/background.ts';
import { startEmbeddedDatabase } from '../src/database/embedded.ts';
import { signedIn } from './support/browser-session.ts';
import { factory } from './support/people.ts';
import { startProxy } from './support/proxy.ts';
import { ask as askSocket, client, happens, joined, listenWithSockets } from './support/realtime.ts';
import { openSite } from './support/site.ts';

// A database server of this file's own, which is killed, made read-only and filled with connections.
const home = await mkdtemp(join(tmpdir(), 'community-away-'));
const options = { dataDirectory: home, log: () => {} };
let database = await startEmbeddedDatabase(options);
const root = await createConnection({ socketPath: database.socketPath, user: database.user });
root.on('error', () => {});
await root.query('CREATE DATABASE community CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci');
await root.query("CREATE USER app@localhost IDENTIFIED BY 'secret'");
await root.query('GRANT ALL ON community.* TO app@localhost');
const proxy = await startProxy({ path: database.socketPath });

// Before the site's own, so that this runs after it: who leaves last stops the server.
afterAll(async () => {
  root.destroy();
  await proxy.close();
  await database.stop();
  await rm(home, { recursive: true, force: true });
});

const TIMEOUT_SECONDS = 3;
const site = await openSite({
  DATABASE_URL: `mysql://app:secret@127.0.0.1:${proxy.port()}/community`,
  DATABASE_TIMEOUT_SECONDS: String(TIMEOUT_SECONDS),
  METRICS_TOKEN: 'metrics-secret',
});
const a = factory(site);
const [ada, bo] = [await a.user(), await a.user()];
const { port } = await listenWithSockets(site.services);

type Answer = { status: number; retryAfter: string | undefined; id: number | undefined; tookMs: number };

async function ask(name: string, fields: Record<string, string> = {}): Promise<Answer> {
  const startedAt = performance.now();
  const answer = await request(site.address)
    .post(`/api/${name}?access_token=${ada.token}`)
    .type('form')
    .send({ server_key: site.serverKey, ...fields });
  const { api_status: apiStatus, errors } = answer.body;
  const tookMs = performance.now() - startedAt;
  if (errors) expect(apiStatus).toBe('400');
  return { status: answer.status, retryAfter: answer.headers['retry-after'], id: errors?.error_id, tookMs };
}

const profile = () => ask('get-user-data', { user_id: String(ada.id), fetch: 'user_data' });
const profiles = (count: number) => Promise.all(Array.from({ length: count }, profile));
const slowest = (answers: readonly Answer[]) => Math.max(...answers.map(({ tookMs }) => tookMs));
const away = { status: 503, retryAfter: '5', id: 503 };
const linesOf = (dependency: string) => site.log.filter((line) => line.dependency === dependency);

/** Retries until the server works again, and gives the time that took. */
async function recovered(limitMs = 10_000): Promise<number> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < limitMs) {
    if ((await profile()).status === 200) return performance.now() - startedAt;
    await sleep(50);
  }
  throw new Error('the server did not recover');
}

async function metrics(): Promise<string> {
  const { text } = await request(site.address).get('/metrics').set('authorization', 'Bearer metrics-secret').expect(200);
  return text;
}

describe('a database that is away', () => {
  test('every way in answers 503 at once, and works again as soon as it is back', async () => {
    const [socket, browser] = [await joined(port, ada.token), await signedIn(site, ada)];
    const jobs = createJobs(site.services.log, site.services.noteUnavailable);
    let rounds = 0;
    jobs.every(0.1, 'count people', async () => {
      await site.services.db('users').count();
      rounds += 1;
    });
    await profile();
    await proxy.close();
    const answers = await profiles(40);
    for (const answer of answers) expect(answer).toMatchObject(away);
    expect(slowest(answers)).toBeLessThan(2000);

    const page = await browser.get('/get_news_feed');
    expect(page.status).toBe(503);
    expect(page.headers).toMatchObject({ 'retry-after': '5', 'content-type': expect.stringContaining('text/html') });
    expect(page.text).toContain('We will be right back');
    const part = await browser.postPart('/posts/1/save');
    expect([part.status, part.headers['hx-retarget']]).toEqual([503, '#notices']);
    const ready = await request(site.address).get('/ready');
    expect([ready.status, ready.headers['retry-after']]).toEqual([503, '5']);
    expect((await request(site.address).get('/health')).status).toBe(200);

    const inEnvelope = { api_status: '400', errors: { error_id: 503, error_text: 'The server is busy, please try again' } };
    expect(await askSocket(socket, 'seen_messages', { recipient_id: bo.id })).toEqual(inEnvelope);
    expect(await askSocket(socket, 'private_message', { to_id: bo.id, msg: 'hello' })).toEqual(inEnvelope);
    const newcomer = client(port, { auth: { token: bo.token }, reconnection: false });
    expect(await happens(newcomer, 'connect_error')).toMatchObject({ data: inEnvelope });
    expect(socket.connected).toBe(true);

    const before = rounds;
    await proxy.open();
    expect(await recovered()).toBeLessThan(3000);
    expect(await askSocket(socket, 'private_message', { to_id: bo.id, msg: 'hello' })).toMatchObject({ api_status: 200 });
    await expect.poll(() => rounds, { timeout: 3000 }).toBeGreaterThan(before);
    await jobs.stop();
    expect(linesOf('database').length).toBeLessThan(4);
    expect(site.log.filter((line) => 'err' in line && line.dependency !== undefined)).toEqual([]);
  });

  test('silent, it holds nobody up for more than some seconds, and nobody at all once that is known', async () => {
    await profile();
    proxy.hang();
    const answers = await profiles(10);
    for (const answer of answers) expect(answer).toMatchObject(away);
    expect(slowest(answers)).toBeLessThan(7000); // 5 s, and a busy machine
    const quick = (await profiles(10)).toSorted((one, other) => one.tookMs - other.tookMs).slice(0, 8);
    expect(slowest(quick)).toBeLessThan(500);
    await proxy.close();
    await proxy.open();
    expect(await recovered()).toBeLessThan(3000);
  });

  test('a statement that takes long on a server that is there may go on for the configured time', async () => {
    const statement = (seconds: number) => site.services.db.raw('SELECT SLEEP(?)', [seconds]);
    const late = expect(statement(10)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await statement(TIMEOUT_SECONDS - 0.8);
    await late;
  });

  test('read-only: what only reads works, what writes answers 503, and its connection is made anew', async () => {
    await root.query('SET GLOBAL read_only = 1');
    expect(await profile()).toMatchObject({ status: 200 });
    const before = proxy.accepted();
    for (let index = 0; index < 3; index += 1)
      expect(await ask('new_post', { postText: 'Words of mine alone' })).toMatchObject(away);
    expect(proxy.accepted()).toBeGreaterThan(before);
    await root.query('SET GLOBAL read_only = 0');
    expect(await ask('new_post', { postText: 'Hello' })).toMatchObject({ status: 200 });
    expect(linesOf('database').filter((line) => line.kind === 'read_only')).toHaveLength(1);
    // what somebody wrote stands in no line, not even in those for developers
    expect(JSON.stringify(site.log)).not.toContain('Words of mine');
  });

  test('without a free connection: 503, and no longer than until one is free', async () => {
    await root.query('SET GLOBAL max_connections = 10');
    proxy.cut();
    const login = { socketPath: database.socketPath, user: 'app', password: 'secret' };
    const held = await Promise.all(Array.from({ length: 12 }, () => createConnection(login).catch(() => undefined)));
    expect(await profile()).toMatchObject(away);
    await Promise.all(held.map((connection) => connection?.end()));
    await root.query('SET GLOBAL max_connections = 100');
    expect(await recovered()).toBeLessThan(3000);
    expect(linesOf('database').some((line) => line.kind === 'too_many_connections')).toBe(true);
  });

  test('a COMMIT whose answer is lost is no success; sent again, the message is there once', async () => {
    const message = { user_id: String(bo.id), text: 'once', message_hash_id: 'hash-of-once' };
    await recovered();
    proxy.loseAnswerTo('COMMIT');
    expect(await ask('send-message', message)).toMatchObject(away);
    expect(await ask('send-message', message)).toMatchObject({ status: 200, id: undefined });
    const { messages } = await bo.call('get_user_messages', { recipient_id: ada.id });
    expect(messages.filter((one: { text: string }) => one.text === 'once')).toHaveLength(1);
  });

  test('that is killed under load and restarted: answers or 503, nothing acknowledged is lost or doubled', async () => {
    const posted: string[] = [];
    const counts = new Map<string, number>();
    let isOver = false;
    async function work(worker: number): Promise<void> {
      for (let turn = 0; !isOver; turn += 1) {
        const text = `post ${worker}-${turn}`;
        const answer = await (turn % 2 ? profile() : ask('new_post', { postText: text }));
        if (turn % 2 === 0 && answer.status === 200 && answer.id === undefined) posted.push(text);
        const outcome = `${answer.status}${answer.id === undefined ? '' : ` id ${answer.id}`}`;
        counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
        if (answer.status === 503) await sleep(20);
      }
    }
    const before = site.log.length;
    const workers = Array.from({ length: 8 }, (_, worker) => work(worker));
    await sleep(700);
    process.kill(Number(readFileSync(join(home, 'mariadb.pid'), 'utf8')), 'SIGKILL');
    await sleep(1000);
    database = await startEmbeddedDatabase(options);
    const tookMs = await recovered();
    await sleep(300);
    isOver = true;
    await Promise.all(workers);
    const lines = site.log.slice(before).filter((line) => line.dependency === 'database');
    console.info(`killed under load: ${JSON.stringify(Object.fromEntries(counts))}, good again after ${Math.round(tookMs)} ms`);
    for (const line of lines) console.info(JSON.stringify({ ...line, pid: undefined, hostname: undefined }));
    expect([...counts.keys()].sort()).toEqual(['200', '503 id 503']);
    expect(lines.length).toBeLessThan(6);
    const rows: { text: string; count: number }[] = await site.services
      .db('posts')
      .where('author_id', ada.id)
      .whereIn('text', posted)
      .groupBy('text')
      .select('text')
      .count({ count: '*' });
    expect(rows).toHaveLength(posted.length);
    expect(rows.filter((row) => Number(row.count) !== 1)).toEqual([]);
  }, 60_000);

  test('is counted in a metric, visible with the token', async () => {
    expect((await request(site.address).get('/metrics')).status).toBe(401);
    expect((await request(site.address).get('/metrics').set('authorization', 'Bearer wrong')).status).toBe(401);
    const text = await metrics();
    for (const kind of ['(refused|reset)', 'timeout', 'read_only', 'too_many_connections'])
      expect(text).toMatch(new RegExp(`community_unavailable_total\\{dependency="database",kind="${kind}"\\} [1-9]`));
    expect(text).toMatch(/community_requests_total\{endpoint="get-user-data",outcome="unavailable"\} [1-9]/);
    expect(text).toMatch(/community_requests_total\{endpoint="get-user-data",outcome="ok"\} [1-9]/);
    expect(text).toMatch(/community_request_duration_seconds_bucket\{le="0\.1",endpoint="get-user-data"\} [1-9]/);
    expect(text).toMatch(/community_database_connections\{state="used"\}/);
    expect(text).toMatch(/process_cpu_seconds_total/);
  });
});
