import { Router } from 'express';
import type { Knex } from 'knex';
import type { NoteUnavailable } from '../availability.ts';

type Readiness = { status: 200 | 503; body: { status: string } };

// Anyone can ask, and a check costs as much as ten calls of the API.
const KEPT_MS = 1000;

/**
 * `GET /health`: the process answers. `GET /ready`: it can serve, with the database and migrations in place; checked once a
 * second at most.
 */
export function healthRouter({ db, noteUnavailable }: { db: Knex; noteUnavailable: NoteUnavailable }): Router {
  const router = Router();
  let latest: { at: number; readiness: Promise<Readiness> } | undefined;

  function readiness(): Promise<Readiness> {
    if (latest && Date.now() - latest.at < KEPT_MS) return latest.readiness;
    latest = { at: Date.now(), readiness: readinessOf(db) };
    return latest.readiness;
  }

  router.get('/health', (_req, res) => {
    res.json({ status: 'ok' });
  });
  router.get('/ready', async (req, res) => {
    try {
      const { status, body } = await readiness();
      res.status(status).json(body);
    } catch (error) {
      if (!noteUnavailable(error)) req.log.error({ err: error }, 'not ready');
      res.set('Retry-After', '5').status(503).json({ status: 'the database does not answer' });
    }
  });
  return router;
}

async function readinessOf(db: Knex): Promise<Readiness> {
  const [, pending] = (await db.migrate.list()) as [unknown[], unknown[]]; // Knex types it as any
  return pending.length === 0
    ? { status: 200, body: { status: 'ok' } }
    : { status: 503, body: { status: 'migrations are pending' } };
}
