import type { Readable } from 'node:stream';

/** Bytes from `start` to `end`, both included. */
export type ByteRange = { start: number; end: number };

/** Where bytes live. Keys look like `upload/photos/2026/11/k3/k3x…_image.jpg` and are never used twice. */
export type MediaStore = {
  /** Copies the file at `path`. When this resolves the bytes survive a crash. */
  put(key: string, path: string, mime: string): Promise<void>;
  /** Removes a file, including half-written ones of a crashed `put`; a missing one is no error. */
  remove(keys: readonly string[]): Promise<void>;
  exists(key: string): Promise<boolean>;
  /** Rejects for a missing key. */
  open(key: string, range?: ByteRange): Promise<Readable>;
  /** The absolute public URL. */
  url(key: string): string;
};

const KEY = /^upload(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+$/;

/** True for a key that stays inside its store: no empty, hidden or `..` segment. */
export function isSafeKey(key: string): boolean {
  return key.length <= 255 && KEY.test(key);
}
