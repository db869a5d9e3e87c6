import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

// One for each reaction, likes first, and one for all of them.
const COUNTERS = ['likes_count', 'loves_count', 'hahas_count', 'wows_count', 'sads_count', 'angries_count', 'reactions_count'];

/** Pictures and videos that expire after a day. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'stories', (table) => {
    table.bigIncrements('id');
    table.integer('user_id').unsigned().notNullable();
    table.string('title', 100).notNullable().defaultTo('');
    table.string('description', 300).notNullable().defaultTo('');
    table.enum('file_kind', ['image', 'video']).notNullable();
    table.specificType('file_key', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable();
    // A still of the video; '' without one.
    table.specificType('thumb_key', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    table.integer('views_count').unsigned().notNullable().defaultTo(0);
    for (const name of COUNTERS) table.integer(name).unsigned().notNullable().defaultTo(0);
    table.datetime('created_at', { precision: 3 }).notNullable();
    // By the database's clock. Deleting a story sets it to now.
    table.datetime('expires_at', { precision: 3 }).notNullable();

    table.index(['user_id', 'expires_at', 'id'], 'stories_user_index');
    table.index(['expires_at'], 'stories_expires_at_index');
  });

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
  for (const table of ['story_mutes', 'story_reactions', 'story_views', 'stories']) await knex.schema.dropTable(table);
}
