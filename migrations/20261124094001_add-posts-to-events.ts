import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('posts', (table) => {
    // The event that the post announces; `event_id` is one that it stands in.
    table.integer('page_event_id').unsigned().notNullable().defaultTo(0);
  });
  await knex.schema.alterTable('events', (table) => {
    // The post that announced it; 0 for what is older than this column.
    table.bigInteger('post_id').unsigned().notNullable().defaultTo(0);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('events', (table) => {
    table.dropColumn('post_id');
  });
  await knex.schema.alterTable('posts', (table) => {
    table.dropColumn('page_event_id');
  });
}
