import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

/** Comments on posts, articles and movies, and replies to them: one table and one space of ids. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'comments', (table) => {
    table.bigIncrements('id');
    table.enum('subject_kind', ['post', 'article', 'movie']).notNullable();
    table.bigInteger('subject_id').unsigned().notNullable();
    table.integer('author_id').unsigned().notNullable();
    table.integer('page_id').unsigned().notNullable().defaultTo(0);
    // The comment a reply is to; 0 for a comment itself.
    table.bigInteger('parent_id').unsigned().notNullable().defaultTo(0);
    // A deleted one is gone for everybody; its row and what hangs on it follow in the background.
    table.enum('state', ['shown', 'deleted']).notNullable().defaultTo('shown');
    table.text('text').notNullable();
    // Finds the same text again; null where there is no text, and where it may be repeated.
    table.specificType('text_hash', 'BINARY(16)');
    table.specificType('file_key', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    table.specificType('record_key', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    for (const name of COUNTERS) table.integer(name).unsigned().notNullable().defaultTo(0);
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.datetime('deleted_at', { precision: 3 });

    table.index(['subject_kind', 'subject_id', 'parent_id', 'state', 'id'], 'comments_subject_index');
    table.index(['parent_id', 'id'], 'comments_parent_index');
    table.index(['author_id', 'text_hash', 'subject_kind', 'subject_id'], 'comments_author_text_index');
    table.index(['text_hash', 'created_at'], 'comments_text_index');
    // Not of `state`: nearly every row is shown, and the planner would intersect such an index with the others.
    table.index(['deleted_at'], 'comments_deleted_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('comments');
}

// One for each reaction, likes the first of them, beside that of all.
const COUNTERS = [
  'likes_count',
  'loves_count',
  'hahas_count',
  'wows_count',
  'sads_count',
  'angries_count',
  'reactions_count',
  'wonders_count',
  'replies_count',
];
