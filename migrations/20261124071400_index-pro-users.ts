import type { Knex } from 'knex';

// Every poll of every app asks who has a package; most people have none.
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('users', (table) => {
    table.index(['pro_type', 'id'], 'users_pro_type_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('users', (table) => {
    table.dropIndex(['pro_type', 'id'], 'users_pro_type_index');
  });
}
