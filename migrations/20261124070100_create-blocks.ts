import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'blocks', (table) => {
    table.bigIncrements('id');
    table.integer('blocker_id').unsigned().notNullable();
    table.integer('blocked_id').unsigned().notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['blocker_id', 'blocked_id'], { indexName: 'blocks_pair_unique' });
    table.index(['blocked_id', 'blocker_id'], 'blocks_blocked_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('blocks');
}
