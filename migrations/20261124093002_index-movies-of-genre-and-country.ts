import type { Knex } from 'knex';

/** Movies of a genre and a country are a list: one index gives it in its order. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('movies', (table) => {
    table.index(['genre', 'country', 'id'], 'movies_genre_country_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('movies', (table) => {
    table.dropIndex(['genre', 'country', 'id'], 'movies_genre_country_index');
  });
}
