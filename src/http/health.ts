import { Router } from 'express';
import type { Knex } from 'knex';

/** `GET /health`: the process answers. `GET /ready`: it can work, with database and migrations as they should be. */
export function healthRouter({ db }: { db: Knex }): Router {
  const router = Router();
  router.get('/health', (_req, res) => {
    res.json({ status: 'ok' });
  });
  router.get('/ready', async (req, res) => {
    try {
      const [, pending] = (await db.migrate.list()) as [unknown[], unknown[]]; // Knex types it as any
      const ready = pending.length === 0;
      res.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'migrations are pending' });
    } catch (error) {
      req.log.error({ err: error }, 'not ready');
      res.status(503).json({ status: 'the database does not answer' });
    }
  });
  return router;
}
