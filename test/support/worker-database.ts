import { createConnection } from 'mysql2/promise';

/** The URL of this worker's own database, made at its first use. */
export function workerDatabaseUrl(server: string): Promise<string> {
  return databaseUrl(server, `test_${process.env.VITEST_POOL_ID ?? '0'}`);
}

/** The URL of the database `name` on the tests' server, made unless it is there. */
export async function databaseUrl(server: string, name: string): Promise<string> {
  const connection = await createConnection(server);
  await connection.query('CREATE DATABASE IF NOT EXISTS ?? CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci', [name]);
  await connection.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
