import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'hashtags', (table) => {
    table.increments('id');
    // In lower case and compared by code points: an accent makes another tag.
    table
      .specificType('tag', 'VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin')
      .notNullable()
      .unique({ indexName: 'hashtags_tag_unique' });
    table.integer('uses_count').unsigned().notNullable().defaultTo(0);
    table.datetime('last_used_at', { precision: 3 }).notNullable();
    table.index(['uses_count', 'id'], 'hashtags_uses_index');
    table.index(['last_used_at', 'id'], 'hashtags_last_used_index');
  });
  await createTable(knex, 'post_hashtags', (table) => {
    table.bigIncrements('id');
    table.integer('tag_id').unsigned().notNullable();
    table.bigInteger('post_id').unsigned().notNullable();
    table.unique(['tag_id', 'post_id'], { indexName: 'post_hashtags_pair_unique' });
    table.index(['post_id', 'tag_id'], 'post_hashtags_post_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('post_hashtags');
  await knex.schema.dropTable('hashtags');
}
