import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  // Who talks with whom. user: the lower and the higher id; page: the page and the visitor; group: the group and 0.
  await createTable(knex, 'conversations', (table) => {
    table.bigIncrements('id');
    table.enum('kind', ['user', 'page', 'group']).notNullable();
    table.integer('first_id').unsigned().notNullable();
    table.integer('second_id').unsigned().notNullable();
    // `#rrggbb`, one for all sides; '' is the site's own.
    table.specificType('color', 'VARCHAR(7) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['kind', 'first_id', 'second_id'], { indexName: 'conversations_parties_unique' });
    table.index(['kind', 'second_id'], 'conversations_second_index');
  });

  // What one side has of a conversation.
  await createTable(knex, 'conversation_participants', (table) => {
    table.integer('user_id').unsigned().notNullable();
    table.bigInteger('conversation_id').unsigned().notNullable();
    table.enum('kind', ['user', 'page', 'group']).notNullable();
    // The other person, the page or the group.
    table.integer('chat_id').unsigned().notNullable();
    // Whole seconds, which lists are ordered and continued by; NULL keeps the side out of them.
    table.datetime('last_message_at');
    table.integer('unread_count').unsigned().notNullable().defaultTo(0);
    table.bigInteger('read_up_to').unsigned().notNullable().defaultTo(0);
    table.datetime('read_at', { precision: 3 });
    // Up to here the messages are gone for this side.
    table.bigInteger('cleared_up_to').unsigned().notNullable().defaultTo(0);
    table.primary(['user_id', 'conversation_id']);
    table.index(['user_id', 'kind', 'last_message_at', 'conversation_id'], 'conversation_participants_list_index');
    table.index(['user_id', 'kind', 'chat_id'], 'conversation_participants_chat_index');
    table.index(['user_id', 'unread_count'], 'conversation_participants_unread_index');
    table.index(['conversation_id'], 'conversation_participants_conversation_index');
  });

  await createTable(knex, 'messages', (table) => {
    table.bigIncrements('id');
    table.bigInteger('conversation_id').unsigned().notNullable();
    table.integer('from_id').unsigned().notNullable();
    // The other person; 0 in a group.
    table.integer('to_id').unsigned().notNullable().defaultTo(0);
    table.integer('group_id').unsigned().notNullable().defaultTo(0);
    table.integer('page_id').unsigned().notNullable().defaultTo(0);
    // A deleted one is gone for everybody; its row and file follow in the background.
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
    // What the app called the message, and by which the same one is known when it comes again.
    table.string('hash_id', 100).notNullable().defaultTo('');
    table.specificType('content_hash', 'BINARY(16)').notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.datetime('deleted_at', { precision: 3 });
    table.index(['conversation_id', 'id'], 'messages_conversation_index');
    table.index(['content_hash'], 'messages_content_index');
    table.index(['from_id', 'id'], 'messages_sender_index');
    table.index(['deleted_at'], 'messages_deleted_index');
  });

  await createTable(knex, 'message_reactions', (table) => {
    table.bigInteger('subject_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    table.specificType('reaction', 'TINYINT UNSIGNED').notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.primary(['subject_id', 'user_id']);
    table.index(['user_id'], 'message_reactions_user_index');
  });

  // How one reader keeps a message.
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
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['message_marks', 'message_reactions', 'messages', 'conversation_participants', 'conversations']) {
    await knex.schema.dropTable(table);
  }
}
