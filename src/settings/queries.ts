import type { Knex } from 'knex';
import type { Tx } from '../database/write.ts';

export type SettingRow = { name: string; value: string };
export type CategoryKind = 'page' | 'group' | 'blog' | 'product' | 'job';
export type CategoryRow = { id: number; kind: CategoryKind; parent_id: number; name: string };
export type CurrencyRow = { id: number; code: string; symbol: string };

declare module 'knex/types/tables.js' {
  interface Tables {
    settings: SettingRow;
    categories: CategoryRow;
    currencies: CurrencyRow;
  }
}

export function settingRows(db: Knex): Promise<SettingRow[]> {
  return db('settings').select('name', 'value');
}

export function categoryRows(db: Knex): Promise<CategoryRow[]> {
  return db('categories').select('id', 'kind', 'parent_id', 'name').orderBy('id');
}

export function currencyRows(db: Knex): Promise<CurrencyRow[]> {
  return db('currencies').select('id', 'code', 'symbol').orderBy('id');
}

export async function saveSetting(tx: Tx, row: SettingRow): Promise<void> {
  await tx('settings').insert(row).onConflict('name').merge(['value']);
}

/** Locks a category, so that it stays while its sub-categories change. */
export async function lockCategory(tx: Tx, id: number): Promise<CategoryRow | undefined> {
  return tx('categories').where({ id }).forUpdate().first('id', 'kind', 'parent_id', 'name');
}

export async function insertCategory(tx: Tx, row: Omit<CategoryRow, 'id'>): Promise<number> {
  const [id] = await tx('categories').insert(row);
  if (id === undefined) throw new Error('the database gave no id for a new category');
  return id;
}

export async function updateCategory(tx: Tx, id: number, name: string): Promise<void> {
  await tx('categories').where({ id }).update({ name });
}

export async function hasSubCategories(tx: Tx, id: number): Promise<boolean> {
  return (await tx('categories').where({ parent_id: id }).first('id')) !== undefined;
}

export async function deleteCategory(tx: Tx, id: number): Promise<void> {
  await tx('categories').where({ id }).delete();
}
