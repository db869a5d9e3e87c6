import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  // How one side of a chat keeps it; no row means nothing was chosen.
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
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('chat_preferences');
}
