import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeAudio } from '../src/media/audio.ts';
import { createMedia } from '../src/media/media.ts';
import { storeUpload } from '../src/media/upload.ts';
import { storeVideo } from '../src/media/video.ts';
import { hasFfmpeg, inspect, record, turned } from './fixtures/media/recordings.ts';
import { createWorkbench, type Workbench } from './fixtures/media/workbench.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await createWorkbench();
}, 60_000);
afterAll(() => bench.close());

const owner = { ownerId: 7 };
const place = ['-metadata', 'location=+51.5000-000.1200/', '-metadata', 'title=At home'];
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast'];

async function storeRecording(bytes: Uint8Array | string, media = bench.media) {
  return storeVideo(media, await bench.upload(bytes, { originalname: 'clip.mp4', mimetype: 'video/mp4' }), owner);
}

async function storeSound(bytes: Uint8Array | string) {
  return storeAudio(bench.media, await bench.upload(bytes, { originalname: 'voice.mp3', mimetype: 'audio/mpeg' }), owner);
}

async function expectRefusal(reason: string, store: () => Promise<unknown>) {
  const before = await bench.storedKeys();
  await expect(store()).rejects.toMatchObject({ name: 'MediaRefusal', reason });
  expect(await bench.storedKeys()).toEqual(before);
  expect(await bench.temporaryFiles()).toEqual([]);
}

/** The same media where ffmpeg is not installed. */
function withoutTools() {
  const config = { ...bench.config, ffmpegPath: 'no-such-ffmpeg', ffprobePath: 'no-such-ffprobe' };
  return createMedia(config, { db: bench.db, log: pino({ level: 'silent' }) });
}

describe.runIf(hasFfmpeg)('videos', () => {
  test('lose their location, start playing while they load and get a poster picture', async () => {
    const bytes = await record('both', 'mov', ...h264, '-c:a', 'aac', ...place);
    expect(bytes.includes('+51.5000-000.1200/')).toBe(true);
    const video = await storeRecording(bytes);
    expect(video).toMatchObject({ width: 320, height: 240, durationSeconds: 2, mime: 'video/mp4' });
    expect(video.key).toMatch(/^upload\/videos\/.*_video\.mp4$/);
    const stored = await readFile(bench.pathOf(video.key));
    expect(stored.length).toBe(video.sizeBytes);
    expect(stored.includes('+51.5000')).toBe(false);
    expect(stored.includes('At home')).toBe(false);
    expect(stored.indexOf('moov')).toBeLessThan(stored.indexOf('mdat'));
    expect(video.thumbKey).toMatch(/^upload\/photos\/.*_image\.jpg$/);
    expect(await sharp(bench.pathOf(video.thumbKey ?? '')).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 240 });
    expect(await bench.states(video.keys)).toEqual({ [video.key]: 'pending', [video.thumbKey ?? '']: 'pending' });
    expect(await bench.temporaryFiles()).toEqual([]);
  });

  test('of other phones and browsers are converted to a playable format', async () => {
    const recorders = [
      ['mov', 'mp4', ...h264, '-c:a', 'pcm_s16le'],
      ['3gp', 'mp4', ...h264, '-c:a', 'aac'],
      ['webm', 'webm', '-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus'],
    ] as const;
    await Promise.all(
      recorders.map(async ([ext, name, ...args]) => {
        const video = await storeRecording(await record('both', ext, ...args));
        expect(video.key).toMatch(new RegExp(`_video\\.${name}$`));
        expect(await inspect(bench.pathOf(video.key))).toContain(`codec_name=${name === 'mp4' ? 'aac' : 'opus'}`);
      }),
    );
  });

  test('with a single frame use it as their poster picture', async () => {
    const video = await storeRecording(await record('both', 'mp4', '-frames:v', '1', ...h264, '-c:a', 'aac'));
    expect(await sharp(bench.pathOf(video.thumbKey ?? '')).metadata()).toMatchObject({ width: 320, height: 240 });
  });

  test('recorded upright are reported as upright', async () => {
    const video = await storeRecording(turned(await record('picture', 'mp4', ...h264)));
    expect(video).toMatchObject({ width: 240, height: 320 });
    expect(await sharp(bench.pathOf(video.thumbKey ?? '')).metadata()).toMatchObject({ width: 240, height: 320 });
  });

  test('without a moving picture, with an unknown codec or in other containers are unsupported', async () => {
    const sound = await record('tone', 'mp4', '-c:a', 'aac');
    await expectRefusal('unsupported', () => storeRecording(sound));
    const jpegs = await record('picture', 'mov', '-c:v', 'mjpeg');
    await expectRefusal('unsupported', () => storeRecording(jpegs));
    const matroska = await record('picture', 'mkv', ...h264);
    await expectRefusal('unsupported', () => storeRecording(matroska));
  });

  test('that are truncated are corrupt', async () => {
    const whole = await record('both', 'mp4', ...h264, '-c:a', 'aac');
    await expectRefusal('corrupt', () => storeRecording(whole.subarray(0, whole.length / 2)));
  });

  test('of more than 4K are too large', async () => {
    const huge = await record('picture', 'mp4', '-vf', 'scale=5000:2400', '-frames:v', '1', ...h264);
    await expectRefusal('tooLarge', () => storeRecording(huge));
  });

  test('are recognised by their signature without ffmpeg, and have no poster picture', async () => {
    const bytes = await record('both', 'mp4', ...h264, '-c:a', 'aac');
    const video = await storeRecording(bytes, withoutTools());
    expect(video).toMatchObject({ thumbKey: null, width: null, durationSeconds: null, sizeBytes: bytes.length });
    expect(await readFile(bench.pathOf(video.key))).toEqual(bytes);
    await expectRefusal('unsupported', () => storeRecording('#EXTM3U\n', withoutTools()));
  });
});

describe.runIf(hasFfmpeg)("a playlist with a video's file name", () => {
  test('is refused, and no file or address in it is opened', async () => {
    const asked: string[] = [];
    const server = createServer((req, res) => {
      asked.push(String(req.url));
      res.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/secret`;
    try {
      const victim = await bench.upload(await record('both', 'mp4', ...h264, '-c:a', 'aac'));
      const box = Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isomiso2', 'latin1');
      const lists = [
        `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n${url}\n#EXTINF:9,\nfile://${victim.path}\n#EXT-X-ENDLIST\n`,
        `#EXTM3U\n#EXTINF:9,\nconcat:${victim.path}|${url}\n`,
        `ffconcat version 1.0\nfile '${victim.path}'\nfile '${url}'\n`,
        `<?xml version="1.0"?><MPD><Period><AdaptationSet><Representation><BaseURL>${url}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
      ];
      for (const list of lists) {
        await expect(storeRecording(list)).rejects.toMatchObject({ reason: 'unsupported' });
        await expect(storeSound(list)).rejects.toMatchObject({ reason: 'unsupported' });
        // A video's signature in front brings it to ffprobe, which may read only this kind of container.
        await expect(storeRecording(Buffer.concat([box, Buffer.from(list)]))).rejects.toMatchObject({ reason: 'corrupt' });
      }
      expect(asked).toEqual([]);
      expect(await bench.temporaryFiles()).toEqual([victim.path.slice(join(bench.home, 'temporary/').length)]);
      await storeVideo(bench.media, victim, owner);
    } finally {
      server.close();
    }
  });
});

describe.runIf(hasFfmpeg)('sounds', () => {
  test('of every recorder are stored without their metadata', async () => {
    const recorders = [
      ['mp3', 'mp3', '-c:a', 'libmp3lame'],
      ['wav', 'wav'],
      ['m4a', 'm4a', '-c:a', 'aac'],
      ['3gp', 'm4a', '-c:a', 'aac'],
      ['ogg', 'ogg', '-c:a', 'libopus'],
      ['aac', 'aac', '-c:a', 'aac'],
      ['flac', 'flac'],
      ['webm', 'webm', '-c:a', 'libopus'],
    ] as const;
    await Promise.all(
      recorders.map(async ([recorded, stored, ...args]) => {
        const sound = await storeSound(await record('tone', recorded, ...args, ...place));
        expect(sound.key).toMatch(new RegExp(`^upload/sounds/.*_soundFile\\.${stored}$`));
        expect(sound.durationSeconds).toBeCloseTo(2, 0);
        const bytes = await readFile(bench.pathOf(sound.key));
        expect(bytes.length).toBe(sound.sizeBytes);
        expect(bytes.includes('At home')).toBe(false);
        expect(bytes.includes('+51.5000')).toBe(false);
      }),
    );
  });

  test('that are not sounds are refused', async () => {
    await expectRefusal('unsupported', () => storeSound('<script>alert(1)</script>'));
    const silent = await record('picture', 'mp4', ...h264);
    await expectRefusal('unsupported', () => storeSound(silent));
    await expectRefusal('corrupt', () => storeSound(Buffer.from('RIFF\x24\0\0\0WAVEnothing more')));
  });

  test('in a video container are recognised by the file name the app sends', async () => {
    const bytes = await record('tone', 'mp4', '-c:a', 'aac');
    const upload = await bench.upload(bytes, { originalname: 'recording.m4a', mimetype: 'application/octet-stream' });
    expect(await storeUpload(bench.media, upload, owner)).toMatchObject({ kind: 'sound', mime: 'audio/mp4' });
    const video = await bench.upload(await record('both', 'mp4', ...h264), { originalname: 'clip.mp4', mimetype: 'video/mp4' });
    expect(await storeUpload(bench.media, video, owner)).toMatchObject({ kind: 'video' });
  });
});
