import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'post_photos', (table) => {
    table.bigIncrements('id');
    table.bigInteger('post_id').unsigned().notNullable();
    table.specificType('file_key', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable();
    table.specificType('small_key', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable();
    table.index(['post_id', 'id'], 'post_photos_post_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('post_photos');
}
