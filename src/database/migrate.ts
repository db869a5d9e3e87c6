import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';

const WAIT_SECONDS = 60;

/**
 * Runs pending migrations; waits for another process that is running them. Throws when the lock stays: its holder was killed, and
 * an admin has to look (`npm run migrate -- status`, then `unlock`).
 */
export async function migrateToLatest(db: Knex): Promise<void> {
  for (let waited = 0; await hasPending(db); waited += 1) {
    try {
      await db.migrate.latest();
      return;
    } catch (error) {
      if (!isLocked(error)) throw error;
      if (waited >= WAIT_SECONDS)
        throw new Error('The migrations are locked by another process; see `npm run migrate -- unlock`', { cause: error });
      await sleep(1000);
    }
  }
}

async function hasPending(db: Knex): Promise<boolean> {
  const [, pending] = (await db.migrate.list()) as [unknown[], unknown[]]; // Knex types it as any
  return pending.length > 0;
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && /already locked/i.test(error.message);
}
