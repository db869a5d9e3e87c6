import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import type { EntityKind } from './index-rows.ts';

export type RecentSearchRow = { id: number; viewer_id: number; kind: EntityKind; entity_id: number };

declare module 'knex/types/tables.js' {
  interface Tables {
    recent_searches: RecentSearchRow;
  }
}

type Opened = Omit<RecentSearchRow, 'id'>;

/** The people the viewer opened last, newest first. */
export async function recentIds(db: Knex, viewerId: number, kind: EntityKind, limit: number): Promise<number[]> {
  return db('recent_searches').where({ viewer_id: viewerId, kind }).orderBy('id', 'desc').limit(limit).pluck('entity_id');
}

/** Locks the viewer's list for this transaction. */
export async function lockViewer(tx: Tx, viewerId: number): Promise<void> {
  await tx('users').where({ id: viewerId }).forUpdate().select('id');
}

/** Puts a person first in the viewer's list, wherever they were before. */
export async function insertRecent(tx: Tx, opened: Opened): Promise<void> {
  await deleteRecent(tx, opened);
  await tx('recent_searches').insert(opened);
}

/** Keeps only the newest `keep` of the viewer's list. */
export async function trimRecent(tx: Tx, viewerId: number, keep: number): Promise<void> {
  const ids = await tx('recent_searches')
    .where({ viewer_id: viewerId })
    .orderBy('id', 'desc')
    .limit(keep + 10)
    .pluck('id');
  const gone = ids.slice(keep);
  if (gone.length > 0) await tx('recent_searches').whereIn('id', gone).delete();
}

export async function deleteRecent(tx: Tx, opened: Opened): Promise<void> {
  await tx('recent_searches').where(opened).delete();
}

export async function deleteRecentsOf(tx: Tx, viewerId: number): Promise<void> {
  await tx('recent_searches').where({ viewer_id: viewerId }).delete();
}

/** Removes a person from others' lists; gives how many rows were deleted, up to `limit`. */
export async function deleteRecentsTo(tx: Tx, kind: EntityKind, entityId: number, limit: number): Promise<number> {
  return tx('recent_searches').where({ kind, entity_id: entityId }).limit(limit).delete();
}
