import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

const PAGE_TEXTS = ['company', 'phone', 'address', 'facebook', 'instagram', 'twitter', 'linkedin', 'vk', 'youtube', 'google'];

/** Groups and pages. */
export async function up(knex: Knex): Promise<void> {
  // GROUPS is a reserved word of MySQL 8.
  await createTable(knex, 'community_groups', (table) => {
    table.increments('id');
    table.integer('owner_id').unsigned().notNullable();
    table.string('name', 32).notNullable().unique({ indexName: 'community_groups_name_unique' });
    table.string('title', 100).notNullable();
    table.text('about').notNullable();
    table.string('avatar', 191).notNullable().defaultTo('');
    table.string('cover', 191).notNullable().defaultTo('');
    table.integer('category_id').unsigned().notNullable().defaultTo(1);
    table.integer('sub_category_id').unsigned().notNullable().defaultTo(0);
    // 1 public, 2 private.
    table.tinyint('privacy').unsigned().notNullable().defaultTo(1);
    // 1 anybody joins, 2 requests wait for approval; 0: 1 in a public group, 2 in a private one.
    table.tinyint('join_privacy').unsigned().notNullable().defaultTo(0);
    table.integer('members_count').unsigned().notNullable().defaultTo(0);
    table.integer('posts_count').unsigned().notNullable().defaultTo(0);
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.datetime('deleted_at', { precision: 3 });
    table.index(['owner_id', 'id'], 'community_groups_owner_index');
    table.index(['category_id', 'id'], 'community_groups_category_index');
    table.index(['members_count', 'id'], 'community_groups_popularity_index');
    table.index(['deleted_at'], 'community_groups_deleted_at_index');
  });

  await createTable(knex, 'group_members', (table) => {
    table.bigIncrements('id');
    table.integer('group_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    table.enum('state', ['member', 'requested', 'banned']).notNullable();
    table.enum('role', ['member', 'moderator', 'admin']).notNullable().defaultTo('member');
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['group_id', 'user_id'], { indexName: 'group_members_pair_unique' });
    table.index(['group_id', 'state', 'id'], 'group_members_group_state_index');
    table.index(['user_id', 'state', 'id'], 'group_members_user_state_index');
    // The groups of a person, from the index alone: each read of a home feed asks for them.
    table.index(['user_id', 'state', 'group_id'], 'group_members_groups_index');
  });

  await createTable(knex, 'group_reports', (table) => {
    table.bigIncrements('id');
    table.integer('group_id').unsigned().notNullable();
    table.integer('reporter_id').unsigned().notNullable();
    table.text('text').notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['reporter_id', 'group_id'], { indexName: 'group_reports_pair_unique' });
    table.index(['group_id'], 'group_reports_group_index');
  });

  await createTable(knex, 'pages', (table) => {
    table.increments('id');
    table.integer('owner_id').unsigned().notNullable();
    table.string('name', 32).notNullable().unique({ indexName: 'pages_name_unique' });
    table.string('title', 100).notNullable();
    table.text('description').notNullable();
    for (const name of ['avatar', 'cover', 'background']) table.string(name, 191).notNullable().defaultTo('');
    table.boolean('shows_background').notNullable().defaultTo(false);
    table.integer('category_id').unsigned().notNullable().defaultTo(1);
    table.integer('sub_category_id').unsigned().notNullable().defaultTo(0);
    for (const name of ['website', 'call_action_url']) table.string(name, 255).notNullable().defaultTo('');
    for (const name of PAGE_TEXTS) table.string(name, 191).notNullable().defaultTo('');
    table.boolean('users_post').notNullable().defaultTo(false);
    table.tinyint('call_action_type').unsigned().notNullable().defaultTo(0);
    table.boolean('verified').notNullable().defaultTo(false);
    table.boolean('boosted').notNullable().defaultTo(false);
    // Without an end, promoted until an admin ends it.
    table.datetime('boosted_until', { precision: 3 });
    table.double('lat');
    table.double('lng');
    // The cell of lat and lng, by which the nearest are found.
    table.bigInteger('cell').unsigned();
    for (const name of ['likes_count', 'posts_count', 'reviews_count', 'rating_sum']) {
      table.integer(name).unsigned().notNullable().defaultTo(0);
    }
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.datetime('deleted_at', { precision: 3 });
    table.index(['owner_id', 'id'], 'pages_owner_index');
    table.index(['category_id', 'id'], 'pages_category_index');
    table.index(['likes_count', 'id'], 'pages_popularity_index');
    table.index(['boosted', 'id'], 'pages_boosted_index');
    table.index(['cell', 'lat', 'lng'], 'pages_cell_index');
    table.index(['deleted_at'], 'pages_deleted_at_index');
  });

  await createTable(knex, 'page_likes', (table) => {
    table.bigIncrements('id');
    table.integer('page_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['page_id', 'user_id'], { indexName: 'page_likes_pair_unique' });
    table.index(['user_id', 'id'], 'page_likes_user_index');
    // The pages a person likes, from the index alone: each read of a home feed asks for them.
    table.index(['user_id', 'page_id'], 'page_likes_pages_index');
  });

  // The admins of a page beside its owner, and their privileges.
  await createTable(knex, 'page_admins', (table) => {
    table.bigIncrements('id');
    table.integer('page_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    for (const name of ['general', 'info', 'social', 'avatar', 'design', 'analytics']) {
      table.boolean(name).notNullable().defaultTo(true);
    }
    for (const name of ['admins', 'delete_page']) table.boolean(name).notNullable().defaultTo(false);
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['page_id', 'user_id'], { indexName: 'page_admins_pair_unique' });
    table.index(['user_id'], 'page_admins_user_index');
  });

  await createTable(knex, 'page_reviews', (table) => {
    table.bigIncrements('id');
    table.integer('page_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    table.tinyint('valuation').unsigned().notNullable();
    table.text('text').notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['page_id', 'user_id'], { indexName: 'page_reviews_pair_unique' });
    table.index(['page_id', 'id'], 'page_reviews_page_index');
    table.index(['user_id'], 'page_reviews_user_index');
  });

  await createTable(knex, 'page_invitations', (table) => {
    table.bigIncrements('id');
    table.integer('page_id').unsigned().notNullable();
    table.integer('inviter_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['page_id', 'user_id', 'inviter_id'], { indexName: 'page_invitations_people_unique' });
    table.index(['user_id'], 'page_invitations_user_index');
    table.index(['inviter_id'], 'page_invitations_inviter_index');
  });

  await createTable(knex, 'page_reports', (table) => {
    table.bigIncrements('id');
    table.integer('page_id').unsigned().notNullable();
    table.integer('reporter_id').unsigned().notNullable();
    table.text('text').notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['reporter_id', 'page_id'], { indexName: 'page_reports_pair_unique' });
    table.index(['page_id'], 'page_reports_page_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of [
    'page_reports',
    'page_invitations',
    'page_reviews',
    'page_admins',
    'page_likes',
    'pages',
    'group_reports',
    'group_members',
    'community_groups',
  ])
    await knex.schema.dropTable(table);
}
