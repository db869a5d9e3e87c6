import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

// One for each reaction, likes first, and one for all of them.
const COUNTERS = ['likes_count', 'loves_count', 'hahas_count', 'wows_count', 'sads_count', 'angries_count', 'reactions_count'];

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'articles', (table) => {
    table.increments('id');
    table.integer('owner_id').unsigned().notNullable();
    // Identifies imported articles; NULL for those written on the site.
    table.specificType('source_key', 'VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin');
    table.enum('state', ['draft', 'published', 'deleted']).notNullable().defaultTo('published');
    table.string('title', 200).notNullable();
    table.string('description', 500).notNullable().defaultTo('');
    // Sanitised HTML.
    table.specificType('content', 'MEDIUMTEXT').notNullable();
    table.integer('category_id').unsigned().notNullable().defaultTo(1);
    table.specificType('thumbnail', 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin').notNullable().defaultTo('');
    // SHA-256 of the picture as it was imported: a later import recognises it.
    table.specificType('thumbnail_digest', 'CHAR(64) CHARACTER SET ascii');
    // The post that announces it; 0 for a draft that was never published.
    table.bigInteger('post_id').unsigned().notNullable().defaultTo(0);
    // A comma list, as apps read it.
    table.string('tags', 500).notNullable().defaultTo('');
    table.integer('views').unsigned().notNullable().defaultTo(0);
    table.integer('shares').unsigned().notNullable().defaultTo(0);
    for (const name of COUNTERS) table.integer(name).unsigned().notNullable().defaultTo(0);
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.datetime('deleted_at', { precision: 3 });

    table.unique(['source_key'], { indexName: 'articles_source_key_unique' });
    table.index(['state', 'id'], 'articles_newest_index');
    table.index(['owner_id', 'state', 'id'], 'articles_owner_index');
    table.index(['category_id', 'state', 'id'], 'articles_category_index');
    table.index(['post_id'], 'articles_post_index');
  });

  await createTable(knex, 'article_reactions', (table) => {
    table.bigIncrements('id');
    table.integer('subject_id').unsigned().notNullable();
    table.integer('user_id').unsigned().notNullable();
    // 1 like, 2 love, 3 haha, 4 wow, 5 sad, 6 angry
    table.tinyint('reaction').unsigned().notNullable();
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.unique(['subject_id', 'user_id'], { indexName: 'article_reactions_person_unique' });
    table.index(['user_id', 'id'], 'article_reactions_user_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['article_reactions', 'articles']) await knex.schema.dropTable(table);
}
