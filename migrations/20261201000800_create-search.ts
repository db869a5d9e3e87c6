import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  // The inverted index: a row for each prefix of each word of a name, and one (`ada.`) for the whole word. Every look-up is an
  // equality on (kind, term) and comes in the order of ids, however common the term is.
  await createTable(knex, 'search_terms', (table) => {
    table.enum('kind', ['user', 'page', 'group']).notNullable();
    table.specificType('term', 'VARCHAR(33) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin').notNullable();
    table.integer('entity_id').unsigned().notNullable();
    table.primary(['kind', 'term', 'entity_id']);
  });

  // The indexed state of each entity: its words, so that a change removes the terms of the old ones; a person's phone number in
  // international digits; and the location of a person who shares it.
  await createTable(knex, 'search_entries', (table) => {
    table.enum('kind', ['user', 'page', 'group']).notNullable();
    table.integer('entity_id').unsigned().notNullable();
    table.specificType('words', 'VARCHAR(400) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin').notNullable();
    table.specificType('phone', 'VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin');
    table.bigInteger('cell').unsigned();
    table.double('lat');
    table.double('lng');
    table.primary(['kind', 'entity_id']);
    table.index(['phone'], 'search_entries_phone_index');
    table.index(['cell', 'lat', 'lng'], 'search_entries_cell_index');
  });

  await createTable(knex, 'recent_searches', (table) => {
    table.bigIncrements('id');
    table.integer('viewer_id').unsigned().notNullable();
    table.enum('kind', ['user', 'page', 'group']).notNullable();
    table.integer('entity_id').unsigned().notNullable();
    table.unique(['viewer_id', 'kind', 'entity_id'], { indexName: 'recent_searches_entity_unique' });
    table.index(['viewer_id', 'id'], 'recent_searches_viewer_index');
    table.index(['kind', 'entity_id'], 'recent_searches_entity_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['recent_searches', 'search_entries', 'search_terms']) await knex.schema.dropTable(table);
}
