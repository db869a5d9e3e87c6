import type { Knex } from 'knex';
import { duplicateKey } from '../database/duplicate-key.ts';
import type { Tx, Write } from '../database/write.ts';
import { settingProblem, settingsCatalogue } from './catalogue.ts';
import {
  type CategoryKind,
  type CategoryRow,
  type CountryRow,
  type CurrencyRow,
  categoryRows,
  countryRows,
  currencyRows,
  deleteCategory,
  type GenreRow,
  genreRows,
  hasSubCategories,
  insertCategory,
  lockCategory,
  saveSetting,
  settingRows,
  updateCategory,
} from './queries.ts';

export type { CategoryKind, CategoryRow, CountryRow, CurrencyRow, GenreRow };

const REFRESH_SECONDS = 5;

/** The site's settings as this process last read them; changes made elsewhere are seen within `REFRESH_SECONDS`. */
export type Settings = {
  /** A setting's value; '' for one that has none. */
  value(name: string): string;
  /** Whether a switch is '1'. */
  isOn(name: string): boolean;
  serverKey(): string;
  categories(): readonly CategoryRow[];
  currencies(): readonly CurrencyRow[];
  genres(): readonly GenreRow[];
  countries(): readonly CountryRow[];
  /** Name and value of what apps may see. */
  exposed(): Record<string, string>;
  refresh(): Promise<void>;
  /** Resolves once nothing is being read any more. */
  close(): Promise<void>;
};

/** Reads the settings and keeps them fresh. 5 statements, then 5 every `REFRESH_SECONDS`. */
export async function loadSettings(db: Knex, onError: (error: unknown) => void): Promise<Settings> {
  let values = new Map<string, string>();
  let categories: readonly CategoryRow[] = [];
  let currencies: readonly CurrencyRow[] = [];
  let genres: readonly GenreRow[] = [];
  let countries: readonly CountryRow[] = [];

  async function refresh(): Promise<void> {
    const [settings, ...lists] = await Promise.all([
      settingRows(db),
      categoryRows(db),
      currencyRows(db),
      genreRows(db),
      countryRows(db),
    ]);
    values = new Map(settings.map((row) => [row.name, row.value]));
    [categories, currencies, genres, countries] = lists;
  }

  await refresh();
  let reading = Promise.resolve();
  const timer = setInterval(() => {
    reading = refresh().catch(onError);
  }, REFRESH_SECONDS * 1000);
  timer.unref();

  const value = (name: string) => values.get(name) ?? '';
  return {
    value,
    isOn: (name) => value(name) === '1',
    serverKey() {
      const key = value('server_key');
      if (key === '') throw new Error('the settings hold no server_key; run the migrations');
      return key;
    },
    categories: () => categories,
    currencies: () => currencies,
    genres: () => genres,
    countries: () => countries,
    exposed: () =>
      Object.fromEntries(
        Object.entries(settingsCatalogue).flatMap(([name, setting]) => (setting.exposed ? [[name, value(name)]] : [])),
      ),
    refresh,
    async close() {
      clearInterval(timer);
      await reading;
    },
  };
}

/** Changes one setting. Throws an Error in words for the admin when the name or the value is wrong. */
export async function changeSetting(write: Write, name: string, value: string): Promise<void> {
  const problem = settingProblem(name, value);
  if (problem) throw new Error(problem);
  await write((tx) => saveSetting(tx, { name, value }));
}

const NAME_LENGTH = 100;

/** Kinds whose categories may have sub-categories: apps know those of no other (contract §1.18). */
const KINDS_WITH_SUB_CATEGORIES: readonly CategoryKind[] = ['page', 'group', 'product'];

/** Adds a category, with `parentId` a sub-category; gives its id. Throws an Error in words for the admin. */
export async function addCategory(
  write: Write,
  { kind, name, parentId = 0 }: { kind: CategoryKind; name: string; parentId?: number | undefined },
): Promise<number> {
  const row = { kind, parent_id: parentId, name: categoryName(name) };
  if (parentId > 0 && !KINDS_WITH_SUB_CATEGORIES.includes(kind)) throw new Error(`${kind} categories have no sub-categories`);
  return write(async (tx) => {
    if (parentId > 0) {
      const parent = await requireCategory(tx, parentId);
      if (parent.kind !== kind) throw new Error(`category ${parentId} is a ${parent.kind} category`);
      if (parent.parent_id > 0) throw new Error(`category ${parentId} is a sub-category itself`);
    }
    return unlessTaken(row, insertCategory(tx, row));
  });
}

/** Gives a category another name. Throws an Error in words for the admin. */
export async function renameCategory(write: Write, id: number, name: string): Promise<void> {
  const wanted = categoryName(name);
  await write(async (tx) => {
    const category = await requireCategory(tx, id);
    await unlessTaken({ ...category, name: wanted }, updateCategory(tx, id, wanted));
  });
}

/** Removes a category; what was in it is in none from then on. Throws an Error in words for the admin. */
export async function removeCategory(write: Write, id: number): Promise<void> {
  await write(async (tx) => {
    await requireCategory(tx, id);
    if (await hasSubCategories(tx, id)) throw new Error(`category ${id} has sub-categories: remove them first`);
    await deleteCategory(tx, id);
  });
}

async function requireCategory(tx: Tx, id: number): Promise<CategoryRow> {
  const category = await lockCategory(tx, id);
  if (!category) throw new Error(`there is no category ${id}`);
  return category;
}

function categoryName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '') throw new Error('a category needs a name');
  if ([...trimmed].length > NAME_LENGTH) throw new Error(`the name of a category is at most ${NAME_LENGTH} characters long`);
  return trimmed;
}

async function unlessTaken<Result>({ kind, name }: { kind: string; name: string }, statement: Promise<Result>): Promise<Result> {
  try {
    return await statement;
  } catch (error) {
    if (duplicateKey(error) !== 'categories_kind_name_unique') throw error;
    throw new Error(`there is a ${kind} category named ${name} already`, { cause: error });
  }
}
