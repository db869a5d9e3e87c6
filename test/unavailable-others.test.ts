import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, describe, expect, test } from 'vitest';
import { createMail } from '../src/mail/mail.ts';
import { UnavailableError, unavailabilityOf } from '../src/unavailable.ts';
import { plain } from './fixtures/media/pictures.ts';
import { factory } from './support/people.ts';
import { startProxy } from './support/proxy.ts';
import { hasRedis, startRedis } from './support/redis.ts';
import { startS3 } from './support/s3.ts';
import { openSite, type Site } from './support/site.ts';

const directory = await mkdtemp(join(tmpdir(), 'community-away-s3-'));
afterAll(() => rm(directory, { recursive: true, force: true }));
const s3 = await startS3({ directory, bucket: 'uploads' });

/** Takes connections, and says nothing on them. */
const heard = new Set<Socket>();
const silent = createServer((socket) => heard.add(socket.on('error', () => {}).resume()));
await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
const address = silent.address();
const silentPort = typeof address === 'object' && address ? address.port : 0;
afterAll(() => {
  for (const socket of heard) socket.destroy();
  silent.close();
});

const bucketAt = (endpoint: string) => ({
  ...{ MEDIA_STORE: 's3', S3_BUCKET: 'uploads', S3_ENDPOINT: endpoint, S3_FORCE_PATH_STYLE: '1' },
  ...{ S3_ACCESS_KEY_ID: s3.accessKeyId, S3_SECRET_ACCESS_KEY: s3.secretAccessKey, S3_PUBLIC_BASE_URL: endpoint },
});
const stored = await openSite(bucketAt(s3.endpoint));
const hanging = await openSite(bucketAt(`http://127.0.0.1:${silentPort}`));

const redis = hasRedis ? await startRedis() : undefined;
const redisProxy = await startProxy({ port: Number(new URL(redis?.url ?? 'redis://127.0.0.1:1').port), host: '127.0.0.1' });
afterAll(() => redisProxy.close());
const counted = await openSite({ RATE_LIMIT_STORE: 'redis', REDIS_URL: `redis://127.0.0.1:${redisProxy.port()}` });

const linesOf = (site: Site, dependency: string) => site.log.filter((line) => line.dependency === dependency);

async function upload(site: Site, token: string) {
  const startedAt = performance.now();
  const { status, headers, body } = await request(site.address)
    .post(`/api/update-user-data?access_token=${token}`)
    .field('server_key', site.serverKey)
    .attach('avatar', await plain(60, 40).png().toBuffer(), 'a.png');
  const id = body.errors?.error_id;
  return { status, retryAfter: headers['retry-after'], id, tookMs: performance.now() - startedAt };
}

const away = { status: 503, retryAfter: '5', id: 503 };
// started here, so that its wait passes while the others run
const silentUpload = factory(hanging)
  .user()
  .then((person) => upload(hanging, person.token));
const silentMail = failureOfMail(silentPort);

function failureOfMail(port: number): Promise<{ error: unknown; tookMs: number }> {
  const startedAt = performance.now();
  const settings = { smtpUrl: `smtp://127.0.0.1:${port}`, from: undefined, mailDirectory: directory };
  return createMail(settings, stored.services.log)
    .send({ to: 'ada@example.org', subject: 'Hello', text: 'Hello' })
    .then(
      () => ({ error: undefined, tookMs: 0 }),
      (error: unknown) => ({ error, tookMs: performance.now() - startedAt }),
    );
}

describe('a bucket that is away', () => {
  test('stopped: an upload answers 503 and changes nothing; everything else works', async () => {
    const person = await factory(stored).user();
    const avatar = async () => (await person.call('get-user-data', { user_id: person.id, fetch: 'user_data' })).user_data.avatar;
    expect((await upload(stored, person.token)).status).toBe(200);
    const before = await avatar();
    await s3.stop();
    for (let index = 0; index < 3; index += 1) expect(await upload(stored, person.token)).toMatchObject(away);
    expect(await avatar()).toBe(before);
    expect(linesOf(stored, 'storage')).toMatchObject([{ kind: 'refused' }]);
  });

  test('silent: an upload is answered after some seconds', async () => {
    const answer = await silentUpload;
    expect(answer).toMatchObject(away);
    expect(answer.tookMs).toBeLessThan(15_000);
    expect(linesOf(hanging, 'storage')).toMatchObject([{ kind: 'timeout' }]);
  });
});

describe.skipIf(!hasRedis)('a Redis that is away', () => {
  test('stopped or silent, calls go on, counted by the process alone', async () => {
    const person = await factory(counted).user();
    const calls = async () => {
      const startedAt = performance.now();
      for (let index = 0; index < 10; index += 1)
        expect(await person.call('get-site-settings')).toMatchObject({ api_status: 200 });
      return performance.now() - startedAt;
    };
    redisProxy.hang();
    expect(await calls()).toBeLessThan(3500); // the first waits for the answer, the others do not
    await redisProxy.close();
    expect(await calls()).toBeLessThan(2000);
    await expect.poll(() => linesOf(counted, 'redis').map((line) => line.kind)).toContain('refused');
    expect(linesOf(counted, 'redis').length).toBeLessThan(5);
    expect(await counted.services.metrics.registry.metrics()).toMatch(/community_unavailable_total\{dependency="redis"/);
  });
});

describe('a mail server that is away', () => {
  test('refuses connections', async () => {
    expect((await failureOfMail(1)).error).toMatchObject({ dependency: 'mail', kind: 'refused' });
  });

  test('says nothing', async () => {
    const { error, tookMs } = await silentMail;
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ dependency: 'mail', kind: 'timeout' });
    expect(tookMs).toBeLessThan(9000);
  });
});

describe('what is away is told from what is wrong', () => {
  test.each([
    ['a duplicate key', { errno: 1062, sqlState: '23000', code: 'ER_DUP_ENTRY' }],
    ['broken SQL', { errno: 1064, sqlState: '42000', code: 'ER_PARSE_ERROR' }],
    ['a wrong password', { errno: 1045, sqlState: '28000', code: 'ER_ACCESS_DENIED_ERROR', fatal: true }],
    ['a link preview that was refused', { code: 'ECONNREFUSED', syscall: 'connect' }],
    ['no such file', { code: 'ENOENT', syscall: 'open' }],
  ])('%s is not away', (_name, details) => {
    expect(unavailabilityOf(Object.assign(new Error('x'), details))).toBeUndefined();
  });

  test.each([
    ['too many connections', { errno: 1040, sqlState: '08004', fatal: true }, 'too_many_connections'],
    ['a node that left its cluster', { errno: 1047, sqlState: '08S01' }, 'not_ready'],
    ['a full table space', { errno: 1114, sqlState: 'HY000' }, 'full'],
    [
      'a full disk under the server',
      { errno: 1030, sqlState: 'HY000', message: 'Got error 28 "No space left on device"' },
      'full',
    ],
    ['a statement that was killed', { errno: 1317, sqlState: '70100' }, 'reset'],
    ['a reset connection', { code: 'ECONNRESET', errno: -104, fatal: true }, 'reset'],
    ['a socket that is not there', { code: 'ENOENT', errno: -2, fatal: true }, 'refused'],
  ])('%s is', (_name, details, kind) => {
    const wrapped = new Error('outer', { cause: Object.assign(new Error('x'), details) });
    expect(unavailabilityOf(wrapped)).toMatchObject({ dependency: 'database', kind });
  });

  test('a full disk is', () => {
    expect(unavailabilityOf(Object.assign(new Error('x'), { code: 'ENOSPC' }))).toMatchObject({
      dependency: 'disk',
      kind: 'full',
    });
  });
});
