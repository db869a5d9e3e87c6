import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'events', (table) => {
    table.increments('id');
    table.integer('owner_id').unsigned().notNullable();
    table.string('name', 150).notNullable();
    table.string('location', 255).notNullable();
    table.text('description').notNullable();
    table.specificType('cover', 'VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    // As typed, in the owner's time zone. The two instants below are the same moments, to sort and compare by.
    table.date('start_date').notNullable();
    table.time('start_time').notNullable();
    table.date('end_date').notNullable();
    table.time('end_time').notNullable();
    table.specificType('timezone', 'VARCHAR(64) CHARACTER SET ascii').notNullable();
    table.datetime('starts_at', { precision: 3 }).notNullable();
    table.datetime('ends_at', { precision: 3 }).notNullable();
    table.integer('going_count').unsigned().notNullable().defaultTo(0);
    table.integer('interested_count').unsigned().notNullable().defaultTo(0);
    // The post that announces it.
    table.bigInteger('post_id').unsigned().notNullable().defaultTo(0);
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.datetime('deleted_at', { precision: 3 });
    table.index(['owner_id', 'id'], 'events_owner_index');
    table.index(['ends_at'], 'events_ends_at_index');
    table.index(['deleted_at'], 'events_deleted_at_index');
  });

  // Who goes to an event and who is interested in it: two independent answers.
  await createTable(knex, 'event_responses', (table) => {
    table.bigIncrements('id');
    table.integer('event_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    table.enum('kind', ['going', 'interested']).notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['event_id', 'user_id', 'kind'], { indexName: 'event_responses_once_unique' });
    table.index(['user_id', 'kind', 'event_id'], 'event_responses_user_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['event_responses', 'events']) await knex.schema.dropTable(table);
}
