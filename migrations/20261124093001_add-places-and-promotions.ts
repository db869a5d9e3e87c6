import type { Knex } from 'knex';
import { cellOf } from '../src/search/rules/cells.ts';

const ROWS_AT_ONCE = 500;

/**
 * Where products and pages are, as a number that the nearest are found by; a page is promoted for a while; what was told of a
 * page or group goes with it; what was imported knows its picture again.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('products', (table) => {
    // The cell of lat and lng while it is for sale.
    table.bigInteger('cell').unsigned();
    table.index(['cell', 'lat', 'lng'], 'products_cell_index');
  });
  await knex.schema.alterTable('pages', (table) => {
    table.double('lat');
    table.double('lng');
    table.bigInteger('cell').unsigned();
    // Without an end, promoted until it is taken back.
    table.datetime('boosted_until', { precision: 3 });
    table.index(['cell', 'lat', 'lng'], 'pages_cell_index');
  });
  await knex.schema.alterTable('notifications', (table) => {
    table.index(['group_id'], 'notifications_group_index');
    table.index(['page_id'], 'notifications_page_index');
  });
  await knex.schema.alterTable('articles', (table) => {
    table.specificType('thumbnail_digest', 'CHAR(64) CHARACTER SET ascii');
  });
  await placeProducts(knex);
}

async function placeProducts(knex: Knex): Promise<void> {
  for (let last = 0; ; ) {
    const rows = await knex('products').where('id', '>', last).orderBy('id').limit(ROWS_AT_ONCE).select('*');
    const end = rows.at(-1);
    if (!end) return;
    for (const { id, lat, lng, sold, deleted_at } of rows) {
      if (lat === null || lng === null || sold === 1 || deleted_at !== null) continue;
      await knex('products')
        .where({ id })
        .update({ cell: cellOf({ lat, lng }) });
    }
    last = end.id;
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('articles', (table) => {
    table.dropColumn('thumbnail_digest');
  });
  await knex.schema.alterTable('notifications', (table) => {
    table.dropIndex(['page_id'], 'notifications_page_index');
    table.dropIndex(['group_id'], 'notifications_group_index');
  });
  await knex.schema.alterTable('pages', (table) => {
    table.dropIndex(['cell', 'lat', 'lng'], 'pages_cell_index');
    for (const name of ['lat', 'lng', 'cell', 'boosted_until']) table.dropColumn(name);
  });
  await knex.schema.alterTable('products', (table) => {
    table.dropIndex(['cell', 'lat', 'lng'], 'products_cell_index');
    table.dropColumn('cell');
  });
}
