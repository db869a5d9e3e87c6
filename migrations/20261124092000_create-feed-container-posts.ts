import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  // What of groups and pages may stand in the home feeds of their people; narrow and by place, as posts themselves are neither.
  await createTable(knex, 'feed_container_posts', (table) => {
    // 1 group, 2 page
    table.tinyint('container_kind').unsigned().notNullable();
    table.integer('container_id').unsigned().notNullable();
    table.bigInteger('post_id').unsigned().notNullable();
    table.integer('author_id').unsigned().notNullable();
    // false: for its author alone
    table.boolean('is_open').notNullable();
    table.primary(['container_kind', 'container_id', 'post_id']);
    table.unique(['post_id'], { indexName: 'feed_container_posts_post_unique' });
  });
  await knex.raw(
    'INSERT INTO feed_container_posts (container_kind, container_id, post_id, author_id, is_open) ' +
      'SELECT IF(page_id > 0, 2, 1), IF(page_id > 0, page_id, group_id), id, author_id, ' +
      'IF(page_id > 0, privacy IN (0, 2, 4), privacy <> 3) FROM posts ' +
      'WHERE (group_id > 0 OR page_id > 0) AND deleted_at IS NULL',
  );
  // The groups somebody is in and the pages they like, from an index alone: each reading of a home feed asks for them.
  await knex.schema.alterTable('group_members', (table) => {
    table.index(['user_id', 'state', 'group_id'], 'group_members_groups_index');
  });
  await knex.schema.alterTable('page_likes', (table) => {
    table.index(['user_id', 'page_id'], 'page_likes_pages_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('page_likes', (table) => {
    table.dropIndex(['user_id', 'page_id'], 'page_likes_pages_index');
  });
  await knex.schema.alterTable('group_members', (table) => {
    table.dropIndex(['user_id', 'state', 'group_id'], 'group_members_groups_index');
  });
  await knex.schema.dropTable('feed_container_posts');
}
