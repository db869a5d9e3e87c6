import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

/** What an import from another program keeps: who runs one, what came already, and ids that changed. */
export async function up(knex: Knex): Promise<void> {
  // One row while an import runs. A holder that stops renewing it has died.
  await createTable(knex, 'import_locks', (table) => {
    table.specificType('name', 'VARCHAR(32) CHARACTER SET ascii').notNullable().primary();
    table.specificType('holder', 'VARCHAR(64) CHARACTER SET ascii').notNullable();
    table.string('host', 191).notNullable();
    table.integer('pid').unsigned().notNullable();
    table.datetime('heartbeat_at', { precision: 3 }).notNullable();
  });

  // The source rows that were imported, a page of keys each with a checksum for every row: a later run finds by them what
  // is new or changed. Written with the rows they tell of, so they are the checkpoint too.
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

  // How far people had read their chats there: collected from message to message, for the lists of chats that are made of it.
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
