import type { Knex } from 'knex';

/** The orders and the narrow filters in which people are searched. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('users', (table) => {
    table.index(['state', 'banned', 'followers_count', 'id'], 'users_popularity_index');
    table.index(['country_id', 'id'], 'users_country_index');
    table.index(['verified', 'id'], 'users_verified_index');
    table.index(['last_seen_at'], 'users_last_seen_at_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('users', (table) => {
    for (const name of ['popularity', 'country', 'verified', 'last_seen_at']) table.dropIndex([], `users_${name}_index`);
  });
}
