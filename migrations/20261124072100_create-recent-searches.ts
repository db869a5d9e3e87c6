import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
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
  await knex.schema.dropTable('recent_searches');
}
