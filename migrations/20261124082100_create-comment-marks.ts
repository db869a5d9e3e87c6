import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

/** Reactions to comments and replies, and reports of them, once a person. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'comment_reactions', (table) => {
    table.bigIncrements('id');
    table.bigInteger('subject_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    // 1 like, 2 love, 3 haha, 4 wow, 5 sad, 6 angry; 7 wonder, or dislike
    table.tinyint('reaction').unsigned().notNullable();
    // A person may leave a wonder beside a reaction, but one of each.
    table.specificType('is_wonder', 'TINYINT UNSIGNED GENERATED ALWAYS AS (reaction = 7) STORED');
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['subject_id', 'user_id', 'is_wonder'], { indexName: 'comment_reactions_person_unique' });
    table.index(['subject_id', 'reaction', 'id'], 'comment_reactions_kind_index');
    table.index(['user_id', 'id'], 'comment_reactions_user_index');
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
  for (const name of ['comment_reports', 'comment_reactions']) await knex.schema.dropTable(name);
}
