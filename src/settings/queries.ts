import type { Knex } from 'knex';
import type { Tx } from '../database/write.ts';

export type SettingRow = { name: string; value: string };

declare module 'knex/types/tables.js' {
  interface Tables {
    settings: SettingRow;
  }
}

export function settingRows(db: Knex): Promise<SettingRow[]> {
  return db('settings').select('name', 'value');
}

export async function saveSetting(tx: Tx, row: SettingRow): Promise<void> {
  await tx('settings').insert(row).onConflict('name').merge(['value']);
}
