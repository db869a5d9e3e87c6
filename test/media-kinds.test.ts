import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { type ContentRow, contentRows } from '../src/media/kinds.ts';
import { sniff } from '../src/media/sniff.ts';
import { phonePhoto, plain } from './fixtures/media/pictures.ts';
import { hasFfmpeg, inspect, record } from './fixtures/media/recordings.ts';
import type { Fields, File } from './support/call.ts';
import { factory } from './support/people.ts';
import { type Answer, openSite } from './support/site.ts';

const run = promisify(execFile);
const hasHeif = spawnSync('heif-enc', ['--help']).status === 0;
const site = await openSite();
const a = factory(site);
const ada = await a.user();
const bo = await a.user();

/** A picture that libheif's own encoder wrote. */
async function heif(ext: 'heic' | 'avif', jpeg: Buffer, ...args: string[]): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'heif-'));
  try {
    await writeFile(join(directory, 'in.jpg'), jpeg);
    await run('heif-enc', [...args, '-q', '60', '-o', join(directory, `out.${ext}`), join(directory, 'in.jpg')]);
    return await readFile(join(directory, `out.${ext}`));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Two seconds of AMR-NB frames (4.75 kbit/s) of silence, as an old phone's recorder writes them. */
function amr(): Buffer {
  const frame = Buffer.alloc(13);
  frame[0] = 0x04;
  return Buffer.concat([Buffer.from('#!AMR\n'), ...Array.from({ length: 100 }, () => frame)]);
}

/** What Android's recorders write: AMR in a 3GP. */
async function amrIn3gp(): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'amr-'));
  try {
    await writeFile(join(directory, 'in.amr'), amr());
    await run('ffmpeg', ['-v', 'error', '-i', join(directory, 'in.amr'), '-c', 'copy', join(directory, 'out.3gp')]);
    return await readFile(join(directory, 'out.3gp'));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac'];
const aac = ['-c:a', 'aac'];

/** A real file of each content type: how a picture, a video or a sound of it is made. */
const samples: Record<string, Partial<Record<'image' | 'video' | 'sound', () => Promise<Buffer>>>> = {
  jpg: { image: () => phonePhoto() },
  png: { image: () => plain(60, 40).png().toBuffer() },
  gif: { image: () => plain(60, 40).gif().toBuffer() },
  webp: { image: () => plain(60, 40).webp().toBuffer() },
  avif: { image: async () => heif('avif', await plain(320, 240).jpeg().toBuffer()) },
  heic: { image: async () => heif('heic', await plain(320, 240).jpeg().toBuffer()) },
  mp4: { video: () => record('both', 'mp4', ...h264) },
  m4v: { video: () => record('both', 'm4v', ...h264, '-f', 'ipod') },
  mov: { video: () => record('both', 'mov', ...h264), sound: () => record('tone', 'mov', ...aac) },
  '3gp': { video: () => record('both', '3gp', ...h264), sound: amrIn3gp },
  '3g2': { video: () => record('both', '3g2', ...h264), sound: () => record('tone', '3g2', ...aac) },
  webm: {
    video: () => record('both', 'webm', '-c:v', 'libvpx', '-c:a', 'libopus'),
    sound: () => record('tone', 'webm', '-c:a', 'libopus'),
  },
  m4a: { sound: () => record('tone', 'm4a', ...aac) },
  mp3: { sound: () => record('tone', 'mp3') },
  wav: { sound: () => record('tone', 'wav') },
  aac: { sound: () => record('tone', 'aac') },
  flac: { sound: () => record('tone', 'flac') },
  ogg: { sound: () => record('tone', 'ogg', '-c:a', 'libvorbis') },
  opus: { sound: () => record('tone', 'opus', '-c:a', 'libopus') },
  amr: { sound: async () => amr() },
  caf: { sound: () => record('tone', 'caf', '-c:a', 'pcm_s16be') },
};

type Door = { kind: 'image' | 'video' | 'sound'; send(file: File): Promise<Answer>; path(answer: Answer): string };
const posted =
  (field: string): Door['send'] =>
  (file) =>
    ada.call('new_post', { [field]: file });
const filed = (answer: Answer) => String(answer.post_data.postFile_full ?? answer.post_data.postFile);
const commented = async (fields: Fields) => {
  const { post_data: post } = await ada.call('new_post', { postText: 'Hello' });
  return ada.call('comments', { type: 'create', post_id: post.id, text: '', ...fields });
};
const profile = async (column: 'avatar' | 'cover') =>
  (await ada.call('get-user-data', { user_id: ada.id, fetch: 'user_data' })).user_data[column];
const group = await ada.call('create-group', { group_name: 'a_group_x', group_title: 'Group', category: '1', about: 'About' });

/** Every field that accepts a picture, a video or a sound. */
const doors: Record<string, Door> = {
  'a photo of a post': { kind: 'image', send: posted('postPhotos'), path: filed },
  'a file of a post (picture)': { kind: 'image', send: posted('postFile'), path: filed },
  'a picture of a comment': { kind: 'image', send: (file) => commented({ image: file }), path: (answer) => answer.data.c_file },
  'an avatar': { kind: 'image', send: (file) => ada.call('update-user-data', { avatar: file }), path: () => '' },
  'a cover': { kind: 'image', send: (file) => ada.call('update-user-data', { cover: file }), path: () => '' },
  'a picture of a group': {
    kind: 'image',
    send: (file) => ada.call('update-group-data', { group_id: group.group_data.group_id, avatar: file }),
    path: () => '',
  },
  'a picture of a product': {
    kind: 'image',
    send: (file) => ada.call('create-product', { ...product(), images: [file] }),
    path: () => '',
  },
  'a cover of an event': { kind: 'image', send: (file) => ada.call('create-event', { ...event(), cover: file }), path: () => '' },
  'a story (picture)': { kind: 'image', send: (file) => ada.call('create-story', { file, file_type: 'image' }), path: () => '' },
  'a message (picture)': { kind: 'image', send: sent, path: (answer) => answer.message_data[0].media },
  'a video of a post': { kind: 'video', send: posted('postVideo'), path: filed },
  'a file of a post (video)': { kind: 'video', send: posted('postFile'), path: filed },
  'a story (video)': { kind: 'video', send: (file) => ada.call('create-story', { file, file_type: 'video' }), path: () => '' },
  'a message (video)': { kind: 'video', send: sent, path: (answer) => answer.message_data[0].media },
  'a recording of a post': { kind: 'sound', send: posted('postRecord'), path: filed },
  'music of a post': { kind: 'sound', send: posted('postMusic'), path: filed },
  'a file of a post (sound)': { kind: 'sound', send: posted('postFile'), path: filed },
  'a recording of a comment': { kind: 'sound', send: (file) => commented({ audio: file }), path: (answer) => answer.data.record },
  'a message (recording)': { kind: 'sound', send: sent, path: (answer) => answer.message_data[0].media },
};

let count = 0;
function sent(file: File): Promise<Answer> {
  count += 1;
  return ada.call('send-message', { user_id: bo.id, message_hash_id: `kind-${count}`, file });
}

const made = new Map<string, Buffer>();
async function sample(row: ContentRow, kind: 'image' | 'video' | 'sound'): Promise<Buffer | undefined> {
  const key = `${row.content} ${kind}`;
  const make = samples[row.content]?.[kind];
  if (!make) return undefined;
  const bytes = made.get(key) ?? (await make());
  made.set(key, bytes);
  return bytes;
}

describe.skipIf(!hasFfmpeg || !hasHeif)('the table of content types', () => {
  const rows = contentRows.filter(({ content }) => samples[content]);

  test('has a real file for every row that the tools here can encode', async () => {
    const unwritten = contentRows.filter(({ content }) => !samples[content]).map(({ content }) => content);
    expect(unwritten).toEqual(['apng', 'oga']);
    for (const row of rows) {
      for (const kind of row.kinds) {
        const bytes = await sample(row, kind);
        if (!bytes) continue;
        const path = join(site.dataDirectory, 'sniffed');
        await writeFile(path, bytes);
        const content = (await sniff(path))?.ext;
        // the brand makes an MP4 with only sound an M4A
        if (!(row.content === 'm4v' && content === 'm4v')) expect(content, `${row.content} ${kind}`).toBe(row.content);
      }
    }
  });

  test.each(Object.entries(doors))(
    '%s accepts every content of its kind, and stores it as the table says',
    async (_name, door) => {
      for (const row of rows.filter(({ kinds }) => kinds.includes(door.kind))) {
        const content = await sample(row, door.kind);
        if (!content) continue;
        // the type an app names is not reliable, and the recorders of Android and iOS name none
        const answer = await door.send({ name: `file.${row.content}`, content, type: 'application/octet-stream' });
        expect(answer, `${row.content}: ${JSON.stringify(answer)}`).toMatchObject({ api_status: 200 });
        const path = door.path(answer);
        if (path) expect(path, row.content).toMatch(new RegExp(`\\.${row.storedAs[door.kind]}$`));
      }
    },
    120_000,
  );

  test('equals the table in docs/media.md', async () => {
    const document = await readFile('docs/media.md', 'utf8');
    for (const row of contentRows) {
      const cell = (kind: 'image' | 'video' | 'sound') => (row.kinds.includes(kind) ? (row.storedAs[kind] ?? '') : '-');
      expect(document).toContain(`| ${row.what} | ${cell('image')} | ${cell('video')} | ${cell('sound')} |`);
    }
  });
});

describe.skipIf(!hasHeif)('photos of iPhones', () => {
  const uploaded = async (content: Buffer) => {
    const answer = await ada.call('update-user-data', { avatar: { name: 'IMG_0001.HEIC', content } });
    expect(answer).toMatchObject({ api_status: 200 });
    const { pathname } = new URL(String(await profile('avatar')));
    return sharp(
      Buffer.from(await (await fetch(`${site.address}${pathname.replace(/(\.\w+)$/, '_full$1')}`)).arrayBuffer()),
    ).metadata();
  };

  test('are stored upright and without their GPS coordinates', async () => {
    const found = await uploaded(await heif('heic', await phonePhoto(640, 480)));
    expect(found.format).toBe('jpeg');
    expect(found.exif).toBeUndefined();
    // the phone was held sideways
    expect([found.width, found.height]).toEqual([480, 640]);
  });

  test('with more pixels than the site accepts are refused before they are decoded', async () => {
    const big = await openSite({ MEDIA_MAX_IMAGE_PIXELS: '10000' });
    const person = await factory(big).user();
    const answer = await person.call('update-user-data', {
      avatar: { name: 'a.heic', content: await heif('heic', await plain(320, 240).jpeg().toBuffer()) },
    });
    expect(answer.api_status).toBe('400');
  });

  test('that are truncated are refused and leave no file behind', async () => {
    const whole = await heif('heic', await phonePhoto());
    const answer = await ada.call('update-user-data', {
      avatar: { name: 'a.heic', content: whole.subarray(0, whole.length / 2) },
    });
    expect(answer.api_status).toBe('400');
  });

  test('are refused where their decoder is not installed', async () => {
    const bare = await openSite({ HEIF_INFO_PATH: 'no-such-tool', HEIF_CONVERT_PATH: 'no-such-tool' });
    const person = await factory(bare).user();
    const answer = await person.call('update-user-data', {
      avatar: { name: 'a.heic', content: await heif('heic', await plain(64, 64).jpeg().toBuffer()) },
    });
    expect(answer).toMatchObject({ api_status: '400', errors: { error_id: 11 } });
  });
});

test.skipIf(!hasFfmpeg)('a recording in a video container is a sound, whatever type the app names', async () => {
  const answer = await sent({ name: 'video.3gp', content: await amrIn3gp(), type: 'video/3gpp' });
  expect(answer.message_data[0]).toMatchObject({ type: 'right_audio' });
  const url = new URL(answer.message_data[0].media, site.address);
  const path = join(site.dataDirectory, 'recording.m4a');
  await writeFile(path, Buffer.from(await (await fetch(`${site.address}${url.pathname}`)).arrayBuffer()));
  expect(await inspect(path)).toMatch(/codec_name=aac/);
});

function event(): Fields {
  return {
    ...{ event_name: 'Night of comets', event_location: 'The hill', event_description: 'Bring a blanket and tea.' },
    ...{ event_start_date: '2031-01-01', event_end_date: '2031-01-02', event_start_time: '20:00', event_end_time: '23:00' },
  };
}

function product(): Fields {
  return {
    ...{ product_title: 'A telescope', product_category: '1', product_description: 'Hardly used', product_price: '10' },
    ...{ product_location: 'Uppsala', product_type: '1' },
  };
}
