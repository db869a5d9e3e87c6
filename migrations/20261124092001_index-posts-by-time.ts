import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // The most liked posts of a day: the index by likes alone would be read down to the first that is so new.
  await knex.schema.alterTable('posts', (table) => {
    table.index(['created_at', 'reactions_count', 'id'], 'posts_created_liked_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('posts', (table) => {
    table.dropIndex(['created_at', 'reactions_count', 'id'], 'posts_created_liked_index');
  });
}
