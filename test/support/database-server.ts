import { resolve } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { TestProject } from 'vitest/node';
import { startEmbeddedDatabase } from '../../src/database/embedded.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the tests' database server, without a database. */
    databaseServer: string;
    /** What the names of this run's databases begin with. */
    databasePrefix: string;
  }
}

/**
 * One private MariaDB for the whole run, or the server of `DATABASE_URL`. Workers make their own databases in it, named
 * `test_<process>_*`; those of runs that have ended go first.
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
  for (const name of left) await connection.query('DROP DATABASE ??', [name]);
  await connection.end();
  project.provide('databaseServer', url.href);
  project.provide('databasePrefix', `test_${process.pid}`);
  return async () => embedded?.stop();
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
