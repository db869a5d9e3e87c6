import { constants } from 'node:fs';
import { copyFile, link, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import pLimit from 'p-limit';
import sharp from 'sharp';
import { contentTypeOf } from '../../media/content-types.ts';
import type { Media } from '../../media/media.ts';
import { isSafeKey } from '../../media/store.ts';
import { newTemporaryPath } from '../../media/temporary.ts';
import type { FileTotals, Report } from '../core/report.ts';
import type { FileSource, UploadedFile } from './file-source.ts';

const AT_ONCE = 8;

/** Programs of the old server and its settings: nobody should read them here. */
const PROGRAMS = /\.(php\d?|phtml|phar|cgi|pl|py|sh|htaccess|htpasswd|ini|env)$/i;

const PICTURES = new Set(['.jpg', '.jpeg', '.png', '.webp']);

type Options = { media: Media; report: Report; reencode: boolean; onProgress(done: number): void };

/**
 * Takes files over under the addresses they had: by hard link where it is the same disk, else as copies. What is there in the
 * same size is passed over, so that it may be run again. Gives the sizes by key.
 */
export async function transferFiles(source: FileSource, options: Options): Promise<FileTotals> {
  const totals: FileTotals = { linked: 0, copied: 0, present: 0, missing: 0, skipped: {} };
  const limit = pLimit(AT_ONCE);
  const running = new Set<Promise<void>>();
  let done = 0;
  for await (const file of source.files()) {
    const work: Promise<void> = limit(() => transfer(source, file, { options, totals })).finally(() => running.delete(work));
    running.add(work);
    // few wait: there may be millions
    if (running.size >= AT_ONCE * 4) await Promise.race(running);
    done += 1;
    if (done % 100 === 0) options.onProgress(done);
  }
  await Promise.all(running);
  options.onProgress(done);
  return totals;
}

type Work = { options: Options; totals: FileTotals };

async function transfer(source: FileSource, file: UploadedFile, { options, totals }: Work): Promise<void> {
  const reason = reasonAgainst(file.key);
  if (reason) {
    totals.skipped[reason] = (totals.skipped[reason] ?? 0) + 1;
    options.report.tell({ kind: 'file', table: 'upload', key: file.key, reason });
    return;
  }
  try {
    totals[await place(source, file, options)] += 1;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    totals.skipped['a file that cannot be read or stored'] = (totals.skipped['a file that cannot be read or stored'] ?? 0) + 1;
    options.report.tell({ kind: 'file', table: 'upload', key: file.key, reason: words });
  }
}

function reasonAgainst(key: string): string | undefined {
  if (PROGRAMS.test(key)) return 'a program or settings of the old server';
  return isSafeKey(key) ? undefined : 'a name that is no address here';
}

async function place(source: FileSource, file: UploadedFile, options: Options): Promise<'linked' | 'copied' | 'present'> {
  const { media } = options;
  const { store } = media.config;
  const isPicture = options.reencode && PICTURES.has(extname(file.key).toLowerCase());
  const local = source.localPath(file);
  if (store.kind === 'disk') {
    const target = join(store.directory, file.key.slice('upload/'.length));
    const there = await stat(target).catch(() => undefined);
    if (there && (there.size === file.sizeBytes || isPicture)) return 'present';
    await mkdir(dirname(target), { recursive: true });
    if (local && !isPicture) return linkOrCopy(local, target);
  } else if (await media.store.exists(file.key)) return 'present';
  return put(source, file, { media, isPicture });
}

/** The name a copy has until it is whole follows from its own, so that nothing is left after a stop and a second run. */
async function linkOrCopy(from: string, to: string): Promise<'linked' | 'copied'> {
  const part = join(dirname(to), `.${basename(to)}.part`);
  await rm(part, { force: true });
  try {
    await link(from, part);
    await rename(part, to);
    return 'linked';
  } catch (error) {
    // another disk, or one that knows no links
    if (!(error instanceof Error && 'code' in error && ['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes(String(error.code))))
      throw error;
  }
  await copyFile(from, part, constants.COPYFILE_FICLONE);
  await rename(part, to);
  return 'copied';
}

async function put(
  source: FileSource,
  file: UploadedFile,
  { media, isPicture }: { media: Media; isPicture: boolean },
): Promise<'copied'> {
  const local = source.localPath(file);
  const fetched = local ? undefined : await newTemporaryPath(media.config.temporaryDirectory);
  const drawn = isPicture ? await newTemporaryPath(media.config.temporaryDirectory) : undefined;
  try {
    if (fetched) await source.fetch(file, fetched);
    const path = local ?? fetched ?? '';
    const isDrawn = drawn !== undefined && (await redraw(path, drawn, extname(file.key)));
    await media.store.put(file.key, isDrawn ? drawn : path, contentTypeOf(file.key));
    return 'copied';
  } finally {
    for (const path of [fetched, drawn]) if (path) await rm(path, { force: true });
  }
}

/** A picture drawn anew: upright, without where and by what it was taken. False where it cannot be read. */
async function redraw(from: string, to: string, extension: string): Promise<boolean> {
  const kind = extension.slice(1).toLowerCase().replace('jpeg', 'jpg');
  try {
    const picture = sharp(from, { failOn: 'error' }).rotate();
    await (kind === 'png' ? picture.png() : kind === 'webp' ? picture.webp() : picture.jpeg({ quality: 88 })).toFile(to);
    return true;
  } catch {
    // it stays as it is
    return false;
  }
}
