import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  // The ledger of stored files. The row is written before the bytes and deleted after them, so a crash leaves neither alone.
  await createTable(knex, 'media_files', (table) => {
    table.bigIncrements('id');
    table
      .specificType('key', 'VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin')
      .notNullable()
      .unique({ indexName: 'media_files_key_unique' });
    table.enum('state', ['pending', 'used', 'unwanted']).notNullable();
    // The number of rows of other tables that use this file: a new avatar is also the picture of a post.
    table.integer('uses').unsigned().notNullable().defaultTo(0);
    table.integer('owner_id').unsigned();
    table.bigInteger('size_bytes').unsigned().notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.index(['state', 'created_at'], 'media_files_state_created_at_index');
    table.index(['owner_id', 'id'], 'media_files_owner_id_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('media_files');
}
