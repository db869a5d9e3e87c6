import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // What a page said goes with it. No list asks for a page's comments, so no other statement is tempted by this index.
  await knex.schema.alterTable('comments', (table) => {
    table.index(['page_id', 'state', 'id'], 'comments_page_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('comments', (table) => {
    table.dropIndex(['page_id', 'state', 'id'], 'comments_page_index');
  });
}
