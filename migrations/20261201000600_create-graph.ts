import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

/** Who follows, blocks and reports whom. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'follows', (table) => {
    table.bigIncrements('id');
    table.integer('follower_id').unsigned().notNullable();
    table.integer('followee_id').unsigned().notNullable();
    table.enum('state', ['active', 'requested']).notNullable();
    // The follower wants a notification for every post of the followee.
    table.boolean('notify').notNullable().defaultTo(false);
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['follower_id', 'followee_id'], { indexName: 'follows_pair_unique' });
    table.index(['follower_id', 'state', 'id'], 'follows_follower_state_index');
    table.index(['followee_id', 'state', 'id'], 'follows_followee_state_index');
    table.index(['followee_id', 'notify', 'id'], 'follows_watchers_index');
    // The followees of a person, from the index alone: the rows of one follower are far apart.
    table.index(['follower_id', 'state', 'followee_id'], 'follows_followees_index');
  });

  await createTable(knex, 'blocks', (table) => {
    table.bigIncrements('id');
    table.integer('blocker_id').unsigned().notNullable();
    table.integer('blocked_id').unsigned().notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['blocker_id', 'blocked_id'], { indexName: 'blocks_pair_unique' });
    table.index(['blocked_id', 'blocker_id'], 'blocks_blocked_index');
  });

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
  for (const table of ['user_reports', 'blocks', 'follows']) await knex.schema.dropTable(table);
}
