import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

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
    // 1 anybody joins, 2 who asks waits for an answer.
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
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['group_reports', 'group_members', 'community_groups']) await knex.schema.dropTable(table);
}
