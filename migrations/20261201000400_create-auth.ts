import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'sessions', (table) => {
    table.bigIncrements('id');
    table.integer('user_id').unsigned().notNullable();
    // SHA-256 of the token; only the app has the token itself.
    table.specificType('token_hash', 'BINARY(32)').notNullable().unique({ indexName: 'sessions_token_hash_unique' });
    // The app's session that opened a browser's session, which ends with it.
    table.bigInteger('parent_id').unsigned().notNullable().defaultTo(0);
    table.enum('kind', ['app', 'browser']).notNullable().defaultTo('app');
    table.string('platform', 16).notNullable().defaultTo('phone');
    table.string('user_agent', 255).notNullable().defaultTo('');
    table.specificType('address', 'VARCHAR(45) CHARACTER SET ascii').notNullable().defaultTo('');
    // The OneSignal id of the device, and the app it belongs to.
    table.string('push_device_id', 191).notNullable().defaultTo('');
    table.enum('push_app', ['', 'android_m', 'ios_m', 'android_n', 'ios_n', 'web']).notNullable().defaultTo('');
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.datetime('last_used_at', { precision: 3 }).notNullable();
    table.index(['user_id', 'id'], 'sessions_user_id_index');
    table.index(['parent_id'], 'sessions_parent_id_index');
    table.index(['last_used_at'], 'sessions_last_used_at_index');
    table.index(['push_device_id'], 'sessions_push_device_index');
  });

  await createTable(knex, 'verification_codes', (table) => {
    table.bigIncrements('id');
    table.integer('user_id').unsigned().notNullable();
    table.enum('purpose', ['activation', 'reset', 'two_factor', 'two_factor_setup', 'email_change']).notNullable();
    table.specificType('code_hash', 'BINARY(32)').notNullable();
    // What the code confirms, where that is more than the purpose: a new address, a TOTP secret.
    table.string('subject', 191).notNullable().defaultTo('');
    // The address it was requested from. Wrong guesses from there and from elsewhere are counted apart, so that a
    // stranger cannot use up the tries of the owner.
    table.specificType('address', 'VARCHAR(45) CHARACTER SET ascii').notNullable().defaultTo('');
    table.tinyint('tries_here').unsigned().notNullable().defaultTo(0);
    table.tinyint('tries_elsewhere').unsigned().notNullable().defaultTo(0);
    table.datetime('created_at', { precision: 3 }).notNullable();
    table.datetime('expires_at', { precision: 3 }).notNullable();
    table.unique(['user_id', 'purpose'], { indexName: 'verification_codes_user_purpose_unique' });
    table.index(['purpose', 'subject'], 'verification_codes_subject_index');
  });

  await createTable(knex, 'social_identities', (table) => {
    table.increments('id');
    table.integer('user_id').unsigned().notNullable();
    table.specificType('provider', 'VARCHAR(16) CHARACTER SET ascii').notNullable();
    table.specificType('subject', 'VARCHAR(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin').notNullable();
    table.unique(['provider', 'subject'], { indexName: 'social_identities_subject_unique' });
    table.index(['user_id'], 'social_identities_user_id_index');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['social_identities', 'verification_codes', 'sessions']) await knex.schema.dropTable(table);
}
