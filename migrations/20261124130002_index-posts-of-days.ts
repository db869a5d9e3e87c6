import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // What somebody posted on some days: by author alone every post of theirs would be looked at.
  await knex.schema.alterTable('posts', (table) => {
    table.index(['author_id', 'created_at'], 'posts_author_created_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('posts', (table) => {
    table.dropIndex(['author_id', 'created_at'], 'posts_author_created_index');
  });
}
