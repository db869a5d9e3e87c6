import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import type { Knex } from 'knex';
import { describe, expect, test, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import { connect } from '../src/database/connection.ts';
import { duplicateKey } from '../src/database/duplicate-key.ts';
import { afterCommit } from '../src/database/write.ts';
import { createLogger } from '../src/http/log.ts';
import { run } from '../src/run.ts';
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
  test('retries as a whole on deadlock, and loses nothing', async () => {
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

  test('rolls back everything, and discards the jobs queued for after the commit', async () => {
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

test('a duplicate key is identified by its name, as MariaDB and as MySQL 8 write it', async () => {
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
  // the time a hundred tables take on a busy machine
  test('run up, all the way down, and up again', { timeout: 60_000 }, async () => {
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

  test('are not undone by a rollback that would remove every table', async () => {
    const url = await emptyDatabaseUrl('rollback');
    const scratch = connect({ url }, 1);
    try {
      await scratch.migrate.up();
      const rollback = promisify(execFile)('node', ['src/cli/migrate.ts', 'rollback'], {
        env: { ...process.env, DATABASE_URL: url, BASE_URL: '' },
      });
      await expect(rollback).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('removes every table') });
      expect(await tableNames(scratch)).toContain('settings');
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

test('messages of Knex are written to the log as entries, not between its lines', async () => {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ level: 'debug', pretty: false }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const print = vi.spyOn(console, 'log');
  const nobody = connect({ url: 'mysql://nobody@127.0.0.1:1/nothing' }, 1, { log });
  await expect(nobody.raw('SELECT 1')).rejects.toThrow('ECONNREFUSED');
  await nobody.destroy();
  expect(lines).toMatchObject([{ by: 'knex', msg: expect.stringContaining('ECONNREFUSED') }]);
  expect(print).not.toHaveBeenCalled();
  print.mockRestore();
});

test("an unsupported option in the database's address is refused without showing the password; IPv6 hosts work", async () => {
  const wrong = 'mysql://me:secret@localhost/site?ssl-mode=REQUIRED';
  expect(() => readConfig({ DATABASE_URL: wrong })).toThrow(/DATABASE_URL: takes \?ssl=true(?!.*secret)/);
  expect(() => readConfig({ DATABASE_URL: 'nonsense' })).toThrow(/DATABASE_URL/);
  expect(readConfig({ DATABASE_URL: 'mysql://me@localhost/site?ssl=true' }).database.url).toContain('ssl=true');
  const sixth = connect({ url: 'mysql://nobody@[::1]:1/nothing' }, 1);
  const error = await sixth.raw('SELECT 1').catch((reason: unknown) => reason);
  expect(String(error)).toMatch(/::1/);
  expect(String(error)).not.toContain('ENOTFOUND');
  await sixth.destroy();
});

test('a start that cannot listen closes everything it opened', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  let opened: Knex | undefined;
  const start = run({ ...site.services.config, port, log: { level: 'silent', pretty: false } }, async ({ services }) => {
    opened = services.db;
  });
  await expect(start).rejects.toThrow('EADDRINUSE');
  await expect(opened?.raw('SELECT 1')).rejects.toThrow();
  taken.close();
});

async function tableNames(on: Knex): Promise<string[]> {
  const [rows] = await on.raw('SHOW TABLES');
  return rows.flatMap((row: Record<string, string>) => Object.values(row)).sort();
}
