import type { Services } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import { deleteReactionsTo, deleteRemarkRows, reactedBy, someDeleted, someOf, someRemarkIds } from '../queries/purge.ts';
import { addToRemark, lockPlaces, markDeleted, REMARK_TABLES, type RemarkTables } from '../queries/rows.ts';
import { removeReaction } from './react.ts';

const BATCH = 200;

/** All that hangs on one deleted remark, in bounded batches, then its row. May be run again. */
export async function purgeRemark(
  services: Services,
  tables: RemarkTables,
  { id, parent_id }: { id: number; parent_id: number },
): Promise<void> {
  if (parent_id === 0) await removeAll(services, tables, { parent_id: id });
  await removeRemarks(services, tables, [id]);
}

/** Removes what a process that ended too early left of deleted remarks. May be run again at any point. */
export async function sweepRemarks(services: Services): Promise<void> {
  for (const tables of Object.values(REMARK_TABLES)) await purgeDeletedRemarks(services, tables);
}

async function purgeDeletedRemarks(services: Services, tables: RemarkTables): Promise<void> {
  for (let found = BATCH; found === BATCH; ) {
    const deleted = await someDeleted(services.db, tables, BATCH);
    for (const remark of deleted) await purgeRemark(services, tables, remark);
    found = deleted.length;
  }
}

/** All that was said about a deleted thing. May be run again. */
export async function purgeRemarksOn(services: Services, tables: RemarkTables, subjectId: number): Promise<void> {
  await removeAll(services, tables, { subject_id: subjectId });
}

/** What a deleted person said, and what they thought of what others said; counters of others forget it. May be run again. */
export async function purgeRemarksOf(services: Services, tables: RemarkTables, userId: number): Promise<void> {
  for (let found = BATCH; found === BATCH; ) {
    const remarks = await someOf(services.db, tables, userId, BATCH);
    for (const { id, parent_id } of remarks) await hide(services, tables, { id, parent_id });
    found = remarks.length;
  }
  await purgeDeletedRemarks(services, tables);
  for (let found = BATCH; found === BATCH; ) {
    const ids = await reactedBy(services.db, tables, userId, BATCH);
    for (const id of ids) await services.write((tx) => removeReaction(tx, tables, { comment_id: id, user_id: userId }));
    found = ids.length;
  }
}

/** Takes a remark out of sight and out of the counters. Gives false when it was gone already. */
export async function hide(
  services: Services,
  tables: RemarkTables,
  { id, parent_id }: { id: number; parent_id: number },
): Promise<boolean> {
  return services.write(async (tx) => {
    const places = await lockPlaces(tx, tables, parent_id > 0 ? [parent_id, id] : [id]);
    if (places.find((place) => place.id === id)?.state !== 'shown') return false;
    await markDeleted(tx, tables, id);
    if (parent_id > 0) await addToRemark(tx, tables, parent_id, { replies_count: -1 });
    return true;
  });
}

async function removeAll(services: Services, tables: RemarkTables, where: Parameters<typeof someRemarkIds>[2]): Promise<void> {
  for (let found = BATCH; found === BATCH; ) {
    const ids = await someRemarkIds(services.db, tables, where, BATCH);
    await removeRemarks(services, tables, ids);
    found = ids.length;
  }
}

/** Reactions first, in batches, then the rows. */
async function removeRemarks(services: Services, tables: RemarkTables, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await deleteInBatches(services.write, (tx, limit) => deleteReactionsTo(tx, tables, ids, limit));
  await services.write(async (tx) => {
    await lockPlaces(tx, tables, ids);
    // What somebody left meanwhile; nobody can any more now that the rows are locked.
    await deleteReactionsTo(tx, tables, ids, BATCH);
    await deleteRemarkRows(tx, tables, ids);
  });
}
