import { crc32 } from 'node:zlib';
import type { SourceRow } from './source.ts';

const KEY_BYTES = 6;
const ENTRY_BYTES = KEY_BYTES + 4;

/** A checksum of what a source row holds, by which a later run sees that it changed. */
export function digestOf(row: SourceRow, columns: readonly string[]): number {
  let text = '';
  for (const column of columns) {
    const value = row[column];
    text += value === null || value === undefined ? '\u0000' : Buffer.isBuffer(value) ? value.toString('latin1') : value;
    text += '\u0001';
  }
  return crc32(text);
}

/** Keys and checksums of a page, 10 bytes a row. */
export function packDigests(digests: ReadonlyMap<number, number>): Buffer {
  const bytes = Buffer.allocUnsafe(digests.size * ENTRY_BYTES);
  let at = 0;
  for (const [key, digest] of digests) {
    bytes.writeUIntBE(key, at, KEY_BYTES);
    bytes.writeUInt32BE(digest, at + KEY_BYTES);
    at += ENTRY_BYTES;
  }
  return bytes;
}

export function unpackDigests(bytes: Buffer): Map<number, number> {
  const digests = new Map<number, number>();
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    digests.set(bytes.readUIntBE(at, KEY_BYTES), bytes.readUInt32BE(at + KEY_BYTES));
  }
  return digests;
}

/** Calls `visit` with each key of packed digests. */
export function eachKey(bytes: Buffer, visit: (key: number) => void): void {
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) visit(bytes.readUIntBE(at, KEY_BYTES));
}
