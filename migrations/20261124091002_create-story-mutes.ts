import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

/** Whose stories somebody does not want to see in their bars. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'story_mutes', (table) => {
    table.bigIncrements('id');
    table.integer('muter_id').unsigned().notNullable();
    table.integer('muted_id').unsigned().notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['muter_id', 'muted_id'], { indexName: 'story_mutes_pair_unique' });
    table.index(['muted_id', 'id'], 'story_mutes_muted_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('story_mutes');
}
