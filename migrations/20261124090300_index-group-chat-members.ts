import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // the first members of a group chat without reading the others
  await knex.schema.alterTable('group_chat_members', (table) => {
    table.index(['group_id', 'state', 'id'], 'group_chat_members_first_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('group_chat_members', (table) => {
    table.dropIndex(['group_id', 'state', 'id'], 'group_chat_members_first_index');
  });
}
