import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  // The posts that home feeds can show: none deleted, none in a group or of a page.
  await createTable(knex, 'feed_posts', (table) => {
    table.integer('author_id').unsigned().notNullable();
    table.bigInteger('post_id').unsigned().notNullable();
    // 0 everyone, 1 followers, 2 followers the author follows back, 3 only the author, 4 everyone but not among followed people (anonymous)
    table.tinyint('audience').unsigned().notNullable();
    table.primary(['author_id', 'post_id']);
    table.index(['audience', 'post_id'], 'feed_posts_audience_index');
  });

  // The newest of each author's rows above: a reader's authors are ranked without reading posts.
  await createTable(knex, 'feed_latest_posts', (table) => {
    table.integer('author_id').unsigned().notNullable().primary();
    // for every follower: audience 0 and 1
    table.bigInteger('shared_id').unsigned().notNullable().defaultTo(0);
    // for followers the author follows back: audience 2
    table.bigInteger('mutual_id').unsigned().notNullable().defaultTo(0);
  });

  // The posts of groups and pages that home feeds of their members can show, in a narrow table clustered by container.
  await createTable(knex, 'feed_container_posts', (table) => {
    // 1 group, 2 page
    table.tinyint('container_kind').unsigned().notNullable();
    table.integer('container_id').unsigned().notNullable();
    table.bigInteger('post_id').unsigned().notNullable();
    table.integer('author_id').unsigned().notNullable();
    // false: only its author sees it
    table.boolean('is_open').notNullable();
    table.primary(['container_kind', 'container_id', 'post_id']);
    table.unique(['post_id'], { indexName: 'feed_container_posts_post_unique' });
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['feed_container_posts', 'feed_latest_posts', 'feed_posts']) await knex.schema.dropTable(table);
}
