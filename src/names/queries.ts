import type { Knex } from 'knex';
import type { Tx } from '../database/write.ts';

export type NameRow = { id: number; name: string; kind: 'user' | 'page' | 'group' | 'reserved' };

declare module 'knex/types/tables.js' {
  interface Tables {
    names: NameRow;
  }
}

export async function kindOfName(db: Knex, name: string): Promise<NameRow['kind'] | undefined> {
  const row = await db('names').where({ name }).first('kind');
  return row?.kind;
}

export async function insertName(tx: Tx, row: Omit<NameRow, 'id'>): Promise<void> {
  await tx('names').insert(row);
}

export async function updateName(tx: Tx, row: Omit<NameRow, 'id'>, name: string): Promise<void> {
  await tx('names').where(row).update({ name });
}

export async function deleteName(tx: Tx, name: string): Promise<void> {
  await tx('names').where({ name }).delete();
}
