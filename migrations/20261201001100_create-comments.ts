import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

// One for each reaction, likes first, and one for all of them.
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

/** Comments on posts, articles and movies, and replies to them, in one table and one space of ids; reactions to them and reports. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'comments', (table) => {
    table.bigIncrements('id');
    table.enum('subject_kind', ['post', 'article', 'movie']).notNullable();
    table.bigInteger('subject_id').unsigned().notNullable();
    table.integer('author_id').unsigned().notNullable();
    table.integer('page_id').unsigned().notNullable().defaultTo(0);
    // The comment a reply is to; 0 for a comment itself.
    table.bigInteger('parent_id').unsigned().notNullable().defaultTo(0);
    // A deleted comment is hidden from everybody; its row and what belongs to it are deleted in the background.
    table.enum('state', ['shown', 'deleted']).notNullable().defaultTo('shown');
    table.text('text').notNullable();
    // Finds the same text again; NULL without text, and where repetition is allowed.
    table.specificType('text_hash', 'BINARY(16)');
    table.specificType('file_key', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    table.specificType('record_key', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    for (const name of COUNTERS) table.integer(name).unsigned().notNullable().defaultTo(0);
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.datetime('deleted_at', { precision: 3 });

    table.index(['subject_kind', 'subject_id', 'parent_id', 'state', 'id'], 'comments_subject_index');
    table.index(['parent_id', 'id'], 'comments_parent_index');
    table.index(['author_id', 'text_hash', 'subject_kind', 'subject_id'], 'comments_author_text_index');
    // A page's comments are deleted with it. No list asks for them, so no other statement uses this index.
    table.index(['page_id', 'state', 'id'], 'comments_page_index');
    table.index(['text_hash', 'created_at'], 'comments_text_index');
    // Not of `state`: nearly every row is shown, and the planner would intersect such an index with the others.
    table.index(['deleted_at'], 'comments_deleted_index');
  });

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
  for (const table of ['comment_reports', 'comment_reactions', 'comments']) await knex.schema.dropTable(table);
}
