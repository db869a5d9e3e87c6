import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

/** What people leave on posts, once each. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'post_reactions', (table) => {
    table.bigIncrements('id');
    table.bigInteger('subject_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    // 1 like, 2 love, 3 haha, 4 wow, 5 sad, 6 angry; 7 wonder, or dislike
    table.tinyint('reaction').unsigned().notNullable();
    // A person may leave a wonder beside a reaction, but one of each.
    table.specificType('is_wonder', 'TINYINT UNSIGNED GENERATED ALWAYS AS (reaction = 7) STORED');
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['subject_id', 'user_id', 'is_wonder'], { indexName: 'post_reactions_person_unique' });
    table.index(['subject_id', 'reaction', 'id'], 'post_reactions_kind_index');
    table.index(['user_id', 'id'], 'post_reactions_user_index');
  });
  for (const name of MARKS) {
    await createTable(knex, name, (table) => {
      table.bigIncrements('id');
      table.bigInteger('post_id').unsigned().notNullable();
      table.integer('user_id').unsigned().notNullable();
      table.datetime('created_at', { precision: 3 }).notNullable();
      table.unique(['post_id', 'user_id'], { indexName: `${name}_pair_unique` });
      table.index(['user_id', 'id'], `${name}_user_index`);
    });
  }
}

export async function down(knex: Knex): Promise<void> {
  for (const name of [...MARKS].reverse()) await knex.schema.dropTable(name);
  await knex.schema.dropTable('post_reactions');
}

const MARKS = ['post_saves', 'post_pins', 'post_reports', 'post_hides', 'post_views'];
