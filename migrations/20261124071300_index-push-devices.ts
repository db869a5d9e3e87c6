import type { Knex } from 'knex';

// A device belongs to the session that named it last; the others are found by it.
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('sessions', (table) => {
    table.index(['push_device_id'], 'sessions_push_device_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('sessions', (table) => {
    table.dropIndex(['push_device_id'], 'sessions_push_device_index');
  });
}
