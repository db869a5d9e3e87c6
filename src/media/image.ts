import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type ResizeOptions, type Sharp } from 'sharp';
import type { Upload } from '../http/form.ts';
import { contentTypeOf } from './content-types.ts';
import { decodeHeif } from './heif.ts';
import { newKeyStem } from './keys.ts';
import { type Finished, storeFiles } from './ledger.ts';
import type { Media } from './media.ts';
import { MediaRefusal } from './refusal.ts';
import { sniff } from './sniff.ts';
import { withUpload } from './temporary.ts';

type Variant = { suffix: '' | '_full' | '_small'; resize?: ResizeOptions; still?: boolean };

const inside = { fit: 'inside', withoutEnlargement: true } as const;
const full: Variant = { suffix: '_full' };
const small: Variant = { suffix: '_small', resize: { ...inside, width: 400, height: 400 }, still: true };

export type ImageKind = 'avatar' | 'cover' | 'image';

/** The variants made of an upload: the picture itself and one other. A `still` one keeps only the first frame. */
const plans: Record<ImageKind, { picture: ResizeOptions; other: Variant }> = {
  avatar: { picture: { fit: 'cover', width: 400, height: 400 }, other: full },
  cover: { picture: { ...inside, width: 1600 }, other: full },
  image: { picture: { ...inside, width: 2048, height: 2048 }, other: small },
};

/**
 * `fullKey` is the largest variant and `smallKey` the smallest, either of them `key` itself when the kind has no other. `keys`
 * are all of them, to claim. Width and height in pixels are those of the picture under `key`.
 */
export type StoredImage = {
  key: string;
  fullKey: string;
  smallKey: string;
  keys: string[];
  width: number;
  height: number;
  sizeBytes: number;
  mime: string;
};

const encoders: ReadonlyMap<string, (picture: Sharp) => Sharp> = new Map(
  Object.entries({
    jpg: (picture) => picture.jpeg({ quality: 85 }),
    png: (picture) => picture.png(),
    gif: (picture) => picture.gif({ effort: 3 }),
    webp: (picture) => picture.webp({ quality: 85, effort: 2 }),
  }),
);

// The format each is stored in. Decoders that do not know APNG read it as a PNG; its first frame is kept. Few apps can show AVIF
// or HEIC.
const formats = new Map([
  ['image/jpeg', 'jpg'],
  ['image/png', 'png'],
  ['image/apng', 'png'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
  ['image/avif', 'webp'],
  ['image/heic', 'jpg'],
  ['image/heif', 'jpg'],
  ['image/heic-sequence', 'jpg'],
  ['image/heif-sequence', 'jpg'],
]);

const MAX_FRAMES = 500;
// The worst kind of 48 megapixel GIF took 10 s here.
const MAX_SECONDS = 30;

/**
 * Stores a picture re-encoded from its pixels: upright, without metadata, in the sizes of its kind; animated GIF and WebP stay
 * animated. Takes ownership of the upload. Refuses `unsupported`, `tooLarge`, `corrupt`. Contract §1.3, §4 Files.
 */
export async function storeImage(
  media: Media,
  upload: Upload,
  { kind, ownerId }: { kind: ImageKind; ownerId: number | null },
): Promise<StoredImage> {
  return withUpload(media, upload, async (directory) => {
    const { mime, format, encode } = await formatOf(upload);
    const stem = newKeyStem(kind);
    const { picture, other } = await media.heavyWork(ownerId, async () => {
      const from = isHeif(mime) ? await decodeHeif({ media, upload, directory }, format === 'webp' ? 'png' : 'jpg') : upload.path;
      const make = (variant: Variant) =>
        makeVariant(media, upload, {
          variant,
          encode,
          from,
          key: `${stem}${variant.suffix}.${format}`,
          path: join(directory, `picture${variant.suffix}`),
        });
      return { picture: await make({ suffix: '', resize: plans[kind].picture }), other: await make(plans[kind].other) };
    });
    await storeFiles(media, ownerId, [picture, other]);
    const { key, width, height, sizeBytes } = picture;
    const isFull = plans[kind].other === full;
    return {
      key,
      fullKey: isFull ? other.key : key,
      smallKey: isFull ? key : other.key,
      keys: [key, other.key],
      width,
      height,
      sizeBytes,
      mime: picture.mime,
    };
  });
}

/**
 * Checks whether a file can be stored as a picture: decodes it like `storeImage` and keeps nothing. Refuses `unsupported`,
 * `tooLarge`, `corrupt`.
 */
export async function checkImage(media: Media, file: Upload): Promise<void> {
  const { mime, encode } = await formatOf(file);
  if (isHeif(mime)) throw new MediaRefusal('unsupported', file); // imports bring pictures that browsers show
  await media.heavyWork(null, () => decodeAndEncode(media, file, { variant: full, encode, from: file.path }));
}

/** The format a picture is stored in. Refuses `unsupported`. */
async function formatOf(upload: Upload) {
  const mime = (await sniff(upload.path))?.mime ?? '';
  const format = formats.get(mime);
  const encode = encoders.get(format ?? '');
  if (!format || !encode) throw new MediaRefusal('unsupported', upload);
  return { mime, format, encode };
}

/** Formats that sharp is not allowed to read: they are decoded in a separate process. */
function isHeif(mime: string): boolean {
  return /^image\/(hei[cf]|avif)/.test(mime);
}

/** `from` is the file that sharp reads: the upload itself, or the output of another decoder. */
type Decoding = { variant: Variant; encode: (picture: Sharp) => Sharp; from: string };
type Making = Decoding & { key: string; path: string };
type Made = Finished & { width: number; height: number };

async function makeVariant(media: Media, upload: Upload, { key, path, ...decoding }: Making): Promise<Made> {
  const { data, info } = await decodeAndEncode(media, upload, decoding);
  await writeFile(path, data, { mode: 0o600 });
  return {
    key,
    path,
    mime: contentTypeOf(key),
    sizeBytes: data.length,
    width: info.width,
    height: info.pageHeight ?? info.height,
  };
}

/** To memory instead of a file: every error in here is then the picture's, not the disk's. */
async function decodeAndEncode(media: Media, upload: Upload, { variant, encode, from }: Decoding) {
  const limits = { failOn: 'error', limitInputPixels: media.config.maxImagePixels, sequentialRead: true } as const;
  const options = { ...limits, animated: !variant.still };
  try {
    const { pages = 1 } = await sharp(from, options).metadata();
    if (pages > MAX_FRAMES) throw new MediaRefusal('tooLarge', upload);
    const picture = sharp(from, options).timeout({ seconds: MAX_SECONDS }).autoOrient();
    return await encode(variant.resize ? picture.resize(variant.resize) : picture).toBuffer({ resolveWithObject: true });
  } catch (error) {
    if (error instanceof MediaRefusal) throw error;
    const tooMuch = error instanceof Error && /pixel limit|timeout/.test(error.message);
    throw new MediaRefusal(tooMuch ? 'tooLarge' : 'corrupt', upload, { cause: error });
  }
}
