import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import express, { Router } from 'express';
import helmet from 'helmet';
import { type ApiDomain, openApiDocument } from './openapi.ts';

const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

const PAGE = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>API documentation</title>
  <link rel="stylesheet" href="/docs/assets/swagger-ui.css">
</head>
<body>
  <div id="swagger-ui"></div>
  <script src="/docs/assets/swagger-ui-bundle.js"></script>
  <script src="/docs/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, docExpansion: 'none' });\n`;

/** `GET /openapi.json`, and a page to read and try it at `GET /docs`, served without other hosts. */
export function docsRouter(domains: readonly ApiDomain[], version: string): Router {
  const router = Router();
  let document: string | undefined; // a third of a second to write, so not before somebody reads it
  let compressed: Buffer | undefined; // nor once for each who does: it is half a megabyte, for anybody
  router.get('/openapi.json', (req, res) => {
    document ??= JSON.stringify(openApiDocument(domains, version));
    res.vary('Accept-Encoding').type('json');
    if (req.acceptsEncodings('gzip') !== 'gzip') return void res.send(document);
    compressed ??= gzipSync(document);
    res.set('Content-Encoding', 'gzip').send(compressed);
  });
  // Swagger UI sets styles and small images from script
  const policy = helmet.contentSecurityPolicy({
    directives: {
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      upgradeInsecureRequests: null,
    },
  });
  router.use('/docs', policy);
  router.get('/docs', (_req, res) => {
    res.type('html').send(PAGE);
  });
  router.get('/docs/start.js', (_req, res) => {
    res.type('js').send(START);
  });
  router.use('/docs/assets', express.static(assets, { index: false, maxAge: '1d' }));
  return router;
}
