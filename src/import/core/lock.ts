import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Knex } from 'knex';
import type { Write } from '../../database/write.ts';
import { deleteLock, isHeld, lockRow, renewLock, takeLock } from './queries.ts';

const NAME = 'import';
const RENEW_MS = 5000;
/** A holder that has not renewed its row for so long has died. */
const STALE_SECONDS = 30;

/** The right to import into this site, which one process has at a time. */
export type ImportLock = {
  /** Throws where another process took it meanwhile. Part of each transaction that imports. */
  hold(db: Knex): Promise<void>;
  release(): Promise<void>;
};

/**
 * Takes the lock: a row that is renewed, as it works on Galera too. A holder on this machine that runs no more is replaced at
 * once, another after half a minute of silence. Throws where somebody imports.
 */
export async function acquireLock({ db, write }: { db: Knex; write: Write }): Promise<ImportLock> {
  const own = { name: NAME, holder: randomUUID(), host: hostname(), pid: process.pid };
  const seen = await lockRow(db, NAME);
  if (seen && !isDead(seen)) throw new Error(busy(seen));
  await write((tx) => takeLock(tx, own, seen?.holder));
  const taken = await lockRow(db, NAME);
  if (taken?.holder !== own.holder) throw new Error(busy(taken));

  async function hold(database: Knex): Promise<void> {
    if (!(await isHeld(database, own))) throw new Error('Another import took over; this one stops.');
  }
  const timer = setInterval(() => {
    // a lost lock shows at the next page
    renewLock(db, own).catch(() => {});
  }, RENEW_MS);
  timer.unref();
  return {
    hold,
    async release() {
      clearInterval(timer);
      await deleteLock(db, own);
    },
  };
}

function isDead({ host, pid, ageSeconds }: { host: string; pid: number; ageSeconds: number }): boolean {
  if (ageSeconds > STALE_SECONDS) return true;
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // EPERM: it runs, as somebody else
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

function busy(row: { host: string; pid: number } | undefined): string {
  const who = row ? ` (process ${row.pid} on ${row.host})` : '';
  return `An import runs already${who}. If it was killed, try again in half a minute.`;
}
