import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'products', (table) => {
    table.increments('id');
    table.integer('owner_id').unsigned().notNullable();
    // The post that offers it; 0 while both are being created.
    table.bigInteger('post_id').unsigned().notNullable().defaultTo(0);
    table.string('name', 150).notNullable();
    table.text('description').notNullable();
    table.integer('category_id').unsigned().notNullable().defaultTo(1);
    table.integer('sub_category_id').unsigned().notNullable().defaultTo(0);
    table.decimal('price', 13, 2).notNullable();
    table.specificType('currency', 'CHAR(3) CHARACTER SET ascii').notNullable();
    table.string('location', 255).notNullable();
    table.boolean('used').notNullable().defaultTo(false);
    table.integer('units').unsigned().notNullable().defaultTo(1);
    table.double('lat');
    table.double('lng');
    // The cell of lat and lng while it is for sale, by which the nearest are found.
    table.bigInteger('cell').unsigned();
    table.boolean('sold').notNullable().defaultTo(false);
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.datetime('deleted_at', { precision: 3 });
    table.index(['owner_id', 'id'], 'products_owner_index');
    table.index(['category_id', 'id'], 'products_category_index');
    table.index(['lat', 'lng'], 'products_place_index');
    table.index(['cell', 'lat', 'lng'], 'products_cell_index');
    table.index(['post_id'], 'products_post_index');
    table.index(['deleted_at'], 'products_deleted_at_index');
  });

  await createTable(knex, 'product_images', (table) => {
    table.bigIncrements('id');
    table.integer('product_id').unsigned().notNullable();
    for (const name of ['file_key', 'small_key']) {
      table.specificType(name, 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable();
    }
    table.index(['product_id', 'id'], 'product_images_product_index');
  });

  // The words of names: a row for each prefix of each word, and one (`loom.`) for the whole word.
  await createTable(knex, 'product_terms', (table) => {
    table.specificType('term', 'VARCHAR(33) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin').notNullable();
    table.integer('product_id').unsigned().notNullable();
    table.primary(['term', 'product_id']);
    table.index(['product_id'], 'product_terms_product_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['product_terms', 'product_images', 'products']) await knex.schema.dropTable(table);
}
