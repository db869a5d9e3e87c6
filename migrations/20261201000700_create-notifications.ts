import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'notifications', (table) => {
    table.bigIncrements('id');
    table.integer('recipient_id').unsigned().notNullable();
    table.integer('notifier_id').unsigned().notNullable();
    table.specificType('type', 'VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin').notNullable();
    table.specificType('type2', 'VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    for (const name of ['post_id', 'comment_id', 'reply_id', 'story_id'])
      table.bigInteger(name).unsigned().notNullable().defaultTo(0);
    for (const name of ['page_id', 'group_id', 'event_id', 'blog_id', 'group_chat_id', 'thread_id'])
      table.integer(name).unsigned().notNullable().defaultTo(0);
    table.string('text', 255).notNullable().defaultTo('');
    // The path on this site that it leads to, for things with a name of their own; '' where the ids say it.
    table.string('url', 255).notNullable().defaultTo('');
    // A later notification with the same key replaces the earlier one.
    table.specificType('dedupe_key', 'VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin').notNullable();
    table.datetime('seen_at', { precision: 3 });
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['recipient_id', 'dedupe_key'], { indexName: 'notifications_dedupe_unique' });
    table.index(['recipient_id', 'seen_at', 'id'], 'notifications_unseen_index');
    table.index(['recipient_id', 'id'], 'notifications_latest_index');
    table.index(['notifier_id', 'recipient_id'], 'notifications_notifier_index');
    table.index(['post_id'], 'notifications_post_index');
    table.index(['seen_at'], 'notifications_seen_at_index');
    // Those that name something deleted are deleted with it.
    table.index(['event_id'], 'notifications_event_index');
    table.index(['story_id'], 'notifications_story_index');
    table.index(['group_id'], 'notifications_group_index');
    table.index(['page_id'], 'notifications_page_index');
  });

  await createTable(knex, 'activities', (table) => {
    table.bigIncrements('id');
    table.integer('user_id').unsigned().notNullable();
    table.specificType('type', 'VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin').notNullable();
    for (const name of ['post_id', 'comment_id', 'reply_id']) table.bigInteger(name).unsigned().notNullable().defaultTo(0);
    // The followed person, or the author of the post.
    table.integer('target_user_id').unsigned().notNullable().defaultTo(0);
    table.specificType('dedupe_key', 'VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin').notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['user_id', 'dedupe_key'], { indexName: 'activities_dedupe_unique' });
    // Covers the first statement of get-activities.
    table.index(['user_id', 'id', 'target_user_id'], 'activities_user_id_index');
    table.index(['target_user_id', 'user_id'], 'activities_target_index');
    table.index(['post_id'], 'activities_post_index');
  });

  await createTable(knex, 'pokes', (table) => {
    table.bigIncrements('id');
    table.integer('sender_id').unsigned().notNullable();
    table.integer('recipient_id').unsigned().notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['sender_id', 'recipient_id'], { indexName: 'pokes_pair_unique' });
    table.index(['recipient_id', 'id'], 'pokes_recipient_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['pokes', 'activities', 'notifications']) await knex.schema.dropTable(table);
}
