import type { Knex } from 'knex';
import type { Tx } from '../database/write.ts';

export type MediaState = 'pending' | 'used' | 'unwanted';

/** One stored file. `uses` counts the rows of other tables that show it; it is 0 exactly while the state is not `used`. */
export type MediaFileRow = {
  id: number;
  key: string;
  state: MediaState;
  uses: number;
  owner_id: number | null;
  size_bytes: number;
  created_at: Date;
};

declare module 'knex/types/tables.js' {
  interface Tables {
    media_files: MediaFileRow;
  }
}

export type NewMediaFile = Pick<MediaFileRow, 'key' | 'owner_id' | 'size_bytes'>;

/** Commits at once, independent of any running transaction: no byte may be stored before the sweep can see its row. */
export async function insertPending(db: Knex, files: readonly NewMediaFile[]): Promise<void> {
  const created_at = new Date();
  await db('media_files').insert(files.map((file) => ({ ...file, state: 'pending', uses: 0, created_at })));
}

/** Gives how many of the keys could be claimed. */
export async function markUsed(tx: Tx, keys: readonly string[]): Promise<number> {
  return tx('media_files').whereIn('key', keys).whereNot('state', 'unwanted').increment('uses', 1).update({ state: 'used' });
}

/** Removes one use; the last one makes the file unwanted. Skips keys without a row. */
export async function decrementUse(tx: Tx, keys: readonly string[]): Promise<void> {
  await tx('media_files').whereIn('key', keys).where('uses', '>', 0).decrement('uses', 1);
  await tx('media_files').whereIn('key', keys).where({ state: 'used', uses: 0 }).update({ state: 'unwanted' });
}

type Locked = Pick<MediaFileRow, 'id' | 'key'>;

/** Locks unwanted files; skips those another transaction holds. */
export async function lockUnwanted(transaction: Knex.Transaction, limit: number): Promise<Locked[]> {
  const found = transaction('media_files').select('id', 'key').where('state', 'unwanted');
  return found.orderBy('created_at').limit(limit).forUpdate().skipLocked();
}

/** Locks files stored before `before` and never claimed; skips those another transaction holds. */
export async function lockStale(transaction: Knex.Transaction, before: Date, limit: number): Promise<Locked[]> {
  const found = transaction('media_files').select('id', 'key').where('state', 'pending').where('created_at', '<', before);
  return found.orderBy('created_at').limit(limit).forUpdate().skipLocked();
}

/** Locks the keys that were never claimed, waiting for a transaction that is about to claim them. */
export async function lockPending(transaction: Knex.Transaction, keys: readonly string[]): Promise<Locked[]> {
  return transaction('media_files').select('id', 'key').whereIn('key', keys).where('state', 'pending').forUpdate();
}

/**
 * One statement a row: for a list of ids MariaDB may read the whole table, and a delete would wait for every row another
 * transaction holds.
 */
export async function deleteFiles(transaction: Knex.Transaction, files: readonly Locked[]): Promise<void> {
  for (const { id } of files) await transaction('media_files').where({ id }).delete();
}
