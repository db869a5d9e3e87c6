import compression from 'compression';
import type { RequestHandler } from 'express';

const THRESHOLD_BYTES = 1024;

/**
 * Compresses what is text and longer than a packet, with brotli or gzip as the client likes. What was compressed before, and
 * parts of files, go out as they are. docs/decisions/0010.
 */
export function compressAnswers(): RequestHandler {
  return compression({
    threshold: THRESHOLD_BYTES,
    // a part of a file is a part of its own bytes
    filter: (req, res) => !res.hasHeader('Content-Range') && compression.filter(req, res),
  });
}
