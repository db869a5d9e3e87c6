import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { UnsafeUrl } from './unsafe-url.ts';

type Bounds = { maxBytes: number; atLimit?: 'refuse' | 'cut' };

// What compression can add to incompressible bytes.
const PACKING_SLACK_BYTES = 65_536;

/**
 * The decompressed body of an answer, streamed, and never more of it than `maxBytes`, whatever its headers promise: a small body
 * that expands to a huge one is stopped at the first chunk too many. Refuses `tooLarge`, `encoding`, `unreachable`.
 */
export async function* readWithin(response: IncomingMessage, { maxBytes, atLimit }: Bounds): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const chunk of unpacked(response, maxBytes)) {
      if (!(chunk instanceof Uint8Array)) continue;
      size += chunk.length;
      if (size > maxBytes && atLimit !== 'cut') throw new UnsafeUrl('tooLarge');
      yield size > maxBytes ? chunk.subarray(0, chunk.length - (size - maxBytes)) : chunk;
      if (size >= maxBytes && atLimit === 'cut') return;
    }
  } catch (error) {
    if (error instanceof UnsafeUrl) throw error;
    const isPacking = error instanceof Error && 'code' in error && /^(Z_|ERR_BROTLI|ERR__ERROR)/.test(String(error.code));
    throw new UnsafeUrl(isPacking ? 'encoding' : 'unreachable', { cause: error });
  }
}

function unpacked(response: IncomingMessage, maxBytes: number): AsyncIterable<unknown> {
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return response;
  if (!/^(x-)?gzip$|^br$/.test(encoding)) throw new UnsafeUrl('encoding');
  const unpack = encoding === 'br' ? createBrotliDecompress() : createGunzip();
  // An error of either end reaches the reader through `unpack`, which it destroys.
  pipeline(
    response,
    (source) => packedWithin(source, maxBytes + PACKING_SLACK_BYTES),
    unpack,
    () => {},
  );
  return unpack;
}

/** Compressed bytes count too: they can go on for ever without expanding to anything. */
async function* packedWithin(source: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > maxBytes) throw new UnsafeUrl('tooLarge');
    yield chunk;
  }
}
