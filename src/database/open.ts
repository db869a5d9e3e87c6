import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { DatabaseAddress } from './connection.ts';
import { embeddedConnection, ensureDatabase, startEmbeddedDatabase } from './embedded.ts';

const DATABASE_NAME = 'community';

/** The address of the database; the embedded one is running when this resolves, and `close` stops it if nobody else uses it. */
export type OpenDatabase = { address: DatabaseAddress; close(): Promise<void> };

/** `DATABASE_URL` when set, otherwise the private server in the data folder. */
export async function openDatabase(config: Config, log: Logger): Promise<OpenDatabase> {
  if (config.database.url) return { address: { url: config.database.url }, close: async () => {} };
  const embedded = await startEmbeddedDatabase({
    dataDirectory: config.directories.database,
    log: (message) => log.info(message),
  });
  await ensureDatabase(embedded, DATABASE_NAME);
  return { address: embeddedConnection(embedded, DATABASE_NAME), close: () => embedded.stop() };
}
