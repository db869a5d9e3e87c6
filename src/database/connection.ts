import { isIP, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import knex, { type Knex } from 'knex';
import type { Logger } from 'pino';

/**
 * How to reach the database: the socket of the embedded server, or a URL
 * `mysql://user:password@host:port/database`, with `?ssl=true` for TLS (the host's own certificate, of an authority
 * Node knows) or `?socketPath=` for a local socket.
 */
export type DatabaseAddress = { url: string } | { socketPath: string; user: string; database: string };

export const migrationSettings = {
  directory: fileURLToPath(new URL('../../migrations', import.meta.url)),
  extension: 'ts',
  loadExtensions: ['.ts'],
  stub: fileURLToPath(new URL('./migration.stub', import.meta.url)),
} satisfies Knex.MigratorConfig;

/**
 * `log` gets the messages of Knex. A server silent for `timeoutSeconds` counts as away; without it a statement can take any time.
 */
type ConnectOptions = { log?: Logger; timeoutSeconds?: number };

/**
 * A Knex pool on MySQL 8+/MariaDB 10.11+: utf8mb4, UTC, strict mode, big numbers that do not fit a double as strings,
 * days (DATE) as `YYYY-MM-DD`.
 * DECIMAL and BIGINT columns come back as strings only where they exceed 2^53; money (DECIMAL) always as a string.
 */
export function connect(address: DatabaseAddress, poolSize: number, { log, timeoutSeconds }: ConnectOptions = {}): Knex {
  return knex({
    client: 'mysql2',
    connection: connectionOptions(address),
    pool: { min: 0, max: poolSize, afterCreate: prepareSession(timeoutSeconds) },
    acquireConnectionTimeout: 10_000,
    migrations: migrationSettings,
    log: knexLog(log),
  });
}

/** By default Knex prints to standard output, between the lines of the log. Its errors also reach the caller. */
function knexLog(log?: Logger): Knex.Logger {
  const tell = (message: unknown) => log?.info({ by: 'knex' }, String(message).split('\n', 1)[0]);
  return { debug: () => {}, warn: tell, error: tell, deprecate: tell };
}

function connectionOptions(address: DatabaseAddress): Knex.MySql2ConnectionConfig {
  // mysql2 accepts a list of column types that stay text; Knex's type knows only true and false
  const dateStrings = ['DATE'] as unknown as boolean;
  const shared = {
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings,
    supportBigNumbers: true,
    multipleStatements: false,
    maxPreparedStatements: 200,
    connectTimeout: 5000,
  };
  if ('socketPath' in address) return { ...address, ...shared };
  const url = new URL(address.url);
  const socketPath = url.searchParams.get('socketPath');
  // a URL puts brackets around an IPv6 address, a socket does not
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // by default mysql2 accepts any certificate of a known authority, for any host; a bare address has no name to compare
  const tls = { rejectUnauthorized: true, verifyIdentity: isIP(host) === 0 };
  return {
    ...(socketPath ? { socketPath } : { host, port: Number(url.port || 3306) }),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    ...(url.searchParams.get('ssl') === 'true' ? { ssl: tls } : {}),
    ...shared,
  };
}

type RawConnection = { stream: Socket; query(sql: string, done: (error: Error | null) => void): void };

const SESSION_STATEMENTS = [
  // a statement after a lock sees what the lock waited for, and gaps are not locked
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  "SET SESSION time_zone = '+00:00', SESSION sql_mode = " +
    "'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_ZERO_DATE,NO_ZERO_IN_DATE'",
];

type Done = (error: Error | null, connection: RawConnection) => void;

function prepareSession(timeoutSeconds: number | undefined) {
  return (connection: RawConnection, done: Done): void => {
    if (timeoutSeconds !== undefined) endInSilence(connection.stream, timeoutSeconds);
    const run = (index: number): void => {
      const sql = SESSION_STATEMENTS[index];
      if (sql === undefined) done(null, connection);
      else connection.query(sql, (error) => (error ? done(error, connection) : run(index + 1)));
    };
    run(0);
  };
}

/**
 * Ends a connection that has been silent for too long: a hanging server would keep every request waiting. Idle connections end
 * the same way; the pool opens new ones.
 */
function endInSilence(stream: Socket, timeoutSeconds: number): void {
  stream.setTimeout(timeoutSeconds * 1000, () => {
    stream.destroy(Object.assign(new Error('the database was silent for too long'), { code: 'ETIMEDOUT' }));
  });
}
