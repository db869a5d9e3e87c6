import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  // What may stand in home feeds: nothing deleted, nothing said inside a group or by a page.
  await createTable(knex, 'feed_posts', (table) => {
    table.integer('author_id').unsigned().notNullable();
    table.bigInteger('post_id').unsigned().notNullable();
    // 0 everyone, 1 followers, 2 followers whom the author follows too, 3 the author alone
    table.tinyint('audience').unsigned().notNullable();
    table.primary(['author_id', 'post_id']);
    table.index(['audience', 'post_id'], 'feed_posts_audience_index');
  });

  // The newest of each author's rows above, so that a reader's authors are ranked without looking at posts.
  await createTable(knex, 'feed_latest_posts', (table) => {
    table.integer('author_id').unsigned().notNullable().primary();
    // for every follower: audience 0 and 1
    table.bigInteger('shared_id').unsigned().notNullable().defaultTo(0);
    // for followers whom the author follows too: audience 2
    table.bigInteger('mutual_id').unsigned().notNullable().defaultTo(0);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('feed_latest_posts');
  await knex.schema.dropTable('feed_posts');
}
