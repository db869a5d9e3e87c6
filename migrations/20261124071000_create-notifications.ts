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
    // Where it leads, as a path of this site, for what has a name of its own; '' where the ids tell.
    table.string('url', 255).notNullable().defaultTo('');
    // What makes two notifications one: the later takes the place of the earlier.
    table.specificType('dedupe_key', 'VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin').notNullable();
    table.datetime('seen_at', { precision: 3 });
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['recipient_id', 'dedupe_key'], { indexName: 'notifications_dedupe_unique' });
    table.index(['recipient_id', 'seen_at', 'id'], 'notifications_unseen_index');
    table.index(['recipient_id', 'id'], 'notifications_latest_index');
    table.index(['notifier_id', 'recipient_id'], 'notifications_notifier_index');
    table.index(['post_id'], 'notifications_post_index');
    table.index(['seen_at'], 'notifications_seen_at_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('notifications');
}
