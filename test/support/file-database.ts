import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { customAlphabet } from 'nanoid';
import { inject } from 'vitest';

const randomSuffix = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 12);

/** The URL of an empty database of this run. */
export async function emptyDatabaseUrl(suffix = randomSuffix()): Promise<string> {
  const connection = await createConnection(inject('databaseServer'));
  const name = `${inject('databasePrefix')}_${suffix}`;
  await connection.query('CREATE DATABASE ?? CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci', [name]);
  await connection.end();
  const url = new URL(inject('databaseServer'));
  url.pathname = `/${name}`;
  return url.href;
}

/** The URL of a test file's own database: a copy of the migrated one, so that files do not affect each other. */
export async function fileDatabaseUrl(): Promise<string> {
  const url = await emptyDatabaseUrl();
  const connection = await createConnection(url);
  try {
    await copyTables(connection, `${inject('databasePrefix')}_template`);
  } finally {
    await connection.end();
  }
  return url;
}

async function copyTables(connection: Connection, template: string): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>('SHOW TABLES FROM ??', [template]);
  for (const table of rows.flatMap((row): string[] => Object.values(row))) {
    await connection.query('CREATE TABLE ?? LIKE ??.??', [table, template, table]);
    await connection.query('INSERT INTO ?? SELECT * FROM ??.??', [table, template, table]);
  }
}

/** Removes a database of this run. */
export async function dropDatabase(url: string): Promise<void> {
  const connection = await createConnection(inject('databaseServer'));
  await connection.query('DROP DATABASE IF EXISTS ??', [new URL(url).pathname.slice(1)]);
  await connection.end();
}
