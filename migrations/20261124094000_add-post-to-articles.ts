import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('articles', (table) => {
    // The post that tells of it; 0 for a draft that was never published, and for what is older than this column.
    table.bigInteger('post_id').unsigned().notNullable().defaultTo(0);
    table.index(['post_id'], 'articles_post_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('articles', (table) => {
    table.dropIndex(['post_id'], 'articles_post_index');
    table.dropColumn('post_id');
  });
}
