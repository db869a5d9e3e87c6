import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'activities', (table) => {
    table.bigIncrements('id');
    table.integer('user_id').unsigned().notNullable();
    table.specificType('type', 'VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin').notNullable();
    for (const name of ['post_id', 'comment_id', 'reply_id']) table.bigInteger(name).unsigned().notNullable().defaultTo(0);
    // Whom it was done to: the followed person, or the author of the post.
    table.integer('target_user_id').unsigned().notNullable().defaultTo(0);
    table.specificType('dedupe_key', 'VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin').notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['user_id', 'dedupe_key'], { indexName: 'activities_dedupe_unique' });
    // Holds all that the skeleton of get-activities looks at.
    table.index(['user_id', 'id', 'target_user_id'], 'activities_user_id_index');
    table.index(['target_user_id', 'user_id'], 'activities_target_index');
    table.index(['post_id'], 'activities_post_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('activities');
}
