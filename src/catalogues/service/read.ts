import type { Knex } from 'knex';
import {
  allCategoryRows,
  type CountryRow,
  type CurrencyRow,
  countryRows,
  currencyRows,
  type GenreRow,
  genreRows,
  type SubCategoryRow,
} from '../queries.ts';
import { CATEGORY_KINDS, type Categories, type CategoryKind } from '../rules.ts';

export type { CountryRow, CurrencyRow, GenreRow };

/** The lists that a site maintains itself, in the order of ids. */
export type Catalogues = {
  categories: ReadonlyMap<CategoryKind, Categories>;
  currencies: readonly CurrencyRow[];
  genres: readonly GenreRow[];
  countries: readonly CountryRow[];
};

/** Reads all of them. 4 statements. */
export async function readCatalogues(db: Knex): Promise<Catalogues> {
  const [rows, currencies, genres, countries] = await Promise.all([
    allCategoryRows(db),
    currencyRows(db),
    genreRows(db),
    countryRows(db),
  ]);
  const categories = new Map(CATEGORY_KINDS.map((kind) => [kind, categoriesOf(kind, rows)]));
  return { categories, currencies, genres, countries };
}

/** The categories of one kind out of all rows. */
export function categoriesOf(kind: CategoryKind, rows: readonly SubCategoryRow[]): Categories {
  const own = rows.filter((row) => row.kind === kind);
  const [tops, subs] = [own.filter((row) => row.category_id === 0), own.filter((row) => row.category_id > 0)];
  return {
    kind,
    byId: new Map(tops.map(({ id, name }) => [id, { id, name }])),
    subsById: new Map(subs.map(({ id, name, category_id }) => [id, { id, name, categoryId: category_id }])),
  };
}
