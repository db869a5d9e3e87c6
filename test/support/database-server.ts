import { resolve } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { TestProject } from 'vitest/node';
import { startEmbeddedDatabase } from '../../src/database/embedded.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the tests' database server, without a database. */
    databaseServer: string;
  }
}

/**
 * One private MariaDB for the whole run, or the server of `DATABASE_URL`. Workers make their own databases in it, named
 * `test_*`; those of the last run go first.
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
  for (const row of rows) await connection.query('DROP DATABASE ??', Object.values(row));
  await connection.end();
  project.provide('databaseServer', url.href);
  return async () => embedded?.stop();
}
