import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // Whom somebody follows, from the index alone: the rows of one follower lie far apart.
  await knex.schema.alterTable('follows', (table) => {
    table.index(['follower_id', 'state', 'followee_id'], 'follows_followees_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('follows', (table) => {
    table.dropIndex(['follower_id', 'state', 'followee_id'], 'follows_followees_index');
  });
}
