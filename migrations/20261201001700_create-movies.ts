import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'movies', (table) => {
    table.increments('id');
    // Identifies imported movies.
    table.specificType('source_key', 'VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin').notNullable();
    table.string('name', 200).notNullable();
    table.specificType('genre', 'VARCHAR(32) CHARACTER SET ascii COLLATE ascii_general_ci').notNullable();
    table.string('stars', 500).notNullable().defaultTo('');
    table.string('producer', 200).notNullable().defaultTo('');
    table.string('country', 100).notNullable().defaultTo('');
    table.smallint('release_year').unsigned().notNullable().defaultTo(0);
    table.string('quality', 32).notNullable().defaultTo('');
    table.smallint('duration_minutes').unsigned().notNullable().defaultTo(0);
    table.text('description').notNullable();
    // Absolute URLs.
    for (const name of ['cover_url', 'source_url', 'iframe_url', 'video_url'])
      table.string(name, 500).notNullable().defaultTo('');
    table.string('rating', 8).notNullable().defaultTo('');
    table.integer('views').unsigned().notNullable().defaultTo(0);
    table.datetime('created_at', { precision: 3 }).notNullable();

    table.unique(['source_key'], { indexName: 'movies_source_key_unique' });
    table.index(['genre', 'id'], 'movies_genre_index');
    table.index(['country', 'id'], 'movies_country_index');
    table.index(['genre', 'country', 'id'], 'movies_genre_country_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('movies');
}
