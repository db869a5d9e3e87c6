import { createConnection } from 'mysql2/promise';
import { inject } from 'vitest';

/** The URL of this worker's own database, made at its first use. */
export function workerDatabaseUrl(): Promise<string> {
  return databaseUrl(process.env.VITEST_POOL_ID ?? '0');
}

/** The URL of a database of this run, made unless it is there. */
export async function databaseUrl(suffix: string): Promise<string> {
  const server = inject('databaseServer');
  const name = `${inject('databasePrefix')}_${suffix}`;
  const connection = await createConnection(server);
  await connection.query('CREATE DATABASE IF NOT EXISTS ?? CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci', [name]);
  await connection.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
