import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

/** The state of an import from another program: its lock, its progress, and changed ids. */
export async function up(knex: Knex): Promise<void> {
  // One row while an import runs. A holder that stops renewing it has died.
  await createTable(knex, 'import_locks', (table) => {
    table.specificType('name', 'VARCHAR(32) CHARACTER SET ascii').notNullable().primary();
    table.specificType('holder', 'VARCHAR(64) CHARACTER SET ascii').notNullable();
    table.string('host', 191).notNullable();
    table.integer('pid').unsigned().notNullable();
    table.datetime('heartbeat_at', { precision: 3 }).notNullable();
  });

  // The imported source rows, a page of keys each with a checksum for every row: a later run finds new and changed rows by them.
  // Written in the transaction of the rows, so they are the checkpoint too.
  await createTable(knex, 'import_pages', (table) => {
    table.specificType('source', 'VARCHAR(32) CHARACTER SET ascii').notNullable();
    table.specificType('step', 'VARCHAR(64) CHARACTER SET ascii').notNullable();
    table.bigInteger('last_key').unsigned().notNullable();
    table.specificType('digests', 'MEDIUMBLOB').notNullable();
    table.primary(['source', 'step', 'last_key']);
  });

  // Where two id spaces of the source become one: the new id is the old one plus `base`.
  await createTable(knex, 'import_id_offsets', (table) => {
    table.specificType('source', 'VARCHAR(32) CHARACTER SET ascii').notNullable();
    table.specificType('kind', 'VARCHAR(32) CHARACTER SET ascii').notNullable();
    table.bigInteger('base').unsigned().notNullable();
    table.primary(['source', 'kind']);
  });

  // How far people had read their chats in the source; chat lists are computed from it.
  await createTable(knex, 'import_read_marks', (table) => {
    table.bigInteger('conversation_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    table.bigInteger('read_up_to').unsigned().notNullable();
    table.primary(['conversation_id', 'user_id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['import_read_marks', 'import_id_offsets', 'import_pages', 'import_locks'])
    await knex.schema.dropTable(table);
}
