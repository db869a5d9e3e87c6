import type { Knex } from 'knex';
import type { Categories, CategoryKind } from '../catalogues/rules.ts';
import { type CountryRow, type CurrencyRow, categoriesOf, type GenreRow, readCatalogues } from '../catalogues/service/read.ts';
import type { Write } from '../database/write.ts';
import { settingProblem, settingsCatalogue } from './catalogue.ts';
import { saveSetting, settingRows } from './queries.ts';

const REFRESH_SECONDS = 5;

/** The site's settings as this process last read them; changes made elsewhere are visible within `REFRESH_SECONDS`. */
export type Settings = {
  /** A setting's value; '' for one that has none. */
  value(name: string): string;
  /** Whether a switch is '1'. */
  isOn(name: string): boolean;
  serverKey(): string;
  /** The categories of one kind, and their sub-categories. */
  categories(kind: CategoryKind): Categories;
  currencies(): readonly CurrencyRow[];
  genres(): readonly GenreRow[];
  countries(): readonly CountryRow[];
  /** The names and values that apps can see. */
  exposed(): Record<string, string>;
  refresh(): Promise<void>;
  /** Resolves once nothing is being read. */
  close(): Promise<void>;
};

/** Reads the settings and keeps them fresh. 5 statements, then 5 every `REFRESH_SECONDS`. */
export async function loadSettings(db: Knex, onError: (error: unknown) => void): Promise<Settings> {
  async function read() {
    const [rows, catalogues] = await Promise.all([settingRows(db), readCatalogues(db)]);
    return { values: new Map(rows.map((row) => [row.name, row.value])), ...catalogues };
  }

  let current = await read();
  async function refresh(): Promise<void> {
    current = await read();
  }

  let reading = Promise.resolve();
  const timer = setInterval(() => {
    reading = refresh().catch(onError);
  }, REFRESH_SECONDS * 1000);
  timer.unref();

  const value = (name: string) => current.values.get(name) ?? '';
  return {
    value,
    isOn: (name) => value(name) === '1',
    serverKey() {
      const key = value('server_key');
      if (key === '') throw new Error('the settings hold no server_key; run the migrations');
      return key;
    },
    categories: (kind) => current.categories.get(kind) ?? categoriesOf(kind, []),
    currencies: () => current.currencies,
    genres: () => current.genres,
    countries: () => current.countries,
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
