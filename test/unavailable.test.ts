import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import request from 'supertest';
import { afterAll, describe, expect, test } from 'vitest';
import { startEmbeddedDatabase } from '../src/database/embedded.ts';
import { createMail } from '../src/mail/mail.ts';
import { UnavailableError, unavailabilityOf } from '../src/unavailable.ts';
import { plain } from './fixtures/media/pictures.ts';
import { factory } from './support/people.ts';
import { startProxy } from './support/proxy.ts';
import { hasRedis, startRedis } from './support/redis.ts';
import { startS3 } from './support/s3.ts';
import { openSite } from './support/site.ts';

// A database server of this file's own, which is killed, made read-only and filled with connections.
const home = await mkdtemp(join(tmpdir(), 'community-away-'));
const options = { dataDirectory: home, log: () => {} };
let database = await startEmbeddedDatabase(options);
const root = await createConnection({ socketPath: database.socketPath, user: database.user });
await root.query('CREATE DATABASE community CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci');
await root.query("CREATE USER app@localhost IDENTIFIED BY 'secret'");
await root.query('GRANT ALL ON community.* TO app@localhost');
const proxy = await startProxy(database.socketPath);
const site = await openSite({
  DATABASE_URL: `mysql://app:secret@127.0.0.1:${proxy.port()}/community`,
  DATABASE_TIMEOUT_SECONDS: '2',
  METRICS_TOKEN: 'metrics-secret',
});
const a = factory(site);
const ada = await a.user();

afterAll(async () => {
  await database.stop();
  await rm(home, { recursive: true, force: true });
});

type Answer = { status: number; retryAfter: string | undefined; id: number | undefined; tookMs: number };

async function ask(name: string, fields: Record<string, string> = {}): Promise<Answer> {
  const startedAt = performance.now();
  const answer = await request(site.address)
    .post(`/api/${name}?access_token=${ada.token}`)
    .type('form')
    .send({ server_key: site.serverKey, ...fields });
  const { errors } = answer.body;
  const tookMs = performance.now() - startedAt;
  return { status: answer.status, retryAfter: answer.headers['retry-after'], id: errors?.error_id, tookMs };
}

const profile = () => ask('get-user-data', { user_id: String(ada.id), fetch: 'user_data' });
const away = { status: 503, retryAfter: '5', id: 503 };
const linesOf = (dependency: string) => site.log.filter((line) => line.dependency === dependency);
const unforeseen = () => site.log.filter((line) => /unforeseen|a background job failed/.test(String(line.msg)));

/** Retries until the server works again, and gives the time that took. */
async function recovered(limitMs = 10_000): Promise<number> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < limitMs) {
    if ((await profile()).status === 200) return performance.now() - startedAt;
    await sleep(50);
  }
  throw new Error('the server did not recover');
}

describe('an unavailable database', () => {
  test('that refuses or resets connections: every call answers 503 with Retry-After, and works again as soon as it is back', async () => {
    await profile();
    await proxy.close();
    const answers = await Promise.all(Array.from({ length: 40 }, profile));
    for (const answer of answers) expect(answer).toMatchObject(away);
    expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(6000);
    const page = await request(site.address).get('/get_news_feed').set('accept', 'text/html').set('cookie', 'session=x');
    expect(page.status).toBeLessThan(504);
    const ready = await request(site.address).get('/ready');
    expect(ready.status).toBe(503);
    await proxy.open();
    expect(await recovered()).toBeLessThan(3000);
    expect(linesOf('database').length).toBeLessThan(8);
    expect(unforeseen()).toEqual([]);
  });

  test('that is silent: no call waits past the limit', async () => {
    await profile();
    proxy.hang();
    const answers = await Promise.all(Array.from({ length: 10 }, profile));
    for (const answer of answers) expect(answer).toMatchObject(away);
    expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(12_000);
    await proxy.close();
    await proxy.open();
    expect(await recovered()).toBeLessThan(3000);
    expect(unforeseen()).toEqual([]);
  }, 40_000);

  test('that is read-only: reads work, writes answer 503', async () => {
    await root.query('SET GLOBAL read_only = 1');
    expect(await profile()).toMatchObject({ status: 200 });
    expect(await ask('new_post', { postText: 'Hello' })).toMatchObject(away);
    await root.query('SET GLOBAL read_only = 0');
    expect(await ask('new_post', { postText: 'Hello' })).toMatchObject({ status: 200 });
    expect(unforeseen()).toEqual([]);
  });

  test('without a free connection: 503, and no longer than until one is free', async () => {
    await root.query('SET GLOBAL max_connections = 10');
    proxy.cut();
    const held = await Promise.all(
      Array.from({ length: 10 }, () =>
        createConnection({ socketPath: database.socketPath, user: 'app', password: 'secret' }).catch(() => undefined),
      ),
    );
    expect(await profile()).toMatchObject(away);
    await Promise.all(held.map((connection) => connection?.end()));
    await root.query('SET GLOBAL max_connections = 100');
    expect(await recovered()).toBeLessThan(3000);
    expect(unforeseen()).toEqual([]);
  });

  test('that is killed under load and restarted: answers or 503, nothing acknowledged is lost or doubled', async () => {
    const posted: string[] = [];
    const counts = new Map<string, number>();
    let isOver = false;
    const errors: Answer[] = [];
    async function work(worker: number): Promise<void> {
      for (let turn = 0; !isOver; turn += 1) {
        const text = `post ${worker}-${turn}`;
        const answer = await (turn % 2 ? profile() : ask('new_post', { postText: text }));
        if (turn % 2 === 0 && answer.status === 200 && answer.id === undefined) posted.push(text);
        const outcome = answer.status === 200 ? 'answered' : String(answer.status);
        counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
        if (answer.status !== 200 && answer.status !== 503) errors.push(answer);
        if (answer.status === 503) await sleep(20);
      }
    }
    const before = site.log.length;
    const workers = Array.from({ length: 8 }, (_, worker) => work(worker));
    await sleep(700);
    root.on('error', () => {});
    process.kill(Number(readPid()), 'SIGKILL');
    await sleep(1500);
    database = await startEmbeddedDatabase(options);
    const tookMs = await recovered();
    await sleep(300);
    isOver = true;
    await Promise.all(workers);
    const lines = site.log.slice(before).filter((line) => line.dependency === 'database');
    console.info(
      `database killed under load: ${JSON.stringify(Object.fromEntries(counts))}, ${lines.length} log lines, back in ${Math.round(tookMs)} ms`,
    );
    expect(errors).toEqual([]);
    expect(counts.get('503')).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(10);
    expect(unforeseen()).toEqual([]);
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
    const { text } = await request(site.address).get('/metrics').set('authorization', 'Bearer metrics-secret');
    expect(text).toMatch(/community_unavailable_total\{dependency="database",kind="(refused|reset)"\} [1-9]/);
    expect(text).toMatch(/community_unavailable_total\{dependency="database",kind="read_only"\} [1-9]/);
    expect(text).toMatch(/community_requests_total\{endpoint="get-user-data",outcome="unavailable"\} [1-9]/);
    expect(text).toMatch(/community_requests_total\{endpoint="get-user-data",outcome="ok"\} [1-9]/);
    expect(text).toMatch(/community_database_connections\{state="used"\}/);
  });
});

describe('another unavailable service', () => {
  test('the bucket: an upload answers 503 and stores nothing; the next one works', async () => {
    const directory = await mkdtemp(join(tmpdir(), 's3-away-'));
    const s3 = await startS3({ directory, bucket: 'uploads' });
    const away = await openSite({
      ...{ MEDIA_STORE: 's3', S3_BUCKET: 'uploads', S3_ENDPOINT: s3.endpoint, S3_FORCE_PATH_STYLE: '1' },
      ...{ S3_ACCESS_KEY_ID: s3.accessKeyId, S3_SECRET_ACCESS_KEY: s3.secretAccessKey, S3_PUBLIC_BASE_URL: s3.endpoint },
    });
    const person = await factory(away).user();
    const upload = async () =>
      request(away.address)
        .post(`/api/update-user-data?access_token=${person.token}`)
        .field('server_key', away.serverKey)
        .attach('avatar', await plain(60, 40).png().toBuffer(), 'a.png');
    expect((await upload()).status).toBe(200);
    await s3.stop();
    const refused = await upload();
    expect(refused.status).toBe(503);
    expect(refused.headers['retry-after']).toBe('5');
    expect(refused.body.errors.error_id).toBe(503);
    expect(away.log.filter((line) => line.dependency === 'storage')).toHaveLength(1);
  }, 60_000);

  test.skipIf(!hasRedis)(
    'Redis: calls still work, counted by the process alone',
    async () => {
      const redis = await startRedis();
      const counted = await openSite({ RATE_LIMIT_STORE: 'redis', REDIS_URL: redis.url });
      const person = await factory(counted).user();
      await redis.stop();
      const answers = await Promise.all(Array.from({ length: 10 }, () => person.call('get-site-settings')));
      expect(answers.every((answer) => answer.api_status === 200)).toBe(true);
    },
    30_000,
  );

  test('the mail server: refusing connections is distinguished from refusing the message', async () => {
    const send = (to: number) =>
      createMail({ smtpUrl: `smtp://127.0.0.1:${to}`, from: undefined, mailDirectory: home }, site.services.log)
        .send({ to: 'ada@example.org', subject: 'Hello', text: 'Hello' })
        .catch((error: unknown) => error);
    const refused = await send(1);
    expect(refused).toBeInstanceOf(UnavailableError);
    expect(unavailabilityOf(refused)).toMatchObject({ dependency: 'mail' });
  });
});

describe('unavailability is distinguished from a bug', () => {
  test.each([
    ['a duplicate key', { errno: 1062, sqlState: '23000', code: 'ER_DUP_ENTRY' }],
    ['broken SQL', { errno: 1064, sqlState: '42000', code: 'ER_PARSE_ERROR' }],
    ['a link preview that was refused', { code: 'ECONNREFUSED', syscall: 'connect' }],
    ['no such file', { code: 'ENOENT', syscall: 'open' }],
  ])('%s is not away', (_name, details) => {
    expect(unavailabilityOf(Object.assign(new Error('x'), details))).toBeUndefined();
  });

  test.each([
    ['too many connections', { errno: 1040, sqlState: '08004', fatal: true }, 'too_many_connections'],
    ['a node that left its cluster', { errno: 1047, sqlState: '08S01' }, 'not_ready'],
    ['a full table space', { errno: 1114, sqlState: 'HY000' }, 'full'],
    ['a reset connection', { code: 'ECONNRESET', errno: -104, fatal: true }, 'reset'],
  ])('%s is', (_name, details, kind) => {
    const wrapped = new Error('outer', { cause: Object.assign(new Error('x'), details) });
    expect(unavailabilityOf(wrapped)).toMatchObject({ dependency: 'database', kind });
  });

  test('a full disk counts as unavailable', () => {
    expect(unavailabilityOf(Object.assign(new Error('x'), { code: 'ENOSPC' }))).toMatchObject({
      dependency: 'disk',
      kind: 'full',
    });
  });
});

function readPid(): string {
  return readFileSync(join(home, 'mariadb.pid'), 'utf8').trim();
}
