import { existsSync } from 'node:fs';
import { constants, copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isSafeKey, type MediaStore } from './store.ts';

export type DiskSettings = {
  kind: 'disk';
  /** The root of the URLs below `/upload/`. */
  directory: string;
  /** The site's address, without a slash at the end. */
  publicBaseUrl: string;
};

/** Files below one directory. */
export function createDiskStore({ directory, publicBaseUrl }: DiskSettings): MediaStore {
  const root = resolve(directory);

  function pathOf(key: string): string {
    if (!isSafeKey(key)) throw new Error(`not a media key: ${JSON.stringify(key)}`);
    return join(root, key.slice('upload/'.length));
  }

  return {
    async put(key, path) {
      const target = pathOf(key);
      await mkdir(dirname(target), { recursive: true });
      await copyFile(path, partOf(target), constants.COPYFILE_FICLONE);
      await syncFile(partOf(target));
      await rename(partOf(target), target);
      // Any folder up to the store's own may be new.
      for (let folder = dirname(target); folder.startsWith(root); folder = dirname(folder)) await syncDirectory(folder);
    },
    async remove(keys) {
      const paths = keys.map(pathOf).flatMap((path) => [path, partOf(path)]);
      await Promise.all(paths.map((path) => rm(path, { force: true })));
      const folders = new Set(paths.map((path) => dirname(path)));
      await Promise.all([...folders].filter((folder) => existsSync(folder)).map(syncDirectory));
    },
    async exists(key) {
      return existsSync(pathOf(key));
    },
    async open(key, range) {
      const file = await open(pathOf(key), 'r');
      return file.createReadStream(range);
    },
    url: (key) => `${publicBaseUrl}/${key}`,
  };
}

/** The name of a file until its bytes are safe. Derived from the key, so that removing the key removes it too. */
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

async function syncDirectory(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
