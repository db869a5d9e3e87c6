import type { Knex } from 'knex';
import type { ConnectionOptions } from 'mysql2/promise';
import { z } from 'zod';

/** How Knex reaches the database; the rest of its settings are for its own use. */
const Reached = z.object({
  host: z.string().optional(),
  port: z.number().optional(),
  socketPath: z.string().optional(),
  user: z.string().optional(),
  password: z.string().optional(),
  database: z.string(),
  ssl: z.looseObject({}).optional(),
});

/** The server of the site's database, and the name of the schema beside it that a dump is loaded into. */
export function siteServer(db: Knex): { connection: ConnectionOptions; schema: string } {
  const { database, ...reached } = Reached.parse(db.client.config.connection);
  const connection = Object.fromEntries(Object.entries(reached).filter(([, value]) => value !== undefined && value !== ''));
  return { connection, schema: `${database}_import`.slice(-64) };
}

/** `mysql://user:password@host:port/database`, with `?socketPath=` for a local socket. */
export function sourceServer(address: string): { connection: ConnectionOptions; database: string } {
  const url = new URL(address);
  if (!/^(mysql|mariadb):$/.test(url.protocol)) throw new Error('--from takes a mysql:// address');
  const database = decodeURIComponent(url.pathname.slice(1));
  if (database === '') throw new Error('--from needs the name of the database: mysql://user:password@host/database');
  const socketPath = url.searchParams.get('socketPath');
  return {
    connection: {
      ...(socketPath ? { socketPath } : { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port || 3306) }),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
    },
    database,
  };
}
