import type { Knex } from 'knex';

const COLUMNS = ['city', 'school', 'working'];

/** People who have something in common. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('users', (table) => {
    for (const name of COLUMNS) table.index([name, 'id'], `users_${name}_index`);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('users', (table) => {
    for (const name of COLUMNS) table.dropIndex([], `users_${name}_index`);
  });
}
