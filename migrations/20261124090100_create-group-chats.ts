import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'group_chats', (table) => {
    table.increments('id');
    table.integer('owner_id').unsigned().notNullable();
    table.string('name', 50).notNullable();
    table.specificType('avatar', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.datetime('deleted_at', { precision: 3 });
    table.index(['owner_id'], 'group_chats_owner_index');
    table.index(['deleted_at'], 'group_chats_deleted_index');
  });
  await createTable(knex, 'group_chat_members', (table) => {
    table.bigIncrements('id');
    table.integer('group_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    table.enum('state', ['invited', 'active']).notNullable();
    table.integer('invited_by').unsigned().notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['group_id', 'user_id'], { indexName: 'group_chat_members_unique' });
    table.index(['user_id', 'state', 'id'], 'group_chat_members_user_index');
  });
  // Messages to several people at once, each in a chat of two.
  await createTable(knex, 'broadcasts', (table) => {
    table.increments('id');
    table.integer('owner_id').unsigned().notNullable();
    table.string('name', 50).notNullable();
    table.specificType('image', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.index(['owner_id', 'id'], 'broadcasts_owner_index');
  });
  await createTable(knex, 'broadcast_members', (table) => {
    table.integer('broadcast_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    table.primary(['broadcast_id', 'user_id']);
    table.index(['user_id'], 'broadcast_members_user_index');
  });
  await knex.schema.alterTable('messages', (table) => {
    table.index(['broadcast_id', 'id'], 'messages_broadcast_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('messages', (table) => {
    table.dropIndex(['broadcast_id', 'id'], 'messages_broadcast_index');
  });
  for (const table of ['broadcast_members', 'broadcasts', 'group_chat_members', 'group_chats'])
    await knex.schema.dropTable(table);
}
