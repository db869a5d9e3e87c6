import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

// One for each reaction, likes the first of them.
const COUNTERS = ['likes_count', 'loves_count', 'hahas_count', 'wows_count', 'sads_count', 'angries_count', 'reactions_count'];

/** Pictures and videos that are there for a day. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'stories', (table) => {
    table.bigIncrements('id');
    table.integer('user_id').unsigned().notNullable();
    table.string('title', 100).notNullable().defaultTo('');
    table.string('description', 300).notNullable().defaultTo('');
    table.enum('file_kind', ['image', 'video']).notNullable();
    table.specificType('file_key', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable();
    // A picture of a video; '' where there is none.
    table.specificType('thumb_key', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    table.integer('views_count').unsigned().notNullable().defaultTo(0);
    for (const name of COUNTERS) table.integer(name).unsigned().notNullable().defaultTo(0);
    table.datetime('created_at', { precision: 3 }).notNullable();
    // By the database's clock. A story that is deleted has expired now.
    table.datetime('expires_at', { precision: 3 }).notNullable();

    table.index(['user_id', 'expires_at', 'id'], 'stories_user_index');
    table.index(['expires_at'], 'stories_expires_at_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('stories');
}
