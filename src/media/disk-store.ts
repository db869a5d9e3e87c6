import { access, constants, copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isSafeKey, type MediaStore } from './store.ts';

export type DiskSettings = {
  kind: 'disk';
  /** Holds what URLs show below `/upload/`. */
  directory: string;
  /** The site's address, without a slash at the end. */
  publicBaseUrl: string;
};

/** Files below one directory. */
export function createDiskStore({ directory, publicBaseUrl }: DiskSettings): MediaStore {
  function pathOf(key: string): string {
    if (!isSafeKey(key)) throw new Error(`not a media key: ${JSON.stringify(key)}`);
    return join(directory, key.slice('upload/'.length));
  }

  return {
    async put(key, path) {
      const target = pathOf(key);
      await mkdir(dirname(target), { recursive: true });
      await copyFile(path, partOf(target), constants.COPYFILE_FICLONE);
      await syncFile(partOf(target));
      await rename(partOf(target), target);
      await syncDirectories(dirname(target), directory);
    },
    async remove(keys) {
      const paths = keys.map(pathOf).flatMap((path) => [path, partOf(path)]);
      await Promise.all(paths.map((path) => rm(path, { force: true })));
    },
    exists(key) {
      return access(pathOf(key)).then(
        () => true,
        () => false,
      );
    },
    async open(key, range) {
      const file = await open(pathOf(key), 'r');
      return file.createReadStream(range);
    },
    url: (key) => `${publicBaseUrl}/${key}`,
  };
}

/** The name a file has until its bytes are safe. It follows from the key, so that removing the key removes it too. */
function partOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.part`);
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.chmod(0o644);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** From the file's own folder up to the store's: any on the way may be new. */
async function syncDirectories(from: string, upTo: string): Promise<void> {
  for (let current = from; ; current = dirname(current)) {
    const folder = await open(current, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
    if (current === upTo || current === dirname(current)) return;
  }
}
