import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

const SQLITE_BUSY = 5;
const WAIT_SECONDS = 150;

/**
 * Runs `work` while no other process runs any under the same lock file. Uses SQLite's lock on an empty file: the system releases
 * it when the holder dies, so there are no stale locks, which a file with a process id cannot promise.
 */
export async function withLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    const deadline = Date.now() + WAIT_SECONDS * 1000;
    while (!acquired(lock)) {
      if (Date.now() > deadline) throw new Error(`Another process has held ${path} for ${WAIT_SECONDS} seconds`);
      await sleep(20 + Math.random() * 20);
    }
    return await work();
  } finally {
    lock.close();
  }
}

function acquired(lock: DatabaseSync): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return false;
    throw error;
  }
}
