import type { Knex } from 'knex';
import type { Tx } from '../database/write.ts';
import { unavailabilityOf } from '../unavailable.ts';
import type { Media } from './media.ts';
import { decrementUse, deleteFiles, insertPending, lockPending, lockStale, lockUnwanted, markUsed } from './queries.ts';

/** A finished file to store. */
export type Finished = { key: string; path: string; mime: string; sizeBytes: number };

const PENDING_MAX_AGE_MS = 60 * 60_000;
const BATCH_SIZE = 100;
const MAX_BATCHES = 50;

/**
 * Stores finished files: commits their rows as `pending` first, then writes their bytes. A crash at any point leaves rows that
 * the sweep can see, never bytes it cannot. Keeps none when one cannot be stored.
 */
export async function storeFiles(media: Media, ownerId: number | null, files: readonly Finished[]): Promise<void> {
  await insertPending(
    media.db,
    files.map(({ key, sizeBytes }) => ({ key, owner_id: ownerId, size_bytes: sizeBytes })),
  );
  try {
    for (const { key, path, mime } of files) await media.store.put(key, path, mime);
  } catch (error) {
    // A store that is away cannot be cleaned up either, and the caller would wait for it a second time.
    if (unavailabilityOf(error)?.dependency !== 'storage') await tidy(media, files);
    throw error;
  }
}

/** When this fails as well, the sweep removes the file; the first error is the one to report. */
async function tidy(media: Media, files: readonly Finished[]): Promise<void> {
  const keys = files.map(({ key }) => key);
  try {
    await discardMedia(media, keys);
  } catch (error) {
    if (!unavailabilityOf(error)) media.log.warn({ err: error, keys }, 'media left to the janitor');
  }
}

/**
 * Claims stored files for one more row; part of the transaction that writes that row. A key counts once a call. Throws when one
 * no longer exists (stored over an hour ago, or unwanted), which ends the transaction.
 */
export async function claimMedia(tx: Tx, keys: readonly string[]): Promise<void> {
  const wanted = distinct(keys);
  if (wanted.length === 0) return;
  const claimed = await markUsed(tx, wanted);
  if (claimed !== wanted.length) throw new Error(`only ${claimed} of ${wanted.length} media files are there to claim`);
}

/**
 * Releases one use of each file; part of the transaction that removes the row showing it. The next `sweepMedia` after the commit
 * removes the bytes. Skips keys that are not ours (default avatars, foreign URLs, '').
 */
export async function releaseMedia(tx: Tx, keys: readonly string[]): Promise<void> {
  const released = distinct(keys);
  if (released.length > 0) await decrementUse(tx, released);
}

/** Removes stored files whose write failed. Harmless when it was committed after all: only unclaimed ones are removed. */
export async function discardMedia(media: Media, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await removeLocked(media, (transaction) => lockPending(transaction, distinct(keys)));
}

/**
 * Removes the bytes and rows of unwanted files and of those pending for over an hour, in bounded batches. Can run on several
 * nodes at once and again after a crash. Gives how many files were removed.
 */
export async function sweepMedia(media: Media, now: Date): Promise<number> {
  const before = new Date(now.getTime() - PENDING_MAX_AGE_MS);
  const unwanted = await sweepAll(media, (transaction) => lockUnwanted(transaction, BATCH_SIZE));
  const stale = await sweepAll(media, (transaction) => lockStale(transaction, before, BATCH_SIZE));
  return unwanted + stale;
}

type LockFiles = (transaction: Knex.Transaction) => ReturnType<typeof lockUnwanted>;

async function sweepAll(media: Media, lock: LockFiles): Promise<number> {
  let removed = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
    const some = await removeLocked(media, lock);
    removed += some;
    if (some < BATCH_SIZE) break;
  }
  return removed;
}

/** Bytes first, then rows: after a crash in between the rows still exist to remove the rest by. */
async function removeLocked(media: Media, lock: LockFiles): Promise<number> {
  return media.db.transaction(async (transaction) => {
    const files = await lock(transaction);
    if (files.length === 0) return 0;
    await media.store.remove(files.map((file) => file.key));
    await deleteFiles(transaction, files);
    return files.length;
  });
}

/** In one order, so that two transactions on the same files do not deadlock. */
function distinct(keys: readonly string[]): string[] {
  return [...new Set(keys)].sort();
}
