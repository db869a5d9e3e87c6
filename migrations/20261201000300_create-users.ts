import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

const SOCIAL_LINKS = [
  'facebook',
  'google',
  'twitter',
  'linkedin',
  'youtube',
  'vk',
  'instagram',
  'qq',
  'wechat',
  'discord',
  'mailru',
  'okru',
];

/** The first parts of the site's own paths, and words that would be taken for the operator. */
const RESERVED_NAMES = [
  'about',
  'account',
  'activate',
  'admin',
  'administrator',
  'albums',
  'anonymous',
  'api',
  'app_api',
  'apps',
  'articles',
  'assets',
  'blog',
  'blogs',
  'community',
  'contact',
  'docs',
  'event',
  'events',
  'explore',
  'favicon',
  'forum',
  'get_news_feed',
  'group',
  'groups',
  'hashtag',
  'health',
  'help',
  'home',
  'index',
  'login',
  'logout',
  'market',
  'messages',
  'moderator',
  'movies',
  'news',
  'notifications',
  'null',
  'openapi',
  'page',
  'pages',
  'post',
  'posts',
  'privacy',
  'product',
  'products',
  'ready',
  'register',
  'reset',
  'robots',
  'root',
  'saved',
  'search',
  'settings',
  'setup',
  'socket',
  'staff',
  'static',
  'stories',
  'story',
  'support',
  'system',
  'terms',
  'undefined',
  'upload',
  'uploads',
  'user',
  'users',
  'welcome',
];

export async function up(knex: Knex): Promise<void> {
  // One namespace for people, pages and groups: /name leads to one of them. Letters are ASCII by the forms' rule; the column
  // is not, since comparing an ASCII column with other text is an error in MySQL.
  await createTable(knex, 'names', (table) => {
    table.increments('id');
    table.string('name', 32).notNullable().unique({ indexName: 'names_name_unique' });
    table.enum('kind', ['user', 'page', 'group', 'reserved']).notNullable();
  });

  await createTable(knex, 'users', (table) => {
    table.increments('id');
    table.string('username', 32).notNullable().unique({ indexName: 'users_username_unique' });
    // In lower case and compared by bytes: an accent makes another address.
    table
      .specificType('email', 'VARCHAR(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin')
      .notNullable()
      .unique({ indexName: 'users_email_unique' });
    table.datetime('email_verified_at', { precision: 3 });
    table.specificType('password_hash', 'VARCHAR(72) CHARACTER SET ascii COLLATE ascii_bin');
    table.enum('state', ['active', 'pending', 'disabled', 'deleted']).notNullable().defaultTo('active');
    table.enum('role', ['member', 'moderator', 'admin']).notNullable().defaultTo('member');
    table.boolean('banned').notNullable().defaultTo(false);
    table.string('banned_reason', 191).notNullable().defaultTo('');
    table.boolean('verified').notNullable().defaultTo(false);
    table.tinyint('pro_type').unsigned().notNullable().defaultTo(0);

    table.string('first_name', 60).notNullable().defaultTo('');
    table.string('last_name', 60).notNullable().defaultTo('');
    table.string('avatar', 191).notNullable().defaultTo('');
    table.string('cover', 191).notNullable().defaultTo('');
    table.datetime('avatar_changed_at', { precision: 3 });
    table.datetime('cover_changed_at', { precision: 3 });
    table.string('gender', 16).notNullable().defaultTo('male');
    table.date('birthday');
    table.tinyint('relationship_id').unsigned().notNullable().defaultTo(0);
    table.smallint('country_id').unsigned().notNullable().defaultTo(0);
    table.text('about');
    for (const name of ['address', 'city', 'state_name', 'working', 'school'])
      table.string(name, 191).notNullable().defaultTo('');
    table.string('zip', 16).notNullable().defaultTo('');
    for (const name of ['working_link', 'website']) table.string(name, 255).notNullable().defaultTo('');
    for (const name of SOCIAL_LINKS) table.string(name, 191).notNullable().defaultTo('');
    table.string('language', 32).notNullable().defaultTo('english');
    table.string('timezone', 64).notNullable().defaultTo('UTC');
    // NULL for none: the unique key allows many without one.
    table.string('phone_number', 32).unique({ indexName: 'users_phone_number_unique' });

    table.tinyint('follow_privacy').unsigned().notNullable().defaultTo(0);
    table.tinyint('friend_privacy').unsigned().notNullable().defaultTo(0);
    table.enum('post_privacy', ['everyone', 'ifollow', 'nobody']).notNullable().defaultTo('ifollow');
    table.tinyint('message_privacy').unsigned().notNullable().defaultTo(0);
    table.tinyint('birth_privacy').unsigned().notNullable().defaultTo(0);
    table.boolean('visit_privacy').notNullable().defaultTo(false);
    table.boolean('confirm_followers').notNullable().defaultTo(false);
    table.boolean('show_activities_privacy').notNullable().defaultTo(true);
    table.boolean('share_my_location').notNullable().defaultTo(true);
    table.boolean('appears_offline').notNullable().defaultTo(false);
    table.boolean('order_posts_by').notNullable().defaultTo(true);
    table.boolean('notifications_sound').notNullable().defaultTo(true);
    table.text('notification_settings');

    table.enum('two_factor', ['off', 'mail', 'totp']).notNullable().defaultTo('off');
    table.specificType('totp_secret', 'VARCHAR(64) CHARACTER SET ascii').notNullable().defaultTo('');
    // The last time step whose TOTP code was accepted: each code works once.
    table.bigInteger('totp_last_step').unsigned().notNullable().defaultTo(0);

    table.double('lat');
    table.double('lng');
    table.datetime('location_changed_at', { precision: 3 });
    table.decimal('balance', 13, 2).notNullable().defaultTo(0);
    table.decimal('wallet', 13, 2).notNullable().defaultTo(0);
    table.integer('points').unsigned().notNullable().defaultTo(0);
    table.integer('referrer_id').unsigned().notNullable().defaultTo(0);

    for (const name of ['followers_count', 'following_count', 'posts_count', 'albums_count', 'groups_count', 'likes_count']) {
      table.integer(name).unsigned().notNullable().defaultTo(0);
    }
    table.datetime('last_seen_at', { precision: 3 }).notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();

    // People who have something in common.
    for (const name of ['city', 'school', 'working']) table.index([name, 'id'], `users_${name}_index`);
    table.index(['pro_type', 'id'], 'users_pro_type_index');
    table.index(['state', 'banned', 'followers_count', 'id'], 'users_popularity_index');
    table.index(['country_id', 'id'], 'users_country_index');
    table.index(['verified', 'id'], 'users_verified_index');
    table.index(['last_seen_at'], 'users_last_seen_at_index');
  });

  await knex<Record<string, unknown>>('names').insert(RESERVED_NAMES.map((name) => ({ name, kind: 'reserved' })));
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['users', 'names']) await knex.schema.dropTable(table);
}
