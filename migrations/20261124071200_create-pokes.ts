import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'pokes', (table) => {
    table.bigIncrements('id');
    table.integer('sender_id').unsigned().notNullable();
    table.integer('recipient_id').unsigned().notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['sender_id', 'recipient_id'], { indexName: 'pokes_pair_unique' });
    table.index(['recipient_id', 'id'], 'pokes_recipient_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('pokes');
}
