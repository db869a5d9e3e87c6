import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { siteServer } from '../src/cli/import/connections.ts';
import { acquireLock } from '../src/import/core/lock.ts';
import { loadDump } from '../src/import/dump/load.ts';
import { createS3Store } from '../src/media/s3-store.ts';
import { emptyDatabaseUrl } from './support/file-database.ts';
import { factory } from './support/people.ts';
import { startS3 } from './support/s3.ts';
import { openSite, type Site } from './support/site.ts';
import { KNOWN, KNOWN_FILES } from './support/wowonder/community.ts';
import { dumpOf, importInto, SMALL, totalsOf, withToken, workFolder, writeUploads } from './support/wowonder/moved-in.ts';

const TINY = { people: 45, posts: 40, comments: 10, reactions: 20, messages: 10 };

const folder = await workFolder();

// Each test has a site of its own. They are opened here, where they are closed again when the file ends.
const SITES = 9;
const sites: Site[] = [];
for (let count = 0; count < SITES; count += 1) sites.push(await openSite());

function freshSite(): Site {
  const site = sites.pop();
  if (!site) throw new Error('more tests than sites');
  return site;
}

const bucket = 'old-files';
const s3 = await startS3({ directory: join(folder, 's3'), bucket, isListed: true });
afterAll(() => s3.stop());
const s3Site = await openSite({
  S3_ENDPOINT: s3.endpoint,
  S3_FORCE_PATH_STYLE: '1',
  S3_ACCESS_KEY_ID: s3.accessKeyId,
  S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
});

/** A running database of the old site, which a dump was loaded into. */
async function runningSource(site: Site, path: string): Promise<{ from: string; run(sql: string): Promise<unknown> }> {
  const url = new URL(await emptyDatabaseUrl());
  const { connection } = siteServer(site.services.db);
  await loadDump({ file: path, connection, schema: url.pathname.slice(1), keyOf: () => 'id', onProgress: () => {} });
  return {
    from: url.href,
    async run(sql) {
      const session = await createConnection(url.href);
      await session.query(sql);
      await session.end();
    },
  };
}

/** What was imported, without ids and times that this site gave itself. */
const CONTENT: Readonly<Record<string, string>> = {
  users: 'id, username, email, state, role, first_name, followers_count, following_count, posts_count, created_at',
  posts: 'id, author_id, text, privacy, file_key, parent_id, reactions_count, comments_count, shares_count, created_at',
  post_photos: 'id, post_id, file_key, small_key',
  post_reactions: 'subject_id, user_id, reaction',
  comments: 'id, subject_kind, subject_id, author_id, parent_id, text, reactions_count, replies_count, created_at',
  follows: 'follower_id, followee_id, state',
  community_groups: 'id, name, privacy, members_count, posts_count',
  group_members: 'group_id, user_id, state, role',
  pages: 'id, name, likes_count, rating_sum',
  messages: 'id, from_id, to_id, text, media_key, reply_id, created_at',
  conversation_participants: 'user_id, kind, chat_id, last_message_at, unread_count, read_up_to',
  feed_posts: 'author_id, post_id, audience',
  feed_latest_posts: 'author_id, shared_id, mutual_id',
  media_files: '`key`, uses',
  search_terms: 'kind, term, entity_id',
  hashtags: 'tag, uses_count',
  sessions: 'user_id, token_hash',
  notifications: 'recipient_id, type, dedupe_key',
  settings: 'name, value',
  categories: 'kind, id, name',
};

async function checksums(site: Site): Promise<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const [table, columns] of Object.entries(CONTENT)) {
    // rows in any order; what an order of its own gave them does not count
    const sum = `SELECT COUNT(*) AS count, COALESCE(BIT_XOR(CRC32(CONCAT_WS('|', ${columns}))), 0) AS sum FROM ${table}`;
    const [rows] = await site.services.db.raw(sum);
    sums[table] = JSON.stringify(rows);
  }
  return sums;
}

/** Runs the command as an owner does. */
function command(site: Site, ...args: string[]) {
  const { url } = site.services.config.database;
  const child = spawn(process.execPath, ['src/cli/admin.ts', 'import', 'wowonder', '--yes', '--json', ...args], {
    env: {
      ...process.env,
      DATABASE_URL: url,
      DATA_DIR: site.dataDirectory,
      BASE_URL: site.services.config.baseUrl,
      BCRYPT_COST: '4',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { out: '', error: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.error += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, output, ended };
}

describe('stopped and continued', () => {
  test('killed twice it goes on to the same as a run that nobody disturbed', async () => {
    const [site, calm] = [freshSite(), freshSite()];
    const path = await dumpOf(join(folder, 'killed.sql'));
    await importInto(calm, { dump: path });
    for (const pages of [4, 20]) {
      const { child, ended } = command(site, '--dump', path);
      // until so many pages have come, or it was quicker than that
      while (child.exitCode === null) {
        const [row] = await site.services.db('import_pages').count({ count: '*' });
        if (Number(row?.count) >= pages) break;
        await sleep(5);
      }
      child.kill('SIGKILL');
      await ended;
    }
    const last = command(site, '--dump', path);
    expect([await last.ended, last.output.error]).toEqual([2, '']);
    const report = JSON.parse(last.output.out);
    expect(report.verification.failures).toEqual([]);
    expect(await checksums(site)).toEqual(await checksums(calm));
  }, 60_000);
});

describe('run again', () => {
  test('a second run takes what is new or changed and removes nothing', async () => {
    const site = freshSite();
    const source = await runningSource(site, await dumpOf(join(folder, 'again.sql')));
    const first = await importInto(site, { from: source.from });
    expect(totalsOf(first, 'users')).toMatchObject({ added: 60 });
    const before = await checksums(site);
    const idle = await importInto(site, { from: source.from });
    expect(idle.totals.filter(({ added, changed }) => added + changed > 0)).toEqual([]);
    expect(await checksums(site)).toEqual(before);

    // what is written here meanwhile stays, also where the source has a row of a near id
    const made = await withToken(site, KNOWN.token).call('new_post', { postText: 'Written here' });
    expect(made).toMatchObject({ api_status: 200 });
    await source.run("UPDATE Wo_Posts SET postText = 'changed &amp; new' WHERE id = 40");
    await source.run('DELETE FROM Wo_Posts WHERE id = 41');
    await source.run(
      "INSERT INTO Wo_Posts (id, post_id, user_id, postText, postPrivacy, time, active) VALUES (201, 201, 4, 'later', '0', 1700000000, 1)",
    );
    await source.run(
      "INSERT INTO Wo_Users (user_id, username, email, password, active, joined) VALUES (61, 'member_61', 'm61@example.org', '', '1', 1700000000)",
    );
    const second = await importInto(site, { from: source.from });
    expect(totalsOf(second, 'posts')).toMatchObject({ added: 1, changed: 1 });
    expect(totalsOf(second, 'users')).toMatchObject({ added: 1, changed: 0 });
    const { db } = site.services;
    const texts = await db('posts').whereIn('id', [40, 41, 201]).orderBy('id').pluck('text');
    expect([texts[0], texts.length, texts[2]]).toEqual(['changed & new', 3, 'later']);
    expect(await db('posts').where({ text: 'Written here' })).toHaveLength(1);
  }, 60_000);

  test('two at once are refused', async () => {
    const site = freshSite();
    const lock = await acquireLock(site.services);
    const path = await dumpOf(join(folder, 'two.sql'), { community: TINY });
    await expect(importInto(site, { dump: path })).rejects.toThrow('An import runs already');
    await lock.release();
    await importInto(site, { dump: path });
    expect(await site.services.db('import_locks')).toEqual([]);
  }, 30_000);

  test('a site with members of its own is refused, unless told otherwise; theirs stays theirs', async () => {
    const site = freshSite();
    const path = await dumpOf(join(folder, 'own.sql'), { community: TINY });
    const ada = await factory(site).user();
    await expect(importInto(site, { dump: path })).rejects.toThrow('members of its own');
    const report = await importInto(site, { dump: path, intoExisting: true });
    expect(totalsOf(report, 'users')?.skipped).toEqual({ 'the database refuses it': 1 });
    const row = await site.services.db('users').where({ id: ada.id }).first('username');
    expect(row?.username).toBe(ada.username);
  }, 30_000);
});

describe('a dry run', () => {
  test('says what would come, and writes nothing', async () => {
    const site = freshSite();
    const before = await checksums(site);
    const reportFile = join(folder, 'dry.jsonl');
    const path = await dumpOf(join(folder, 'dry.sql'));
    const dry = await importInto(site, { dump: path, dryRun: true, report: reportFile });
    expect(await checksums(site)).toEqual(before);
    expect(dry.estimate).toMatch(/^Nothing was written. The import will take about/);
    const lines = (await readFile(reportFile, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual({ kind: 'skipped', table: 'posts', key: 3, reason: 'its author is not there' });
    const real = await importInto(site, { dump: path });
    const counts = (report: typeof dry) => report.totals.map(({ table, added, skipped }) => [table, added, skipped]);
    expect(counts(dry)).toEqual(counts(real));
  }, 30_000);
});

describe('a dump that is not whole', () => {
  test('a cut last line and a missing table cost what is not there, and nothing else', async () => {
    const site = freshSite();
    const path = await dumpOf(join(folder, 'cut.sql'), {
      style: 'mysqldump',
      change: (tables) => {
        const rest = tables.filter(({ name }) => !/Groups$|Messages$/.test(name));
        return [...rest, ...tables.filter(({ name }) => /Messages$/.test(name))];
      },
    });
    const text = await readFile(path, 'latin1');
    await truncate(path, text.lastIndexOf('),(') - 40);
    const report = await importInto(site, { dump: path });
    expect(report.warnings).toEqual(
      expect.arrayContaining([expect.stringContaining('the dump ends within Wo_Messages'), 'the source has no table groups']),
    );
    expect(totalsOf(report, 'users')).toMatchObject({ added: 60 });
    expect(totalsOf(report, 'messages')?.read).toBe(SMALL.messages - 2);
    expect(await site.services.db('posts').where({ group_id: KNOWN.privateGroup })).toEqual([]);
  }, 30_000);
});

describe('files', () => {
  test('old addresses answer for ever; what a browser would run is a download; programs stay behind', async () => {
    const site = freshSite();
    const old = join(folder, 'old-site');
    await writeUploads(old, {
      ...Object.fromEntries(KNOWN_FILES.map((name) => [name, undefined])),
      'photos/2019/05/evil.html': '<script>alert(1)</script>',
      'photos/2019/05/evil.svg': '<svg onload="alert(1)"/>',
      'photos/2019/05/shell.php': '<?php system($_GET["c"]);',
      'photos/2019/05/odd name.jpg': undefined,
    });
    const path = await dumpOf(join(folder, 'files.sql'), { community: TINY });
    const report = await importInto(site, { dump: path, uploads: old });
    expect(report.files).toMatchObject({
      skipped: { 'a program or settings of the old server': 1, 'a name that is no address here': 1 },
    });
    expect((report.files?.linked ?? 0) + (report.files?.copied ?? 0)).toBe(KNOWN_FILES.length + 2);
    expect(report.files?.missing).toBeGreaterThan(10);
    for (const name of KNOWN_FILES) {
      const answer = await fetch(`${site.address}/upload/${name}`);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    }
    for (const name of ['evil.html', 'evil.svg']) {
      const answer = await fetch(`${site.address}/upload/photos/2019/05/${name}`);
      expect(answer.headers.get('content-type')).toBe('application/octet-stream');
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
    }
    for (const name of ['photos/2019/05/shell.php', '../../etc/passwd', '%2e%2e/%2e%2e/etc/passwd', 'photos/2019/05/none.jpg']) {
      expect((await fetch(`${site.address}/upload/${name}`)).status).toBe(404);
    }
    // the smaller picture of the second photo is missing: the picture stands in
    const photos = await site.services.db('post_photos').orderBy('id').limit(2).select('file_key', 'small_key');
    expect(photos[0]?.small_key).toMatch(/a1_image_small\.jpg$/);
    expect(photos[1]?.small_key).toBe(photos[1]?.file_key);
    const stored = await site.services.db('media_files').where('key', 'like', '%u1_avatar.jpg').first('uses', 'size_bytes');
    expect(stored?.uses).toBe(1);
    expect(Number(stored?.size_bytes)).toBe(statSync(join(old, 'upload/photos/2019/05/u1_avatar.jpg')).size);
    // what shows a missing file still answers
    const { post_data } = await withToken(site, KNOWN.token).call('get-post-data', {
      post_id: KNOWN.manyPhotosPost,
      fetch: 'post_data',
    });
    expect(post_data.photo_multi).toHaveLength(2);
    // a second run finds them there
    const again = await importInto(site, { dump: path, uploads: old });
    expect(again.files).toMatchObject({ linked: 0, copied: 0, present: KNOWN_FILES.length + 2 });
  }, 30_000);
});

describe('files of a bucket', () => {
  test('come with the settings of S3, and pictures are drawn anew where that is wanted', async () => {
    const site = s3Site;
    const settings = {
      kind: 's3',
      bucket,
      region: 'us-east-1',
      endpoint: s3.endpoint,
      forcePathStyle: true,
      publicBaseUrl: '',
    } as const;
    const store = createS3Store({ ...settings, accessKeyId: s3.accessKeyId, secretAccessKey: s3.secretAccessKey });
    const old = join(folder, 'for-the-bucket');
    await writeUploads(old, { 'photos/2019/05/u1_avatar.jpg': undefined, 'photos/2019/05/torn.jpg': 'no picture' });
    for (const name of ['u1_avatar.jpg', 'torn.jpg']) {
      await store.put(`upload/photos/2019/05/${name}`, join(old, `upload/photos/2019/05/${name}`), 'image/jpeg');
    }
    const path = await dumpOf(join(folder, 'bucket.sql'), { community: TINY });
    const report = await importInto(site, { dump: path, uploads: `s3://${bucket}`, reencode: true });
    expect(report.files).toMatchObject({ copied: 2, skipped: {} });
    const torn = await fetch(`${site.address}/upload/photos/2019/05/torn.jpg`);
    expect(await torn.text()).toBe('no picture');
    const picture = Buffer.from(await (await fetch(`${site.address}/upload/photos/2019/05/u1_avatar.jpg`)).arrayBuffer());
    expect((await sharp(picture).metadata()).width).toBe(4);
  }, 30_000);
});

describe('the command', () => {
  test('asks before it writes, and needs a source', async () => {
    const site = freshSite();
    const path = await dumpOf(join(folder, 'asks.sql'), { community: TINY });
    await writeFile(join(folder, 'none.sql'), 'SELECT 1;');
    const { ended, output } = command(site, '--dump', join(folder, 'none.sql'));
    expect(await ended).toBe(1);
    expect(output.error).toContain('There is no table Wo_Users');
    expect(existsSync(path)).toBe(true);
    expect(await site.services.db('users')).toEqual([]);
  }, 30_000);
});
