import type { Knex } from 'knex';
import { describe, expect, test } from 'vitest';
import { connect } from '../src/database/connection.ts';
import { duplicateKey } from '../src/database/duplicate-key.ts';
import { afterCommit } from '../src/database/write.ts';
import { emptyDatabaseUrl } from './support/file-database.ts';
import { openSite } from './support/site.ts';

const site = await openSite();
const { db, write } = site.services;

await db.schema.dropTableIfExists('write_probe');
await db.schema.createTable('write_probe', (table) => {
  table.integer('id').primary();
  table.integer('count').notNullable().defaultTo(0);
});
await db('write_probe').insert([{ id: 1 }, { id: 2 }]);
const countOf = async (id: number) => (await db('write_probe').where({ id }).first())?.count;

describe('write', () => {
  test('tries again on deadlock, as a whole, and loses nothing', async () => {
    let runs = 0;
    const addTo = (first: number, second: number) =>
      write(async (tx) => {
        runs += 1;
        await tx('write_probe').where({ id: first }).increment('count', 1);
        await new Promise((resolve) => setTimeout(resolve, 30));
        await tx('write_probe').where({ id: second }).increment('count', 1);
      });
    await Promise.all([addTo(1, 2), addTo(2, 1)]);
    expect(runs).toBeGreaterThan(2);
    expect([await countOf(1), await countOf(2)]).toEqual([2, 2]);
  });

  test('rolls back all of it, and drops what was left for after the commit', async () => {
    let told = false;
    const failing = write(async (tx) => {
      await tx('write_probe').where({ id: 1 }).update({ count: 99 });
      afterCommit(() => {
        told = true;
      });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await countOf(1)).not.toBe(99);
    expect(told).toBe(false);
  });

  test('joins a running one, and jobs run once, after the outer commit', async () => {
    const order: string[] = [];
    await write(async (outer) => {
      await write(async (inner) => {
        expect(inner).toBe(outer);
        afterCommit(() => order.push('job'));
      });
      order.push('inner done');
    });
    expect(order).toEqual(['inner done', 'job']);
  });
});

test('a duplicate key is known by its name, as MariaDB and as MySQL 8 write it', async () => {
  const error = await db('names')
    .insert({ name: 'admin', kind: 'user' })
    .catch((reason: unknown) => reason);
  expect(duplicateKey(error)).toBe('names_name_unique');
  const mysql = Object.assign(new Error('x'), {
    errno: 1062,
    sqlMessage: "Duplicate entry 'a' for key 'names.names_name_unique'",
  });
  expect(duplicateKey(mysql)).toBe('names_name_unique');
  expect(duplicateKey(new Error('else'))).toBeUndefined();
});

describe('migrations', () => {
  test('go up, all the way down, and up again', async () => {
    const scratch = connect({ url: await emptyDatabaseUrl('migrations') }, 1);
    try {
      await scratch.migrate.latest();
      await scratch.migrate.rollback(undefined, true);
      expect(await tableNames(scratch)).toEqual(['knex_migrations', 'knex_migrations_lock']);
      await scratch.migrate.latest();
      expect(await tableNames(scratch)).toContain('users');
    } finally {
      await scratch.destroy();
    }
  });

  test('give every table a primary key and utf8mb4', async () => {
    const [rows] = await db.raw(
      `SELECT t.table_name AS name, t.table_collation AS collation, (SELECT COUNT(*) FROM information_schema.table_constraints c
         WHERE c.table_schema = t.table_schema AND c.table_name = t.table_name AND c.constraint_type = 'PRIMARY KEY') AS primary_keys
       FROM information_schema.tables t WHERE t.table_schema = DATABASE() AND t.table_name NOT LIKE 'knex%' AND t.table_name <> 'write_probe'`,
    );
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) expect(row).toMatchObject({ collation: 'utf8mb4_unicode_ci', primary_keys: 1 });
  });
});

async function tableNames(on: Knex): Promise<string[]> {
  const [rows] = await on.raw('SHOW TABLES');
  return rows.flatMap((row: Record<string, string>) => Object.values(row)).sort();
}
