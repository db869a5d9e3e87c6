import { createHash, timingSafeEqual } from 'node:crypto';
import { Router } from 'express';
import type { Registry } from 'prom-client';

/** `GET /metrics` for Prometheus, with `Authorization: Bearer METRICS_TOKEN`. Not available without a configured token. */
export function metricsRouter(registry: Registry, token: string | undefined): Router {
  const router = Router();
  if (token === undefined) return router;
  const expected = digest(`Bearer ${token}`);
  router.get('/metrics', async (req, res) => {
    if (!timingSafeEqual(digest(req.headers.authorization ?? ''), expected)) {
      res.status(401).set('WWW-Authenticate', 'Bearer').type('text/plain').send('Unauthorized\n');
      return;
    }
    res.set({ 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' }).send(await registry.metrics());
  });
  return router;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
