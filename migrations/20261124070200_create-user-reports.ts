import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'user_reports', (table) => {
    table.bigIncrements('id');
    table.integer('reporter_id').unsigned().notNullable();
    table.integer('reported_id').unsigned().notNullable();
    table.string('text', 1000).notNullable().defaultTo('');
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['reporter_id', 'reported_id'], { indexName: 'user_reports_pair_unique' });
    table.index(['reported_id', 'id'], 'user_reports_reported_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('user_reports');
}
