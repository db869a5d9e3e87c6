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
  'comments_count',
  'shares_count',
  'views_count',
];

const MARKS = ['post_saves', 'post_pins', 'post_reports', 'post_hides', 'post_views'];

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
    // The event that the post announces; `event_id` is the event whose page it was posted on.
    table.integer('page_event_id').unsigned().notNullable().defaultTo(0);
    table.boolean('is_poll').notNullable().defaultTo(false);
    table.boolean('comments_enabled').notNullable().defaultTo(true);
    table.boolean('boosted').notNullable().defaultTo(false);
    // Whether it counts in the author's posts_count: posts of pages and anonymous posts do not.
    table.boolean('is_counted').notNullable().defaultTo(true);
    for (const name of COUNTERS) table.integer(name).unsigned().notNullable().defaultTo(0);
    table.datetime('created_at', { precision: 3 }).notNullable();
    // Hidden from everybody from this moment; its rows are deleted in the background.
    table.datetime('deleted_at', { precision: 3 });

    table.index(['author_id', 'id'], 'posts_author_id_index');
    // A person's posts of given days: by author alone all their posts would be read.
    table.index(['author_id', 'created_at'], 'posts_author_created_index');
    table.index(['author_id', 'file_kind', 'id'], 'posts_author_media_id_index');
    table.index(['recipient_id', 'id'], 'posts_recipient_id_index');
    table.index(['group_id', 'id'], 'posts_group_id_index');
    table.index(['page_id', 'id'], 'posts_page_id_index');
    table.index(['event_id', 'id'], 'posts_event_id_index');
    table.index(['parent_id', 'id'], 'posts_parent_id_index');
    table.index(['file_kind', 'privacy', 'group_id', 'id'], 'posts_open_media_id_index');
    table.index(['reactions_count', 'id'], 'posts_liked_index');
    // The most liked posts of a day: the index by likes alone would be read down to the first recent one.
    table.index(['created_at', 'reactions_count', 'id'], 'posts_created_liked_index');
    table.index(['views_count', 'id'], 'posts_watched_index');
    // No index of deleted_at: it is null almost everywhere, and the optimizer would merge it into every list.
  });

  await createTable(knex, 'post_photos', (table) => {
    table.bigIncrements('id');
    table.bigInteger('post_id').unsigned().notNullable();
    table.specificType('file_key', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable();
    table.specificType('small_key', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable();
    table.index(['post_id', 'id'], 'post_photos_post_index');
  });

  await createTable(knex, 'post_reactions', (table) => {
    table.bigIncrements('id');
    table.bigInteger('subject_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    // 1 like, 2 love, 3 haha, 4 wow, 5 sad, 6 angry; 7 wonder, or dislike
    table.tinyint('reaction').unsigned().notNullable();
    // A person may leave a wonder beside a reaction, but one of each.
    table.specificType('is_wonder', 'TINYINT UNSIGNED GENERATED ALWAYS AS (reaction = 7) STORED');
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['subject_id', 'user_id', 'is_wonder'], { indexName: 'post_reactions_person_unique' });
    table.index(['subject_id', 'reaction', 'id'], 'post_reactions_kind_index');
    table.index(['user_id', 'id'], 'post_reactions_user_index');
  });

  // Once for each person and post.
  for (const name of MARKS) {
    await createTable(knex, name, (table) => {
      table.bigIncrements('id');
      table.bigInteger('post_id').unsigned().notNullable();
      table.integer('user_id').unsigned().notNullable();
      table.datetime('created_at', { precision: 3 }).notNullable();
      table.unique(['post_id', 'user_id'], { indexName: `${name}_pair_unique` });
      table.index(['user_id', 'id'], `${name}_user_index`);
    });
  }

  await createTable(knex, 'poll_options', (table) => {
    table.bigIncrements('id');
    table.bigInteger('post_id').unsigned().notNullable();
    table.string('text', 255).notNullable();
    table.integer('votes_count').unsigned().notNullable().defaultTo(0);
    table.index(['post_id', 'id'], 'poll_options_post_index');
  });

  await createTable(knex, 'poll_votes', (table) => {
    table.bigIncrements('id');
    table.bigInteger('post_id').unsigned().notNullable();
    table.bigInteger('option_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['post_id', 'user_id'], { indexName: 'poll_votes_pair_unique' });
    table.index(['option_id', 'id'], 'poll_votes_option_index');
    table.index(['user_id', 'id'], 'poll_votes_user_index');
  });

  await createTable(knex, 'hashtags', (table) => {
    table.increments('id');
    // In lower case and compared by code points: an accent makes another tag.
    table
      .specificType('tag', 'VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin')
      .notNullable()
      .unique({ indexName: 'hashtags_tag_unique' });
    table.integer('uses_count').unsigned().notNullable().defaultTo(0);
    table.datetime('last_used_at', { precision: 3 }).notNullable();
    table.index(['uses_count', 'id'], 'hashtags_uses_index');
    table.index(['last_used_at', 'id'], 'hashtags_last_used_index');
  });

  await createTable(knex, 'post_hashtags', (table) => {
    table.bigIncrements('id');
    table.integer('tag_id').unsigned().notNullable();
    table.bigInteger('post_id').unsigned().notNullable();
    table.unique(['tag_id', 'post_id'], { indexName: 'post_hashtags_pair_unique' });
    table.index(['post_id', 'tag_id'], 'post_hashtags_post_index');
  });

  // Deleted posts whose rows are still to be deleted.
  await createTable(knex, 'deleted_posts', (table) => {
    table.bigInteger('post_id').unsigned().notNullable().primary();
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of [
    'deleted_posts',
    'post_hashtags',
    'hashtags',
    'poll_votes',
    'poll_options',
    ...MARKS,
    'post_reactions',
    'post_photos',
    'posts',
  ])
    await knex.schema.dropTable(table);
}
