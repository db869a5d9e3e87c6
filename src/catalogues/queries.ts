import type { Knex } from 'knex';
import type { Tx } from '../database/write.ts';
import type { CategoryKind } from './rules.ts';

export type CategoryRow = { kind: CategoryKind; id: number; name: string };
export type SubCategoryRow = CategoryRow & { category_id: number };
/** The highest ids that a kind's categories and sub-categories have ever had. */
export type CategoryCounterRow = { kind: CategoryKind; last_category_id: number; last_sub_category_id: number };
export type CurrencyRow = { id: number; code: string; symbol: string };
/** `word` is what apps send, `name` what people read. */
export type GenreRow = { id: number; word: string; name: string };
export type CountryRow = { id: number; name: string };

declare module 'knex/types/tables.js' {
  interface Tables {
    categories: CategoryRow;
    sub_categories: SubCategoryRow;
    category_counters: CategoryCounterRow;
    currencies: CurrencyRow;
    movie_genres: GenreRow;
    countries: CountryRow;
  }
}

/** Categories (`category_id` 0) and sub-categories of all kinds, in ascending order of ids. 1 statement. */
export async function allCategoryRows(db: Knex): Promise<SubCategoryRow[]> {
  const categories: Knex.QueryBuilder = db('categories').select('kind', 'id', 'name', db.raw('0 AS category_id'));
  const rows: SubCategoryRow[] = await categories
    .unionAll([db('sub_categories').select('kind', 'id', 'name', 'category_id')])
    .orderBy('id');
  // a literal and a column give a type so wide that the driver returns text
  return rows.map((row) => ({ ...row, category_id: Number(row.category_id) }));
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

type Key = Pick<CategoryRow, 'kind' | 'id'>;

/** The table and the counter that number a category or a sub-category. */
export type CategoryTable = 'categories' | 'sub_categories';
const COUNTERS = { categories: 'last_category_id', sub_categories: 'last_sub_category_id' } as const;

/**
 * The next id of a kind, or the requested one, which raises the counter. Locks the kind's counter until the commit. 3 statements.
 */
export async function takeCategoryId(
  tx: Tx,
  table: CategoryTable,
  { kind, id }: { kind: CategoryKind; id?: number | undefined },
) {
  const counter = COUNTERS[table];
  const row = await tx('category_counters').where({ kind }).forUpdate().first();
  // rows imported by SQL have not raised the counter
  const highest = await tx(table).where({ kind }).max<{ id: number | null }[]>({ id: 'id' }).first();
  const last = Math.max(row?.[counter] ?? 0, highest?.id ?? 0);
  const taken = id ?? last + 1;
  const zero = { last_category_id: 0, last_sub_category_id: 0 };
  await tx('category_counters')
    .insert({ kind, ...zero, [counter]: Math.max(last, taken) })
    .onConflict('kind')
    .merge([counter]);
  return taken;
}

/** Locks a category, so that it cannot be removed while its sub-categories change. */
export async function lockCategory(tx: Tx, key: Key): Promise<CategoryRow | undefined> {
  return tx('categories').where(key).forUpdate().first('kind', 'id', 'name');
}

/** Locks a sub-category. */
export async function lockSubCategory(tx: Tx, key: Key): Promise<SubCategoryRow | undefined> {
  return tx('sub_categories').where(key).forUpdate().first('kind', 'id', 'name', 'category_id');
}

export async function insertCategory(tx: Tx, row: CategoryRow): Promise<void> {
  await tx('categories').insert(row);
}

export async function insertSubCategory(tx: Tx, row: SubCategoryRow): Promise<void> {
  await tx('sub_categories').insert(row);
}

export async function updateCategoryName(tx: Tx, table: CategoryTable, { kind, id, name }: CategoryRow): Promise<void> {
  await tx(table).where({ kind, id }).update({ name });
}

export async function hasSubCategories(tx: Tx, { kind, id }: Key): Promise<boolean> {
  return (await tx('sub_categories').where({ kind, category_id: id }).first('id')) !== undefined;
}

export async function deleteCategory(tx: Tx, table: CategoryTable, key: Key): Promise<void> {
  await tx(table).where(key).delete();
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

/** Adds a country, with the id wanted or the next one; gives its id. */
export async function insertCountry(tx: Tx, row: { id?: number | undefined; name: string }): Promise<number> {
  const { name } = row;
  const [id] = await tx('countries').insert(row.id === undefined ? { name } : { id: row.id, name });
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

/** Locks the currencies, so that the last one cannot be removed. */
export async function lockCurrencies(tx: Tx): Promise<string[]> {
  return tx('currencies').orderBy('id').forUpdate().pluck('code');
}
