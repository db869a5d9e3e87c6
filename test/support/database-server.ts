import { resolve } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { TestProject } from 'vitest/node';
import { connect } from '../../src/database/connection.ts';
import { startEmbeddedDatabase } from '../../src/database/embedded.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the tests' database server, without a database. */
    databaseServer: string;
    /** The prefix of the names of this run's databases. */
    databasePrefix: string;
  }
}

/**
 * One private MariaDB for the whole run, or the server of `DATABASE_URL`. Test files create their own databases in it, named
 * `test_<process>_*`. Those of ended runs are removed first.
 */
export default async function startDatabaseServer(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.DATABASE_URL;
  const embedded = given
    ? undefined
    : await startEmbeddedDatabase({ dataDirectory: resolve('.data/test/database'), log: () => {}, fast: true });
  const url = new URL(
    given ?? `mysql://${embedded?.user}@localhost/?socketPath=${encodeURIComponent(embedded?.socketPath ?? '')}`,
  );
  url.pathname = '/';
  const connection = await createConnection(url.href);
  const [rows] = await connection.query<RowDataPacket[]>("SHOW DATABASES LIKE 'test\\_%'");
  const left = rows.flatMap((row): string[] => Object.values(row)).filter((name) => !isRunning(Number(name.split('_')[1])));
  for (const name of left) await connection.query('DROP DATABASE IF EXISTS ??', [name]);
  await connection.end();
  project.provide('databaseServer', url.href);
  const prefix = `test_${process.pid}`;
  project.provide('databasePrefix', prefix);
  await migrateTemplate(url, `${prefix}_template`);
  return async () => embedded?.stop();
}

/** A database with all migrations run, the source of each test file's copy. */
async function migrateTemplate(server: URL, name: string): Promise<void> {
  const connection = await createConnection(server.href);
  await connection.query('CREATE DATABASE ?? CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci', [name]);
  await connection.end();
  const url = new URL(server.href);
  url.pathname = `/${name}`;
  const db = connect({ url: url.href }, 1);
  await db.migrate.latest();
  await db.destroy();
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
