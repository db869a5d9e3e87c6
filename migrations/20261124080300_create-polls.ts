import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'poll_options', (table) => {
    table.bigIncrements('id');
    table.bigInteger('post_id').unsigned().notNullable();
    table.string('text', 255).notNullable();
    table.integer('votes_count').unsigned().notNullable().defaultTo(0);
    table.index(['post_id', 'id'], 'poll_options_post_index');
  });
  await createTable(knex, 'poll_votes', (table) => {
    table.bigIncrements('id');
    table.bigInteger('post_id').unsigned().notNullable();
    table.bigInteger('option_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['post_id', 'user_id'], { indexName: 'poll_votes_pair_unique' });
    table.index(['option_id', 'id'], 'poll_votes_option_index');
    table.index(['user_id', 'id'], 'poll_votes_user_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('poll_votes');
  await knex.schema.dropTable('poll_options');
}
