import type { Knex } from 'knex';
import type { Write } from '../database/write.ts';
import { settingProblem, settingsCatalogue } from './catalogue.ts';
import { type CategoryRow, type CurrencyRow, categoryRows, currencyRows, saveSetting, settingRows } from './queries.ts';

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
  /** Name and value of what apps may see. */
  exposed(): Record<string, string>;
  refresh(): Promise<void>;
  close(): void;
};

/** Reads the settings and keeps them fresh. 3 statements, then 3 every `REFRESH_SECONDS`. */
export async function loadSettings(db: Knex, onError: (error: unknown) => void): Promise<Settings> {
  let values = new Map<string, string>();
  let categories: readonly CategoryRow[] = [];
  let currencies: readonly CurrencyRow[] = [];

  async function refresh(): Promise<void> {
    const [settings, allCategories, allCurrencies] = await Promise.all([settingRows(db), categoryRows(db), currencyRows(db)]);
    values = new Map(settings.map((row) => [row.name, row.value]));
    categories = allCategories;
    currencies = allCurrencies;
  }

  await refresh();
  const timer = setInterval(() => refresh().catch(onError), REFRESH_SECONDS * 1000);
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
    exposed: () =>
      Object.fromEntries(
        Object.entries(settingsCatalogue).flatMap(([name, setting]) => (setting.exposed ? [[name, value(name)]] : [])),
      ),
    refresh,
    close: () => clearInterval(timer),
  };
}

/** Changes one setting. Throws an Error in words for the admin when the name or the value is wrong. */
export async function changeSetting(write: Write, name: string, value: string): Promise<void> {
  const problem = settingProblem(name, value);
  if (problem) throw new Error(problem);
  await write((tx) => saveSetting(tx, { name, value }));
}
