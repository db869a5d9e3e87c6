import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { StorageEngine } from 'multer';
import { nanoid } from 'nanoid';
import type { Upload } from '../http/form.ts';
import type { Media } from './media.ts';

const PREFIX = 'media-';

/** Multer's storage: each file under a random name, readable by this process's user alone. */
export function uploadTemporaryStorage(directory: string): StorageEngine {
  return {
    _handleFile(_req, file, done) {
      const path = join(directory, `${PREFIX}${nanoid(32)}`);
      receive(file.stream, directory, path).then(
        (size) => done(null, { path, size }),
        (error: unknown) => rm(path, { force: true }).finally(() => done(error)),
      );
    },
    _removeFile(_req, file, done) {
      rm(file.path, { force: true }).then(() => done(null), done);
    },
  };
}

/** A path for one new file, in an existing folder; swept like an upload when it is left behind. */
export async function newTemporaryPath(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return join(directory, `${PREFIX}${nanoid(32)}`);
}

async function receive(stream: NodeJS.ReadableStream, directory: string, path: string): Promise<number> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const target = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  await pipeline(stream, target);
  return target.bytesWritten;
}

/** Runs `work` with a folder of its own. Takes ownership of the upload: in any case, it and the folder are removed afterwards. */
export async function withUpload<Result>(
  media: Media,
  upload: Upload,
  work: (directory: string) => Promise<Result>,
): Promise<Result> {
  const { temporaryDirectory } = media.config;
  try {
    await mkdir(temporaryDirectory, { recursive: true, mode: 0o700 });
    const directory = await mkdtemp(join(temporaryDirectory, PREFIX));
    try {
      return await work(directory);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  } finally {
    await rm(upload.path, { force: true });
  }
}

/** Removes what a crash left behind: our files and folders unchanged for `olderThanMs`. Gives how many. */
export async function sweepTemporary(directory: string, olderThanMs: number): Promise<number> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  let removed = 0;
  for (const name of await readdir(directory)) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(directory, name);
    const found = await stat(path).catch(() => undefined);
    if (!found || Date.now() - found.mtimeMs < olderThanMs) continue;
    await rm(path, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}
