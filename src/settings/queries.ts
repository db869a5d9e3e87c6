import type { Knex } from 'knex';
import type { Tx } from '../database/write.ts';

export type SettingRow = { name: string; value: string };
export type CategoryKind = 'page' | 'group' | 'blog' | 'product' | 'job';
export type CategoryRow = { id: number; kind: CategoryKind; parent_id: number; name: string };
export type CurrencyRow = { id: number; code: string; symbol: string };
/** `word` is what apps send, `name` what people read. */
export type GenreRow = { id: number; word: string; name: string };
export type CountryRow = { id: number; name: string };

declare module 'knex/types/tables.js' {
  interface Tables {
    settings: SettingRow;
    categories: CategoryRow;
    currencies: CurrencyRow;
    movie_genres: GenreRow;
    countries: CountryRow;
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

export function genreRows(db: Knex): Promise<GenreRow[]> {
  return db('movie_genres').select('id', 'word', 'name').orderBy('id');
}

export function countryRows(db: Knex): Promise<CountryRow[]> {
  return db('countries').select('id', 'name').orderBy('id');
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

export async function insertGenre(tx: Tx, row: Omit<GenreRow, 'id'>): Promise<void> {
  await tx('movie_genres').insert(row);
}

/** Gives whether there was such a genre. */
export async function updateGenre(tx: Tx, word: string, name: string): Promise<boolean> {
  return (await tx('movie_genres').where({ word }).update({ name })) > 0;
}

export async function deleteGenre(tx: Tx, word: string): Promise<boolean> {
  return (await tx('movie_genres').where({ word }).delete()) > 0;
}

export async function insertCountry(tx: Tx, name: string): Promise<number> {
  const [id] = await tx('countries').insert({ name });
  if (id === undefined) throw new Error('the database gave no id for a new country');
  return id;
}

export async function updateCountry(tx: Tx, id: number, name: string): Promise<boolean> {
  return (await tx('countries').where({ id }).update({ name })) > 0;
}

export async function deleteCountry(tx: Tx, id: number): Promise<boolean> {
  return (await tx('countries').where({ id }).delete()) > 0;
}

export async function insertCurrency(tx: Tx, row: Omit<CurrencyRow, 'id'>): Promise<void> {
  await tx('currencies').insert(row);
}

export async function updateCurrency(tx: Tx, code: string, symbol: string): Promise<boolean> {
  return (await tx('currencies').where({ code }).update({ symbol })) > 0;
}

export async function deleteCurrency(tx: Tx, code: string): Promise<boolean> {
  return (await tx('currencies').where({ code }).delete()) > 0;
}

/** Locks the currencies, so that one stays. */
export async function lockCurrencies(tx: Tx): Promise<string[]> {
  return tx('currencies').orderBy('id').forUpdate().pluck('code');
}
