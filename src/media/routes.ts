import { type NextFunction, type Request, type Response, Router } from 'express';
import { contentTypeOf, dispositionOf } from './content-types.ts';
import type { Media } from './media.ts';
import { isSafeKey } from './store.ts';

/**
 * `GET /upload/…`: from the disk store the bytes themselves, with ranges; from another store a redirect. A bare 404 for a missing
 * file. Mount it at the root.
 */
export function mediaRoutes(media: Media): Router {
  const { store } = media.config;
  const router = Router();
  router.use('/upload', (req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return next();
    const key = keyOf(req);
    if (key === undefined) return answerNotFound(res);
    if (store.kind === 's3') return res.redirect(302, media.store.url(key));
    sendFile(store.directory, key, res, next);
  });
  return router;
}

function keyOf(req: Request): string | undefined {
  const key = `upload${req.path}`;
  return isSafeKey(key) ? key : undefined;
}

function sendFile(directory: string, key: string, res: Response, next: NextFunction): void {
  const headers = {
    'Content-Type': contentTypeOf(key),
    'Content-Disposition': dispositionOf(key),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cross-Origin-Resource-Policy': 'cross-origin',
  };
  const options = { root: directory, dotfiles: 'deny', index: false, maxAge: '1y', immutable: true, headers } as const;
  res.sendFile(key.slice('upload/'.length), options, (error?: unknown) => {
    if (!error || res.headersSent) return;
    for (const name of ['Cache-Control', 'ETag', 'Last-Modified']) res.removeHeader(name);
    const status = statusOf(error);
    if (status === 416 || status === 412) res.status(status).end();
    else if (status < 500) answerNotFound(res);
    else next(error);
  });
}

function statusOf(error: unknown): number {
  if (!(error instanceof Error)) return 500;
  // A folder comes as the bare EISDIR.
  if ('code' in error && error.code === 'EISDIR') return 404;
  return 'status' in error ? Number(error.status) : 500;
}

function answerNotFound(res: Response): void {
  res.status(404).type('text/plain').set('X-Content-Type-Options', 'nosniff').send('Not found');
}
