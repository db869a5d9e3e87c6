import type { Knex } from 'knex';

/** What was told of an event goes with it. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('notifications', (table) => {
    table.index(['event_id'], 'notifications_event_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('notifications', (table) => {
    table.dropIndex(['event_id'], 'notifications_event_index');
  });
}
