import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaRefusal } from './refusal.ts';
import { runTool, type Workplace } from './tool.ts';

const INFO_SECONDS = 10;
const DECODE_SECONDS = 30;
const QUALITY = '95';

/** `image: 4032x3024 (id=49), primary`, a line for each picture in the file. */
const PICTURE = /^image: (\d+)x(\d+)\b.*$/gm;

/**
 * Decodes the primary picture of a HEIC, HEIF or AVIF file, upright, into a JPEG or (with its transparency) a PNG; gives its
 * path. Uses libheif's own tools in separate processes: the libheif inside sharp may not decode HEVC. Refuses `unsupported` when
 * they are not installed, `tooLarge`, `corrupt`.
 */
export async function decodeHeif(place: Workplace, to: 'jpg' | 'png'): Promise<string> {
  const { upload, directory } = place;
  const { heifInfoPath, heifConvertPath, maxImagePixels } = place.media.config;
  const told = await runTool(place, { command: heifInfoPath, args: [upload.path], seconds: INFO_SECONDS });
  if (told === null) throw new MediaRefusal('unsupported', upload);
  const pictures = [...told.matchAll(PICTURE)];
  const primary = Math.max(
    0,
    pictures.findIndex(([line]) => line.includes('primary')),
  );
  const [, width = '0', height = '0'] = pictures[primary] ?? [];
  if (Number(width) * Number(height) === 0) throw new MediaRefusal('corrupt', upload);
  if (Number(width) * Number(height) > maxImagePixels) throw new MediaRefusal('tooLarge', upload);
  const args = ['--quiet', '-q', QUALITY, upload.path, join(directory, `heif.${to}`)];
  if ((await runTool(place, { command: heifConvertPath, args, seconds: DECODE_SECONDS })) === null)
    throw new MediaRefusal('unsupported', upload);
  // one picture keeps the name; of several, each gets its number
  const made = (await readdir(directory)).filter((name) => /^heif(-\d+)?\.(jpg|png)$/.test(name));
  const name = made.length === 1 ? made[0] : `heif-${primary + 1}.${to}`;
  if (name === undefined || !made.includes(name)) throw new MediaRefusal('corrupt', upload);
  return join(directory, name);
}
