import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'follows', (table) => {
    table.bigIncrements('id');
    table.integer('follower_id').unsigned().notNullable();
    table.integer('followee_id').unsigned().notNullable();
    table.enum('state', ['active', 'requested']).notNullable();
    // The follower asked to be told of every post of the followee.
    table.boolean('notify').notNullable().defaultTo(false);
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['follower_id', 'followee_id'], { indexName: 'follows_pair_unique' });
    table.index(['follower_id', 'state', 'id'], 'follows_follower_state_index');
    table.index(['followee_id', 'state', 'id'], 'follows_followee_state_index');
    table.index(['followee_id', 'notify', 'id'], 'follows_watchers_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('follows');
}
