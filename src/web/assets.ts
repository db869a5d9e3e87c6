import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type Response, Router } from 'express';

const directory = fileURLToPath(new URL('assets/', import.meta.url));
const DAY_SECONDS = 86_400;

const versions = new Map<string, string>();

/** The address of an asset in our own pages. It changes with the content, so browsers may keep the file for good. */
export function assetUrl(name: string): string {
  return `/assets/${name}?v=${versionOf(name)}`;
}

/** `GET /assets/...`: for good under the address our pages use, for a day under the plain one that apps know. */
export function assetRoutes(): Router {
  const router = Router({ caseSensitive: true });
  router.use('/assets', express.static(directory, { index: false, redirect: false, cacheControl: false, setHeaders }));
  router.get('/favicon.ico', (_req, res, next) => {
    res.sendFile('favicon.ico', { root: directory, maxAge: DAY_SECONDS * 1000 }, (error?: unknown) => {
      if (error && !res.headersSent) next(error);
    });
  });
  return router;
}

function setHeaders(res: Response, path: string): void {
  const { v: version } = res.req.query;
  const isVersioned = version !== undefined && version === versionOf(path.slice(directory.length));
  res.set('Cache-Control', isVersioned ? 'public, max-age=31536000, immutable' : `public, max-age=${DAY_SECONDS}`);
  res.set('X-Content-Type-Options', 'nosniff');
}

function versionOf(name: string): string {
  const known = versions.get(name);
  if (known !== undefined) return known;
  const version = createHash('sha256')
    .update(readFileSync(`${directory}${name}`))
    .digest('base64url')
    .slice(0, 10);
  versions.set(name, version);
  return version;
}
