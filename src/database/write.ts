import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';

declare const inWrite: unique symbol;

/** A transaction opened by `write`. Query functions that change rows take this, so a write outside one does not compile. */
export type Tx = Knex.Transaction & { readonly [inWrite]: true };

/** Runs `work` in one transaction; see `createWrite`. */
export type Write = <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>;

type Running = { tx: Tx; db: Knex; afterCommit: (() => void)[] };

const running = new AsyncLocalStorage<Running>();

const MAX_TRIES = 4;
// ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK, MariaDB's ER_CHECKREAD (row changed since read). A Galera certification failure
// arrives as 1213 as well; ER_TRANSACTION_ROLLBACK_DURING_COMMIT is that of group replication.
const RETRIED_ERRORS = new Set([1205, 1213, 1020, 3101]);

/**
 * A `write` for this database: one transaction, tried again as a whole on deadlock and lock timeout (three more times,
 * jittered), so inside it only the database may be awaited. Called inside a running one it joins that.
 *
 * A lost connection is never tried again here: lost in the middle, nothing was written, but a COMMIT that got no answer may
 * have happened. Either way it throws, and nobody is told that the write is done.
 */
export function createWrite(db: Knex): Write {
  return async (work) => {
    const outer = running.getStore();
    if (outer && outer.db === db && !outer.tx.isCompleted()) return work(outer.tx);
    for (let attempt = 1; ; attempt += 1) {
      const afterCommit: (() => void)[] = [];
      try {
        const result = await db.transaction((transaction) => {
          const tx = transaction as Tx; // the brand exists for the compiler alone
          return running.run({ tx, db, afterCommit }, () => work(tx));
        });
        for (const job of afterCommit) job();
        return result;
      } catch (error) {
        if (attempt >= MAX_TRIES || !isRetried(error)) throw error;
        await sleep(Math.random() * 20 * 2 ** attempt);
      }
    }
  };
}

/** Runs a job after the commit of the running transaction; at once outside of one. Dropped on rollback. */
export function afterCommit(job: () => void): void {
  const current = running.getStore();
  if (current && !current.tx.isCompleted()) current.afterCommit.push(job);
  else job();
}

function isRetried(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && RETRIED_ERRORS.has(Number(error.errno));
}
