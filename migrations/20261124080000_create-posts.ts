import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'posts', (table) => {
    table.bigIncrements('id');
    table.integer('author_id').unsigned().notNullable();
    for (const name of ['page_id', 'group_id', 'event_id', 'recipient_id']) {
      table.integer(name).unsigned().notNullable().defaultTo(0);
    }
    // The original that this one shares.
    table.bigInteger('parent_id').unsigned().notNullable().defaultTo(0);
    table.tinyint('privacy').unsigned().notNullable().defaultTo(0);
    table.enum('kind', ['post', 'profile_picture', 'profile_cover_picture']).notNullable().defaultTo('post');
    table.text('text').notNullable();
    table.string('feeling_type', 16).notNullable().defaultTo('');
    table.string('feeling', 255).notNullable().defaultTo('');
    table.string('map', 255).notNullable().defaultTo('');
    table.string('sticker', 1000).notNullable().defaultTo('');
    table.integer('color_id').unsigned().notNullable().defaultTo(0);
    table.string('album_name', 100).notNullable().defaultTo('');
    table.boolean('is_album').notNullable().defaultTo(false);
    table.string('link_url', 2000).notNullable().defaultTo('');
    table.string('link_title', 255).notNullable().defaultTo('');
    table.string('link_image', 2000).notNullable().defaultTo('');
    table.string('link_content', 1000).notNullable().defaultTo('');
    table.specificType('file_key', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    table.string('file_name', 255).notNullable().defaultTo('');
    // Also `image` for a post of several photos, whose files are in post_photos.
    table.enum('file_kind', ['', 'image', 'video', 'sound', 'file']).notNullable().defaultTo('');
    table.boolean('is_recording').notNullable().defaultTo(false);
    table.specificType('file_thumb_key', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    table.boolean('is_multi_image').notNullable().defaultTo(false);
    table.integer('product_id').unsigned().notNullable().defaultTo(0);
    table.integer('blog_id').unsigned().notNullable().defaultTo(0);
    table.boolean('is_poll').notNullable().defaultTo(false);
    table.boolean('comments_enabled').notNullable().defaultTo(true);
    table.boolean('boosted').notNullable().defaultTo(false);
    // Part of the author's posts_count: not what a page says, nor what nobody may know is theirs.
    table.boolean('is_counted').notNullable().defaultTo(true);
    for (const name of COUNTERS) table.integer(name).unsigned().notNullable().defaultTo(0);
    table.datetime('created_at', { precision: 3 }).notNullable();
    // Gone for everybody from here on; the rows follow in the background.
    table.datetime('deleted_at', { precision: 3 });

    table.index(['author_id', 'id'], 'posts_author_id_index');
    table.index(['author_id', 'file_kind', 'id'], 'posts_author_media_id_index');
    table.index(['recipient_id', 'id'], 'posts_recipient_id_index');
    table.index(['group_id', 'id'], 'posts_group_id_index');
    table.index(['page_id', 'id'], 'posts_page_id_index');
    table.index(['event_id', 'id'], 'posts_event_id_index');
    table.index(['parent_id', 'id'], 'posts_parent_id_index');
    table.index(['file_kind', 'privacy', 'group_id', 'id'], 'posts_open_media_id_index');
    table.index(['reactions_count', 'id'], 'posts_liked_index');
    table.index(['views_count', 'id'], 'posts_watched_index');
    // No index of deleted_at: it is null almost everywhere, and the optimizer would merge it into every list.
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('posts');
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
  'comments_count',
  'shares_count',
  'views_count',
];
