import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LimitError } from '../src/http/errors.ts';
import { storeFile } from '../src/media/file.ts';
import { createHeavyWork } from '../src/media/heavy-work.ts';
import { type ImageKind, storeImage } from '../src/media/image.ts';
import { storeUpload } from '../src/media/upload.ts';
import { bomb, frames, noise, phonePhoto, plain } from './fixtures/media/pictures.ts';
import { createWorkbench, type Workbench } from './fixtures/media/workbench.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await createWorkbench();
}, 60_000);
afterAll(() => bench.close());

async function storePicture(bytes: Uint8Array | string, kind: ImageKind = 'image') {
  const stored = await storeImage(bench.media, await bench.upload(bytes), { kind, ownerId: 7 });
  return {
    ...stored,
    read: (key: string) => readFile(bench.pathOf(key)),
    describe: (key: string) => sharp(bench.pathOf(key), { animated: true }).metadata(),
  };
}

/** Refused with this reason, and nothing of it is stored anywhere. */
async function expectRefusal(reason: string, store: () => Promise<unknown>) {
  const before = await bench.storedKeys();
  await expect(store()).rejects.toMatchObject({ name: 'MediaRefusal', reason });
  expect(await bench.storedKeys()).toEqual(before);
  expect(await bench.temporaryFiles()).toEqual([]);
}

describe('pictures', () => {
  test('lose their location and camera data and are rotated upright', async () => {
    const photo = await storePicture(await phonePhoto(320, 240));
    for (const key of [photo.key, photo.smallKey]) {
      const { exif, icc, xmp, orientation, width, height } = await photo.describe(key);
      expect({ exif, icc, xmp, orientation, width, height }).toEqual({ width: 240, height: 320 });
      expect((await photo.read(key)).includes('Phone')).toBe(false);
    }
    expect(photo).toMatchObject({ width: 240, height: 320, mime: 'image/jpeg' });
  });

  test('keep their format, and the marker that apps look for in the name', async () => {
    for (const format of ['jpeg', 'png', 'gif', 'webp'] as const) {
      const photo = await storePicture(await noise(50, 40).toFormat(format).toBuffer());
      const ext = format === 'jpeg' ? 'jpg' : format;
      expect(photo.key).toMatch(new RegExp(`^upload/photos/\\d{4}/\\d\\d/([a-z0-9]{2})/\\1[a-z0-9]{22}_image\\.${ext}$`));
      expect(photo.smallKey).toBe(photo.key.replace(`.${ext}`, `_small.${ext}`));
      expect(await photo.describe(photo.key)).toMatchObject({ format, width: 50, height: 40 });
    }
  });

  test('are stored in the sizes of their kind', async () => {
    const photo = await plain(2600, 1300).jpeg().toBuffer();
    const image = await storePicture(photo, 'image');
    const avatar = await storePicture(photo, 'avatar');
    const cover = await storePicture(photo, 'cover');
    const sizes = [image.key, image.smallKey, avatar.key, avatar.fullKey, cover.key, cover.fullKey].map(async (key) => {
      const { width, height } = await image.describe(key);
      return `${key.split('_').slice(1).join('_')} ${width}x${height}`;
    });
    expect(await Promise.all(sizes)).toEqual([
      'image.jpg 2048x1024',
      'image_small.jpg 400x200',
      'avatar.jpg 400x400',
      'avatar_full.jpg 2600x1300',
      'cover.jpg 1600x800',
      'cover_full.jpg 2600x1300',
    ]);
    expect(await bench.temporaryFiles()).toEqual([]);
  });

  test('that are animated stay animated, and only the small size is a still', async () => {
    for (const format of ['gif', 'webp'] as const) {
      const bytes = await frames(4)
        .toFormat(format, { delay: [80, 80, 80, 80], loop: 3 })
        .toBuffer();
      const image = await storePicture(bytes);
      expect(await image.describe(image.key)).toMatchObject({ format, pages: 4, delay: [80, 80, 80, 80], loop: 3 });
      expect((await image.describe(image.smallKey)).pages ?? 1).toBe(1);
      const avatar = await storePicture(bytes, 'avatar');
      expect(await avatar.describe(avatar.key)).toMatchObject({ pages: 4, width: 400, pageHeight: 400 });
      expect(avatar).toMatchObject({ width: 400, height: 400 });
    }
  });

  test('contain only pixels: a script after a valid GIF is removed', async () => {
    const gif = await frames(1).gif().toBuffer();
    const image = await storePicture(Buffer.concat([gif, Buffer.from('<script>alert(1)</script>')]));
    expect((await image.read(image.key)).includes('script')).toBe(false);
  });

  test('of 900 million pixels are refused at once, in little memory', async () => {
    const upload = await bench.upload(bomb(), { originalname: 'white.png' });
    const before = process.memoryUsage().rss;
    const start = performance.now();
    await expectRefusal('tooLarge', () => storeImage(bench.media, upload, { kind: 'avatar', ownerId: 7 }));
    expect(performance.now() - start).toBeLessThan(1000);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  test('with too many frames are refused, whether the frames are many or large', async () => {
    const many = await frames(501, 4).gif().toBuffer();
    await expectRefusal('tooLarge', () => storePicture(many));
    const large = await frames(11, 100).gif().toBuffer();
    const media = { ...bench.media, config: { ...bench.config, maxImagePixels: 10 * 100 * 100 } };
    const upload = await bench.upload(large);
    await expectRefusal('tooLarge', () => storeImage(media, upload, { kind: 'image', ownerId: 7 }));
  });

  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>';
  test.each([
    ['SVG', async () => svg],
    ['SVG with an XML head', async () => `<?xml version="1.0"?>${svg}`],
    ['HTML', async () => '<!doctype html><script>alert(1)</script>'],
    ['nothing', async () => ''],
    ['TIFF', () => noise(9, 9).tiff().toBuffer()],
    ['PSD', async () => Buffer.concat([Buffer.from('8BPS\0\x01'), Buffer.alloc(60)])],
    ['PDF', async () => '%PDF-1.7\n%âãÏÓ\n'],
  ])('%s under the name of a JPEG is unsupported', async (_name, bytes) => {
    const content = await bytes();
    await expectRefusal('unsupported', () => storePicture(content));
  });

  test('that are a valid GIF and a script at once are corrupt', async () => {
    await expectRefusal('corrupt', () => storePicture('GIF89a/*<html><script>*/=1;alert(document.domain)//</script>'));
  });

  test.each(['jpeg', 'png', 'webp', 'gif'] as const)('that end halfway are corrupt: %s', async (format) => {
    const whole = await noise(60, 60).toFormat(format).toBuffer();
    await expectRefusal('corrupt', () => storePicture(whole.subarray(0, whole.length / 2)));
  });

  test('are refused with the name of the field they came in', async () => {
    const upload = await bench.upload('words', { fieldname: 'images[0]' });
    await expect(storeImage(bench.media, upload, { kind: 'image', ownerId: 7 })).rejects.toMatchObject({ field: 'images' });
  });
});

describe('documents', () => {
  const pdf = '%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n';
  const storeDocument = async (originalname: string, bytes: Uint8Array | string) =>
    storeFile(bench.media, await bench.upload(bytes, { originalname, mimetype: 'application/octet-stream' }), { ownerId: null });

  test('are stored unchanged when name and bytes agree', async () => {
    const zip = Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)]);
    for (const [name, bytes, mime] of [
      ['Paper.PDF', pdf, 'application/pdf'],
      ['notes.txt', 'Grüße\r\n\tfrom <b>Ada</b>\n', 'text/plain; charset=utf-8'],
      ['list.csv', 'a,b\n1,2\n', 'text/csv; charset=utf-8'],
      ['empty.zip', zip, 'application/zip'],
    ] as const) {
      const stored = await storeDocument(name, bytes);
      expect(stored).toMatchObject({ mime, sizeBytes: Buffer.byteLength(bytes) });
      expect(stored.key).toMatch(/^upload\/files\/.*_file\.(pdf|txt|csv|zip)$/);
      expect(await readFile(bench.pathOf(stored.key))).toEqual(Buffer.from(bytes));
    }
  });

  test.each([
    ['page.html', '<script>alert(1)</script>'],
    ['run.exe', Buffer.from('MZ\x90\0')],
    ['paper.pdf', '<script>alert(1)</script>'],
    ['letter.docx', pdf],
    ['notes.txt', 'half\0binary'],
    ['notes.txt', pdf],
    ['picture.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['noname', pdf],
  ])('%s that is something else is unsupported', async (name, bytes) => {
    await expectRefusal('unsupported', () => storeDocument(name, bytes));
  });

  test('any upload is stored by the type of its bytes', async () => {
    const picture = await noise(9, 9).png().toBuffer();
    const store = async (originalname: string, bytes: Uint8Array | string) =>
      storeUpload(bench.media, await bench.upload(bytes, { originalname }), { ownerId: 7 });
    expect(await store('mislabelled.pdf', picture)).toMatchObject({ kind: 'image', mime: 'image/png' });
    expect(await store('paper.pdf', pdf)).toMatchObject({ kind: 'file' });
    await expectRefusal('unsupported', () => store('paper.jpg', pdf));
  });
});

test('a person who sends many pictures at once delays nobody else', async () => {
  const heavyWork = createHeavyWork(2);
  const gate = Promise.withResolvers<void>();
  const many = Array.from({ length: 60 }, () => heavyWork(1, () => gate.promise));
  await expect(heavyWork(1, () => gate.promise)).rejects.toThrow(LimitError);
  expect(await heavyWork(2, async () => 'done')).toBe('done');
  gate.resolve();
  await Promise.all(many);
  expect(await heavyWork(1, async () => 'done')).toBe('done');
});
