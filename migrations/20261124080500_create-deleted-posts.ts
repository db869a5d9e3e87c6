import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  // Deleted posts whose rows have not gone yet.
  await createTable(knex, 'deleted_posts', (table) => {
    table.bigInteger('post_id').unsigned().notNullable().primary();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('deleted_posts');
}
