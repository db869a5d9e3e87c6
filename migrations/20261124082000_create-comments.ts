import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'comments', (table) => {
    table.bigIncrements('id');
    table.bigInteger('post_id').unsigned().notNullable();
    table.integer('author_id').unsigned().notNullable();
    table.integer('page_id').unsigned().notNullable().defaultTo(0);
    // The comment a reply is to; 0 for a comment itself.
    table.bigInteger('parent_id').unsigned().notNullable().defaultTo(0);
    // A deleted one is gone for everybody; its row and what hangs on it follow in the background.
    table.enum('state', ['shown', 'deleted']).notNullable().defaultTo('shown');
    table.text('text').notNullable();
    // By which the same text is found again; none where there is no text.
    table.specificType('text_hash', 'BINARY(16)');
    table.specificType('file_key', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    table.specificType('record_key', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    for (const name of COUNTERS) table.integer(name).unsigned().notNullable().defaultTo(0);
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.datetime('deleted_at', { precision: 3 });

    table.index(['post_id', 'parent_id', 'state', 'id'], 'comments_post_index');
    table.index(['parent_id', 'id'], 'comments_parent_index');
    table.index(['author_id', 'text_hash', 'post_id'], 'comments_author_text_index');
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
