import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

// One for each reaction, likes the first of them.
const COUNTERS = [
  'likes_count',
  'loves_count',
  'hahas_count',
  'wows_count',
  'sads_count',
  'angries_count',
  'dislikes_count',
  'replies_count',
];

/** What people say about movies, and reply to it; and what they think of that, one row a person. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'movie_comments', (table) => {
    table.bigIncrements('id');
    // The movie.
    table.integer('subject_id').unsigned().notNullable();
    table.integer('author_id').unsigned().notNullable();
    // The comment a reply is to; 0 for a comment itself.
    table.bigInteger('parent_id').unsigned().notNullable().defaultTo(0);
    table.enum('state', ['shown', 'deleted']).notNullable().defaultTo('shown');
    table.text('text').notNullable();
    for (const name of COUNTERS) table.integer(name).unsigned().notNullable().defaultTo(0);
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.datetime('deleted_at', { precision: 3 });

    table.index(['subject_id', 'parent_id', 'state', 'id'], 'movie_comments_subject_index');
    table.index(['parent_id', 'id'], 'movie_comments_parent_index');
    table.index(['author_id', 'id'], 'movie_comments_author_index');
    table.index(['deleted_at'], 'movie_comments_deleted_index');
  });
  await createTable(knex, 'movie_comment_reactions', (table) => {
    table.bigIncrements('id');
    table.bigInteger('comment_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    // 1 like, 2 love, 3 haha, 4 wow, 5 sad, 6 angry, 7 dislike
    table.tinyint('reaction').unsigned().notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['comment_id', 'user_id'], { indexName: 'movie_comment_reactions_pair_unique' });
    table.index(['user_id', 'id'], 'movie_comment_reactions_user_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const name of ['movie_comment_reactions', 'movie_comments']) await knex.schema.dropTable(name);
}
