import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

/** What people leave on comments and replies, once each. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'comment_reactions', (table) => {
    table.bigIncrements('id');
    table.bigInteger('comment_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    // 1 like, 2 love, 3 haha, 4 wow, 5 sad, 6 angry
    table.tinyint('reaction').unsigned().notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['comment_id', 'user_id'], { indexName: 'comment_reactions_pair_unique' });
    table.index(['comment_id', 'reaction', 'id'], 'comment_reactions_kind_index');
    table.index(['user_id', 'id'], 'comment_reactions_user_index');
  });
  await createTable(knex, 'comment_wonders', (table) => {
    table.bigIncrements('id');
    table.bigInteger('comment_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['comment_id', 'user_id'], { indexName: 'comment_wonders_pair_unique' });
    table.index(['comment_id', 'id'], 'comment_wonders_comment_index');
    table.index(['user_id', 'id'], 'comment_wonders_user_index');
  });
  await createTable(knex, 'comment_reports', (table) => {
    table.bigIncrements('id');
    table.bigInteger('comment_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['comment_id', 'user_id'], { indexName: 'comment_reports_pair_unique' });
    table.index(['user_id', 'id'], 'comment_reports_user_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const name of ['comment_reports', 'comment_wonders', 'comment_reactions']) await knex.schema.dropTable(name);
}
