import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';

export type ImportLockRow = { name: string; holder: string; host: string; pid: number; heartbeat_at: Date };
export type ImportPageRow = { source: string; step: string; last_key: number; digests: Buffer };
export type ImportIdOffsetRow = { source: string; kind: string; base: number };

declare module 'knex/types/tables.js' {
  interface Tables {
    import_locks: ImportLockRow;
    import_pages: ImportPageRow;
    import_id_offsets: ImportIdOffsetRow;
  }
}

type StepKey = Pick<ImportPageRow, 'source' | 'step'>;

/** The pages of a step that came, in the order of keys, after a key. */
export function importPages(db: Knex, step: StepKey, part: { after: number; limit: number }): Promise<ImportPageRow[]> {
  return db('import_pages').where(step).where('last_key', '>', part.after).orderBy('last_key').limit(part.limit).select('*');
}

export async function savePage(tx: Tx, row: ImportPageRow): Promise<void> {
  await tx('import_pages').insert(row).onConflict(['source', 'step', 'last_key']).merge(['digests']);
}

export async function hasPages(db: Knex, source: string): Promise<boolean> {
  return (await db('import_pages').where({ source }).first('step')) !== undefined;
}

/** The offset of a kind of ids; the first one that is stored stays. */
export async function storedOffset(tx: Tx, row: ImportIdOffsetRow): Promise<number> {
  await tx('import_id_offsets').insert(row).onConflict(['source', 'kind']).merge(['kind']);
  const stored = await tx('import_id_offsets').where({ source: row.source, kind: row.kind }).first('base');
  return Number(stored?.base ?? row.base);
}

export async function idOffset(db: Knex, key: Omit<ImportIdOffsetRow, 'base'>): Promise<number | undefined> {
  return (await db('import_id_offsets').where(key).first('base'))?.base;
}

export function lockRow(db: Knex, name: string): Promise<(ImportLockRow & { ageSeconds: number }) | undefined> {
  return db('import_locks')
    .where({ name })
    .first('*', db.raw('TIMESTAMPDIFF(SECOND, heartbeat_at, UTC_TIMESTAMP(3)) AS ageSeconds'));
}

/** Takes the lock from the holder it was seen with, or anew; somebody else may have been quicker. */
export async function takeLock(tx: Tx, row: Omit<ImportLockRow, 'heartbeat_at'>, seenHolder: string | undefined): Promise<void> {
  const values = { ...row, heartbeat_at: tx.raw('UTC_TIMESTAMP(3)') };
  if (seenHolder === undefined) await tx('import_locks').insert(values).onConflict('name').merge(['name']);
  else await tx('import_locks').where({ name: row.name, holder: seenHolder }).update(values);
}

/** Gives whether the lock is still the holder's. */
export async function renewLock(db: Knex, { name, holder }: Pick<ImportLockRow, 'name' | 'holder'>): Promise<boolean> {
  return (
    (await db('import_locks')
      .where({ name, holder })
      .update({ heartbeat_at: db.raw('UTC_TIMESTAMP(3)') })) > 0
  );
}

/** Whether the lock is still the holder's; in a transaction nobody takes it until the end. */
export async function isHeld(db: Knex, { name, holder }: Pick<ImportLockRow, 'name' | 'holder'>): Promise<boolean> {
  return (await db('import_locks').where({ name, holder }).forShare().first('name')) !== undefined;
}

export async function deleteLock(db: Knex, { name, holder }: Pick<ImportLockRow, 'name' | 'holder'>): Promise<void> {
  await db('import_locks').where({ name, holder }).delete();
}
