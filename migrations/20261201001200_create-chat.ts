import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  // user: the lower and the higher id; page: the page and the visitor; group: the group chat and 0.
  await createTable(knex, 'conversations', (table) => {
    table.bigIncrements('id');
    table.enum('kind', ['user', 'page', 'group']).notNullable();
    table.integer('first_id').unsigned().notNullable();
    table.integer('second_id').unsigned().notNullable();
    // `#rrggbb`, the same for all participants; '' is the site's own.
    table.specificType('color', 'VARCHAR(7) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['kind', 'first_id', 'second_id'], { indexName: 'conversations_parties_unique' });
    table.index(['kind', 'second_id'], 'conversations_second_index');
  });

  // A conversation as one participant has it.
  await createTable(knex, 'conversation_participants', (table) => {
    table.integer('user_id').unsigned().notNullable();
    table.bigInteger('conversation_id').unsigned().notNullable();
    table.enum('kind', ['user', 'page', 'group']).notNullable();
    // The other person, the page or the group chat.
    table.integer('chat_id').unsigned().notNullable();
    // In whole seconds: the order and the cursor of lists. NULL keeps the conversation out of them.
    table.datetime('last_message_at');
    table.integer('unread_count').unsigned().notNullable().defaultTo(0);
    table.bigInteger('read_up_to').unsigned().notNullable().defaultTo(0);
    table.datetime('read_at', { precision: 3 });
    // This participant has deleted the messages up to here.
    table.bigInteger('cleared_up_to').unsigned().notNullable().defaultTo(0);
    table.primary(['user_id', 'conversation_id']);
    table.index(['user_id', 'kind', 'last_message_at', 'conversation_id'], 'conversation_participants_list_index');
    // with the time last: without it the list's index was taken, and a person's whole list read
    table.index(['user_id', 'kind', 'chat_id', 'last_message_at'], 'conversation_participants_chat_index');
    table.index(['user_id', 'unread_count'], 'conversation_participants_unread_index');
    // how far others have read: the end of each conversation's range
    table.index(['conversation_id', 'read_up_to'], 'conversation_participants_conversation_index');
  });

  await createTable(knex, 'messages', (table) => {
    table.bigIncrements('id');
    table.bigInteger('conversation_id').unsigned().notNullable();
    table.integer('from_id').unsigned().notNullable();
    // The other person; 0 in a group.
    table.integer('to_id').unsigned().notNullable().defaultTo(0);
    table.integer('group_id').unsigned().notNullable().defaultTo(0);
    table.integer('page_id').unsigned().notNullable().defaultTo(0);
    // A deleted message is hidden from everybody; its row and file are deleted in the background.
    table.enum('state', ['shown', 'deleted']).notNullable().defaultTo('shown');
    table.text('text').notNullable();
    table.specificType('media_key', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    table.string('media_name', 255).notNullable().defaultTo('');
    table.enum('media_kind', ['', 'image', 'video', 'sound', 'file']).notNullable().defaultTo('');
    table.integer('media_bytes').unsigned().notNullable().defaultTo(0);
    table.boolean('is_sticker').notNullable().defaultTo(false);
    table.boolean('is_contact').notNullable().defaultTo(false);
    table.boolean('is_forwarded').notNullable().defaultTo(false);
    table.boolean('is_listened').notNullable().defaultTo(false);
    table.string('gif_url', 1000).notNullable().defaultTo('');
    table.specificType('lat', 'VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    table.specificType('lng', 'VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    table.integer('product_id').unsigned().notNullable().defaultTo(0);
    table.bigInteger('reply_id').unsigned().notNullable().defaultTo(0);
    table.bigInteger('story_id').unsigned().notNullable().defaultTo(0);
    table.bigInteger('broadcast_id').unsigned().notNullable().defaultTo(0);
    // The app's own id of the message: a retry is recognised by it.
    table.string('hash_id', 100).notNullable().defaultTo('');
    table.specificType('content_hash', 'BINARY(16)').notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.datetime('deleted_at', { precision: 3 });
    // with the state: deleted messages that are not removed yet are not read again and again
    table.index(['conversation_id', 'state', 'id'], 'messages_conversation_index');
    // of a text sent a thousand times only the last seconds are read
    table.index(['content_hash', 'created_at'], 'messages_content_index');
    table.index(['from_id', 'state', 'id'], 'messages_sender_index');
    table.index(['deleted_at'], 'messages_deleted_index');
    table.index(['broadcast_id', 'id'], 'messages_broadcast_index');
  });

  await createTable(knex, 'message_reactions', (table) => {
    table.bigInteger('subject_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    table.specificType('reaction', 'TINYINT UNSIGNED').notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.primary(['subject_id', 'user_id']);
    table.index(['user_id'], 'message_reactions_user_index');
  });

  // A message as one reader keeps it.
  await createTable(knex, 'message_marks', (table) => {
    table.integer('user_id').unsigned().notNullable();
    table.bigInteger('message_id').unsigned().notNullable();
    table.bigInteger('conversation_id').unsigned().notNullable();
    table.boolean('pinned').notNullable().defaultTo(false);
    table.boolean('favourite').notNullable().defaultTo(false);
    table.boolean('hidden').notNullable().defaultTo(false);
    table.primary(['user_id', 'message_id']);
    table.index(['user_id', 'conversation_id', 'pinned', 'message_id'], 'message_marks_pinned_index');
    table.index(['user_id', 'conversation_id', 'favourite', 'message_id'], 'message_marks_favourite_index');
    table.index(['message_id'], 'message_marks_message_index');
  });

  // How one participant keeps a chat; no row means the defaults.
  await createTable(knex, 'chat_preferences', (table) => {
    table.bigIncrements('id');
    table.integer('owner_id').unsigned().notNullable();
    table.enum('kind', ['user', 'page', 'group']).notNullable();
    table.integer('chat_id').unsigned().notNullable();
    table.boolean('notifies').notNullable().defaultTo(true);
    table.boolean('rings').notNullable().defaultTo(true);
    table.boolean('archived').notNullable().defaultTo(false);
    table.boolean('pinned').notNullable().defaultTo(false);
    table.boolean('favourite').notNullable().defaultTo(false);
    table.unique(['owner_id', 'kind', 'chat_id'], { indexName: 'chat_preferences_chat_unique' });
    table.index(['kind', 'chat_id'], 'chat_preferences_chat_index');
  });

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
    // the first members of a group chat without reading the others
    table.index(['group_id', 'state', 'id'], 'group_chat_members_first_index');
  });

  // A list of recipients: a message to it is sent to each in a one-to-one chat.
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
}

export async function down(knex: Knex): Promise<void> {
  for (const table of [
    'broadcast_members',
    'broadcasts',
    'group_chat_members',
    'group_chats',
    'chat_preferences',
    'message_marks',
    'message_reactions',
    'messages',
    'conversation_participants',
    'conversations',
  ])
    await knex.schema.dropTable(table);
}
