import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { dirname, join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import express from 'express';
import multer from 'multer';
import { pino } from 'pino';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeImage } from '../src/media/image.ts';
import { claimMedia, discardMedia, releaseMedia, storeFiles, sweepMedia } from '../src/media/ledger.ts';
import { createMedia, type Media } from '../src/media/media.ts';
import { mediaRoutes } from '../src/media/routes.ts';
import { sweepTemporary, uploadTemporaryStorage } from '../src/media/temporary.ts';
import { noise } from './fixtures/media/pictures.ts';
import { createWorkbench, type Workbench } from './fixtures/media/workbench.ts';
import { startS3 } from './support/s3.ts';

let bench: Workbench;
let photo: Buffer;
beforeAll(async () => {
  bench = await createWorkbench();
  photo = await noise(40, 30).jpeg().toBuffer();
}, 60_000);
afterAll(() => bench.close());

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const inTwoHours = () => new Date(Date.now() + 2 * 60 * 60_000);

async function storePhoto(media: Media = bench.media) {
  return storeImage(media, await bench.upload(photo), { kind: 'image', ownerId: 7 });
}

async function storeUsedPhoto(media: Media = bench.media) {
  const stored = await storePhoto(media);
  await bench.write((tx) => claimMedia(tx, stored.keys));
  return stored;
}

/** The whole answer to a path sent unchanged, since clients would normalise it. */
async function rawGet(app: express.Express, path: string): Promise<string> {
  const server = app.listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // listening on a port, so the address is one
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    return await text(socket);
  } finally {
    server.close();
  }
}

describe('the ledger', () => {
  test('a stored file is pending until the write that references it, and is kept from then on', async () => {
    const { keys } = await storePhoto();
    expect(new Set(Object.values(await bench.states(keys)))).toEqual(new Set(['pending']));
    await bench.write((tx) => claimMedia(tx, keys));
    expect(new Set(Object.values(await bench.states(keys)))).toEqual(new Set(['used']));
    await sweepMedia(bench.media, inTwoHours());
    expect(await bench.storedKeys()).toEqual(expect.arrayContaining(keys));
    const row = await bench
      .db('media_files')
      .where('key', keys[0] ?? '')
      .first();
    expect(row).toMatchObject({ owner_id: 7, uses: 1, size_bytes: (await stat(bench.pathOf(keys[0] ?? ''))).size });
  });

  test('a write that fails leaves the file pending, and the janitor deletes it after an hour', async () => {
    const { keys } = await storePhoto();
    const failing = bench.write(async (tx) => {
      await claimMedia(tx, keys);
      throw new Error('after the claim');
    });
    await expect(failing).rejects.toThrow('after the claim');
    await sweepMedia(bench.media, new Date());
    expect(await bench.storedKeys()).toEqual(expect.arrayContaining(keys));
    await sweepMedia(bench.media, inTwoHours());
    expect(await bench.states(keys)).toEqual({});
    expect((await bench.storedKeys()).filter((key) => keys.includes(key))).toEqual([]);
    await expect(bench.write((tx) => claimMedia(tx, keys))).rejects.toThrow('0 of 2 media files');
  });

  test('a file referenced twice is deleted with the second of its rows', async () => {
    const { keys } = await storeUsedPhoto();
    await bench.write((tx) => claimMedia(tx, keys));
    await bench.write((tx) => releaseMedia(tx, keys));
    await sweepMedia(bench.media, new Date());
    expect(await bench.storedKeys()).toEqual(expect.arrayContaining(keys));
    await bench.write((tx) => releaseMedia(tx, keys));
    expect(await bench.storedKeys()).toEqual(expect.arrayContaining(keys));
    await expect(bench.write((tx) => claimMedia(tx, keys))).rejects.toThrow('0 of 2 media files');
    await sweepMedia(bench.media, new Date());
    expect((await bench.storedKeys()).filter((key) => keys.includes(key))).toEqual([]);
    expect(await bench.states(keys)).toEqual({});
  });

  test('a removal that is rolled back deletes nothing', async () => {
    const { keys } = await storeUsedPhoto();
    const failing = bench.write(async (tx) => {
      await releaseMedia(tx, keys);
      throw new Error('after the release');
    });
    await expect(failing).rejects.toThrow();
    await sweepMedia(bench.media, inTwoHours());
    expect(await bench.storedKeys()).toEqual(expect.arrayContaining(keys));
  });

  test('releasing a file that is not ours does nothing', async () => {
    await bench.write((tx) => releaseMedia(tx, ['', 'upload/photos/d-avatar.jpg', 'https://example.com/a.jpg']));
    await bench.write((tx) => claimMedia(tx, []));
  });

  test('discarding deletes only files that nothing claimed', async () => {
    const [kept, dropped] = [await storeUsedPhoto(), await storePhoto()];
    await discardMedia(bench.media, [...kept.keys, ...dropped.keys]);
    const stored = await bench.storedKeys();
    expect(stored).toEqual(expect.arrayContaining(kept.keys));
    expect(stored.filter((key) => dropped.keys.includes(key))).toEqual([]);
    expect(await bench.states(dropped.keys)).toEqual({});
  });

  test('when the second of two files cannot be stored, the first is deleted too', async () => {
    const upload = await bench.upload(photo);
    const file = (name: string, path: string) => ({
      key: `upload/photos/2026/11/aa/${name}_image.jpg`,
      path,
      mime: 'image/jpeg',
      sizeBytes: 1,
    });
    const files = [file('first', upload.path), file('second', `${upload.path}-missing`)];
    await expect(storeFiles(bench.media, 7, files)).rejects.toThrow('ENOENT');
    const keys = files.map(({ key }) => key);
    expect(await bench.states(keys)).toEqual({});
    expect((await bench.storedKeys()).filter((key) => /first|second/.test(key))).toEqual([]);
  });

  test('a janitor skips rows that another transaction holds, and several share the work', async () => {
    const stored = await Promise.all(Array.from({ length: 60 }, () => storeUsedPhoto()));
    const keys = stored.flatMap((image) => image.keys);
    const held = stored[0]?.keys ?? [];
    await bench.write((tx) =>
      releaseMedia(
        tx,
        keys.filter((key) => !held.includes(key)),
      ),
    );
    const swept = await bench.write(async (tx) => {
      await releaseMedia(tx, held);
      return Promise.all([1, 2, 3].map(() => sweepMedia(bench.media, inTwoHours())));
    });
    expect(swept.reduce((sum, count) => sum + count, 0)).toBe(keys.length - held.length);
    expect((await bench.storedKeys()).filter((key) => keys.includes(key)).sort()).toEqual([...held].sort());
    expect(await sweepMedia(bench.media, inTwoHours())).toBe(held.length);
    expect(await bench.states(keys)).toEqual({});
  });

  test('a process killed at any moment leaves no file without a row and no row in use without its file', async () => {
    const source = (path: string) => JSON.stringify(new URL(`../src/${path}`, import.meta.url).href);
    const script = `
      import { copyFile } from 'node:fs/promises';
      import { pino } from 'pino';
      import { connect } from ${source('database/connection.ts')};
      import { createWrite } from ${source('database/write.ts')};
      import { storeImage } from ${source('media/image.ts')};
      import { claimMedia, releaseMedia } from ${source('media/ledger.ts')};
      import { createMedia } from ${source('media/media.ts')};
      const { address, config, photo, round } = JSON.parse(process.argv[1]);
      const db = connect(address, 5);
      const write = createWrite(db);
      const media = createMedia(config, { db, log: pino({ level: 'silent' }) });
      async function work(name) {
        for (let turn = 0; ; turn += 1) {
          const path = photo + '-' + round + '-' + name + '-' + turn;
          await copyFile(photo, path);
          const { keys } = await storeImage(media, { path, size: 1, originalname: '', mimetype: '', fieldname: 'f' }, { kind: 'image', ownerId: 1 });
          await write((tx) => claimMedia(tx, keys));
          if (turn % 3 === 0) await write((tx) => releaseMedia(tx, keys));
          if (name === 0 && turn === 1) console.log('busy');
        }
      }
      await Promise.all([0, 1, 2].map(work));`;
    const sourcePhoto = join(bench.home, 'photo.jpg');
    await writeFile(sourcePhoto, photo);
    for (const [round, delayMs] of [0, 3, 11].entries()) {
      const input = JSON.stringify({ address: bench.address, config: bench.config, photo: sourcePhoto, round });
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, input], {
        stdio: ['ignore', 'pipe', 'inherit'],
        cwd: import.meta.dirname,
      });
      const gone = new Promise((resolve) => child.once('exit', resolve));
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      child.kill('SIGKILL');
      await gone;

      const rows = await bench.db('media_files').select('key', 'state');
      const known = new Set(rows.map((row) => row.key));
      const stored = await bench.storedKeys();
      expect(stored.map((key) => key.replace(/\/\.([^/]+)\.part$/, '/$1')).filter((key) => !known.has(key))).toEqual([]);
      expect(rows.filter((row) => row.state === 'used' && !stored.includes(row.key))).toEqual([]);
    }
    await sweepMedia(bench.media, inTwoHours());
    const used = await bench.db('media_files').select('key').where({ state: 'used' }).orderBy('key');
    expect(await bench.storedKeys()).toEqual(used.map((row) => row.key).sort());
    expect(await bench.db('media_files').whereNot({ state: 'used' })).toEqual([]);
    await sweepTemporary(bench.config.temporaryDirectory, 0);
    expect(await bench.temporaryFiles()).toEqual([]);
  });
});

describe('/upload/', () => {
  const app = () => express().use(mediaRoutes(bench.media));
  const pathTo = (name: string) => join(bench.uploads, name);

  async function place(name: string, content: string | Buffer) {
    await mkdir(dirname(pathTo(name)), { recursive: true });
    await writeFile(pathTo(name), content);
  }

  test('serves a picture with its type, caches it for a year and forbids sniffing', async () => {
    const { key } = await storeUsedPhoto();
    const answer = await request(app()).get(`/${key}`).expect(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-disposition': 'inline',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'accept-ranges': 'bytes',
    });
    expect(answer.body).toEqual(await readFile(bench.pathOf(key)));
    const head = await request(app()).head(`/${key}`).expect(200);
    expect(head.headers['content-length']).toBe(String(answer.body.length));
    await request(app()).get(`/${key}?cache=1`).expect(200);
    await request(app()).get(`/${key}`).set('If-None-Match', String(answer.headers.etag)).expect(304);
  });

  test('serves ranges of a video', async () => {
    await place('videos/clip_video.mp4', '0123456789');
    const part = await request(app()).get('/upload/videos/clip_video.mp4').set('Range', 'bytes=2-5').buffer(true).expect(206);
    expect(part.headers).toMatchObject({ 'content-range': 'bytes 2-5/10', 'content-type': 'video/mp4' });
    expect(String(part.body)).toBe('2345');
    const beyond = await request(app()).get('/upload/videos/clip_video.mp4').set('Range', 'bytes=20-').expect(416);
    expect(beyond.headers['content-range']).toBe('bytes */10');
    expect(beyond.headers['cache-control']).toBeUndefined();
  });

  test('serves documents as downloads, and unknown types as plain bytes', async () => {
    for (const [name, type] of [
      ['files/a_file.pdf', 'application/pdf'],
      ['files/a_file.txt', 'text/plain; charset=utf-8'],
      ['files/a_file.html', 'application/octet-stream'],
      ['files/a_file.svg', 'application/octet-stream'],
      ['files/noextension', 'application/octet-stream'],
    ] as const) {
      await place(name, '<script>alert(1)</script>');
      const { headers } = await request(app()).get(`/upload/${name}`).expect(200);
      expect(headers).toMatchObject({
        'content-type': type,
        'content-disposition': 'attachment',
        'x-content-type-options': 'nosniff',
      });
    }
  });

  test.each([
    '/upload',
    '/upload/',
    '/upload/files',
    '/upload/files/',
    '/upload/files/none_file.pdf',
    '/upload/files/.hidden',
    '/upload/.hidden/a_file.pdf',
    '/upload/files/.a_file.pdf.part',
    '/upload/../secret.txt',
    '/upload/..%2fsecret.txt',
    '/upload/%2e%2e/secret.txt',
    '/upload/%2e%2e%2fsecret.txt',
    '/upload/files/..%5c..%5csecret.txt',
    '/upload/files//a_file.pdf',
    '/upload//etc/passwd',
    '/upload/files/a_file.pdf%00.jpg',
    '/upload/%',
    '/upload/files/a_file.pdf/',
    '/upload/files/a_file.pdf/b.jpg',
  ])('%s is not found, without a word more', async (path) => {
    await place('files/a_file.pdf', 'content');
    await place('files/.hidden', 'secret');
    await place('files/.a_file.pdf.part', 'secret');
    await place('.hidden/a_file.pdf', 'secret');
    await writeFile(join(bench.home, 'secret.txt'), 'secret');
    const answer = await rawGet(app(), path);
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer).toMatch(/\r\n\r\nNot found$/);
    expect(answer).not.toMatch(/immutable|secret|attachment/);
  });

  test('accepts no other method', async () => {
    await place('files/a_file.pdf', 'content');
    await request(app()).delete('/upload/files/a_file.pdf').expect(404);
    await request(app()).post('/upload/files/a_file.pdf').expect(404);
    expect(await readFile(pathTo('files/a_file.pdf'), 'utf8')).toBe('content');
  });
});

describe('the temporary folder', () => {
  test('stores files under random names that only this user can read', async () => {
    const storage = uploadTemporaryStorage(bench.config.temporaryDirectory);
    const app = express().post('/', multer({ storage, limits: { fileSize: 100 } }).any(), (req, res) => {
      res.json(req.files);
    });
    app.use(((_error, _req, res, _next) => res.sendStatus(413)) satisfies express.ErrorRequestHandler);
    const answer = await request(app)
      .post('/')
      .attach('a', Buffer.from('one'), '../../evil.jpg')
      .attach('a', Buffer.from('two'), 'b.jpg')
      .expect(200);
    const [one, two] = answer.body;
    expect(await readFile(one.path, 'utf8')).toBe('one');
    expect(one).toMatchObject({ fieldname: 'a', size: 3 });
    expect(one.path).not.toBe(two.path);
    expect(one.path).not.toContain('evil');
    expect((await stat(one.path)).mode & 0o777).toBe(0o600);
    await request(app).post('/').attach('a', Buffer.alloc(101), 'c.jpg').expect(413);
    expect(await bench.temporaryFiles()).toHaveLength(2);
    const anHourAgo = new Date(Date.now() - 60 * 60_000);
    await utimes(one.path, anHourAgo, anHourAgo);
    await writeFile(join(bench.config.temporaryDirectory, 'not-ours'), '');
    await utimes(join(bench.config.temporaryDirectory, 'not-ours'), anHourAgo, anHourAgo);
    expect(await sweepTemporary(bench.config.temporaryDirectory, 30 * 60_000)).toBe(1);
    expect((await bench.temporaryFiles()).sort()).toEqual([two.path.split('/').at(-1), 'not-ours'].sort());
  });

  test('keeps nothing of an aborted upload', async () => {
    const before = await bench.temporaryFiles();
    const storage = uploadTemporaryStorage(bench.config.temporaryDirectory);
    const app = express().post('/', multer({ storage }).any());
    app.use(((_error, _req, res, _next) => res.end()) satisfies express.ErrorRequestHandler);
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // listening on a port, so the address is one
    const socket = connect(port, '127.0.0.1');
    const part = '--x\r\nContent-Disposition: form-data; name="a"; filename="a.jpg"\r\n\r\n';
    socket.write(
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 99999\r\n\r\n${part}`,
    );
    socket.write('a'.repeat(5000));
    await expect.poll(() => bench.temporaryFiles()).toHaveLength(before.length + 1);
    socket.destroy();
    await expect.poll(() => bench.temporaryFiles()).toEqual(before);
    server.close();
  });
});

describe('the S3 store', () => {
  test('stores a file, serves ranges of it, and deletes it', async () => {
    const s3 = await startS3({ directory: join(bench.home, 's3'), bucket: 'photos' });
    try {
      const { endpoint, accessKeyId, secretAccessKey } = s3;
      const publicBaseUrl = `${endpoint}/photos`;
      const store = {
        kind: 's3',
        bucket: 'photos',
        region: 'eu-central-1',
        endpoint,
        forcePathStyle: true,
        accessKeyId,
        secretAccessKey,
        publicBaseUrl,
      } as const;
      const media = createMedia({ ...bench.config, store }, { db: bench.db, log: pino({ level: 'silent' }) });

      const { key, keys, sizeBytes } = await storeUsedPhoto(media);
      const url = media.store.url(key);
      expect(url).toBe(`${publicBaseUrl}/${key}`);
      const direct = await fetch(url);
      expect(direct.headers.get('content-type')).toBe('image/jpeg');
      expect(direct.headers.get('content-disposition')).toBe('inline');
      expect(direct.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      const bytes = Buffer.from(await direct.arrayBuffer());
      expect(bytes.length).toBe(sizeBytes);
      expect(sha256(await buffer(await media.store.open(key)))).toBe(sha256(bytes));
      expect(await buffer(await media.store.open(key, { start: 2, end: 9 }))).toEqual(bytes.subarray(2, 10));
      expect(await media.store.exists(key)).toBe(true);

      const app = express().use(mediaRoutes(media));
      await request(app).get(`/${key}`).expect(302).expect('Location', url);
      await request(app).get('/upload/..%2fsecret').expect(404);

      await bench.write((tx) => releaseMedia(tx, keys));
      expect(await sweepMedia(media, new Date())).toBe(2);
      expect(await media.store.exists(key)).toBe(false);
      expect((await fetch(url)).status).toBe(404);
      await expect(media.store.open(key)).rejects.toThrow();
      await media.store.remove(keys);
    } finally {
      await s3.stop();
    }
  });
});

describe('the disk store', () => {
  test('reads ranges, and stays inside its folder', async () => {
    const { store } = bench.media;
    const { key } = await storeUsedPhoto();
    const bytes = await readFile(bench.pathOf(key));
    expect(await buffer(await store.open(key))).toEqual(bytes);
    expect(await buffer(await store.open(key, { start: 2, end: 9 }))).toEqual(bytes.subarray(2, 10));
    expect(store.url(key)).toBe(`http://localhost:3000/${key}`);
    await expect(store.open('upload/photos/none.jpg')).rejects.toThrow('ENOENT');
    for (const bad of ['upload/../secret', '/etc/passwd', 'upload//a', 'upload/.a', 'upload', '']) {
      await expect(async () => store.open(bad)).rejects.toThrow('not a media key');
      await expect(async () => store.remove([bad])).rejects.toThrow('not a media key');
    }
  });
});
