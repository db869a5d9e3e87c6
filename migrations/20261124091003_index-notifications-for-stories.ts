import type { Knex } from 'knex';

/** What was told of a story goes with it. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('notifications', (table) => {
    table.index(['story_id'], 'notifications_story_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('notifications', (table) => {
    table.dropIndex(['story_id'], 'notifications_story_index');
  });
}
