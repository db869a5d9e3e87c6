import compression from 'compression';
import type { RequestHandler } from 'express';

const THRESHOLD_BYTES = 1024;

/**
 * Compresses text longer than a packet, with brotli or gzip as the client prefers. Leaves compressed content and file ranges
 * unchanged. docs/decisions/0010.
 */
export function compressAnswers(): RequestHandler {
  return compression({
    threshold: THRESHOLD_BYTES,
    // a range counts the bytes of the file itself
    filter: (req, res) => !res.hasHeader('Content-Range') && compression.filter(req, res),
  });
}
