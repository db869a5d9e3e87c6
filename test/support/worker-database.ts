import { createConnection } from 'mysql2/promise';

/** The URL of this worker's own database, made at its first use. */
export async function workerDatabaseUrl({ socketPath, user }: { socketPath: string; user: string }): Promise<string> {
  const name = `test_${process.env.VITEST_POOL_ID ?? '0'}`;
  return databaseUrl({ socketPath, user, name });
}

/** The URL of the database `name` in the tests' server, made unless it is there. */
export async function databaseUrl({
  socketPath,
  user,
  name,
}: {
  socketPath: string;
  user: string;
  name: string;
}): Promise<string> {
  const connection = await createConnection({ socketPath, user });
  await connection.query('CREATE DATABASE IF NOT EXISTS ?? CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci', [name]);
  await connection.end();
  return `mysql://${user}@localhost/${name}?socketPath=${encodeURIComponent(socketPath)}`;
}
