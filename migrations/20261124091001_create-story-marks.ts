import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

/** Who saw a story and what they answered it with, once each. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'story_views', (table) => {
    table.bigIncrements('id');
    table.bigInteger('story_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['story_id', 'user_id'], { indexName: 'story_views_pair_unique' });
    table.index(['story_id', 'id'], 'story_views_story_index');
    table.index(['user_id', 'id'], 'story_views_user_index');
  });
  await createTable(knex, 'story_reactions', (table) => {
    table.bigIncrements('id');
    table.bigInteger('subject_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    // 1 like, 2 love, 3 haha, 4 wow, 5 sad, 6 angry
    table.tinyint('reaction').unsigned().notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['subject_id', 'user_id'], { indexName: 'story_reactions_person_unique' });
    table.index(['subject_id', 'reaction', 'id'], 'story_reactions_kind_index');
    table.index(['user_id', 'id'], 'story_reactions_user_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const name of ['story_reactions', 'story_views']) await knex.schema.dropTable(name);
}
