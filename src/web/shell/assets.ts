import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import express, { type Request, type Response, Router } from 'express';
import { bundles } from './bundles.ts';

const rooms = fileURLToPath(new URL('../', import.meta.url));
const pictures = fileURLToPath(new URL('pictures/', import.meta.url));
const DAY_SECONDS = 86_400;

/** Drawings among the pictures: text, so they are compressed like styles and scripts. */
const drawings = readdirSync(pictures, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.svg'));

/** The files behind each asset that is text, by its name below `/assets`. */
const sources: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    ...Object.fromEntries(drawings.map((name) => [name, [pictures + name]])),
    ...Object.fromEntries(Object.entries(bundles).map(([name, files]) => [name, files.map((file) => rooms + file)])),
    'htmx.js': [fileURLToPath(import.meta.resolve('htmx.org/dist/htmx.min.js'))],
  }),
);

/** Every style, script and drawing that is served. */
export const textAssets: readonly string[] = [...sources.keys()];

const versions = new Map<string, string>();
const compressed = new Map<string, Buffer>();

/** The address of an asset in our own pages. It changes with the content, so browsers may keep the file for good. */
export function assetUrl(name: string): string {
  return `/assets/${name}?v=${versionOf(name)}`;
}

/** `GET /assets/...`: for good under the address our pages use, for a day under the plain one that apps know. */
export function assetRoutes(): Router {
  const router = Router({ caseSensitive: true });
  router.use('/assets', (req, res, next) => {
    const name = req.path.slice(1);
    if ((req.method === 'GET' || req.method === 'HEAD') && sources.has(name)) sendText(name, req, res);
    else next();
  });
  const setHeaders = (res: Response, path: string) => setHeadersOf(path.slice(pictures.length), res);
  router.use('/assets', express.static(pictures, { index: false, redirect: false, cacheControl: false, setHeaders }));
  router.get('/favicon.ico', (_req, res, next) => {
    res.sendFile('favicon.ico', { root: pictures, maxAge: DAY_SECONDS * 1000 }, (error?: unknown) => {
      if (error && !res.headersSent) next(error);
    });
  });
  return router;
}

/** Sends a style, script or drawing. There are few, so each is compressed once and kept. */
function sendText(name: string, req: Request, res: Response): void {
  setHeadersOf(name, res);
  res.set('ETag', `W/"${versionOf(name)}"`);
  res.vary('Accept-Encoding').type(name.slice(name.lastIndexOf('.')));
  if (req.acceptsEncodings('gzip') === 'gzip') res.set('Content-Encoding', 'gzip').send(compressedOf(name));
  else res.send(contentOf(name));
}

function setHeadersOf(name: string, res: Response): void {
  const { v: version } = res.req.query;
  const isVersioned = version !== undefined && version === versionOf(name);
  res.set('Cache-Control', isVersioned ? 'public, max-age=31536000, immutable' : `public, max-age=${DAY_SECONDS}`);
  res.set('X-Content-Type-Options', 'nosniff');
}

const contents = new Map<string, Buffer>();

function contentOf(name: string): Buffer {
  const known = contents.get(name) ?? Buffer.concat((sources.get(name) ?? [pictures + name]).map(readAsset));
  if (sources.has(name)) contents.set(name, known);
  return known;
}

/** A file as it is, styles without their comments: browsers need none. */
function readAsset(file: string): Buffer {
  const content = readFileSync(file);
  return file.endsWith('.css') ? Buffer.from(content.toString('utf8').replace(/\/\*.*?\*\/\s*/gs, '')) : content;
}

function compressedOf(name: string): Buffer {
  const known = compressed.get(name) ?? gzipSync(contentOf(name), { level: 9 });
  compressed.set(name, known);
  return known;
}

function versionOf(name: string): string {
  const known = versions.get(name) ?? createHash('sha256').update(contentOf(name)).digest('base64url').slice(0, 10);
  versions.set(name, known);
  return known;
}
