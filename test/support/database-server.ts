import { resolve } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { TestProject } from 'vitest/node';
import { startEmbeddedDatabase } from '../../src/database/embedded.ts';

declare module 'vitest' {
  interface ProvidedContext {
    database: { socketPath: string; user: string };
  }
}

/** One private MariaDB for the whole run. Workers make their own databases in it; those of the last run go first. */
export default async function startDatabaseServer(project: TestProject): Promise<() => Promise<void>> {
  const server = await startEmbeddedDatabase({ dataDirectory: resolve('.data/test/database'), log: () => {}, fast: true });
  const connection = await createConnection({ socketPath: server.socketPath, user: server.user });
  const [rows] = await connection.query<import('mysql2').RowDataPacket[]>("SHOW DATABASES LIKE 'test\\_%'");
  for (const row of rows) await connection.query('DROP DATABASE ??', Object.values(row));
  await connection.end();
  project.provide('database', { socketPath: server.socketPath, user: server.user });
  return () => server.stop();
}
