import { isIP } from 'node:net';
import { fileURLToPath } from 'node:url';
import knex, { type Knex } from 'knex';
import type { Logger } from 'pino';
import { createPoolGuard, type PooledConnection } from './pool-guard.ts';

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

// The longest a call waits for a connection. Opening one takes less, so that the caller gets its specific error.
const ACQUIRE_MS = 5000;
const CREATE_MS = 4000;
const CONNECT_MS = 3000;

/**
 * `log` gets the messages of Knex. With `timeoutSeconds` the pool is guarded: no call waits for a server that is away, and a
 * statement can take that long; without it a statement can take any time.
 */
type ConnectOptions = { log?: Logger; timeoutSeconds?: number };

/**
 * A Knex pool on MySQL 8+/MariaDB 10.11+: utf8mb4, UTC, strict mode, big numbers that do not fit a double as strings,
 * days (DATE) as `YYYY-MM-DD`.
 * DECIMAL and BIGINT columns come back as strings only where they exceed 2^53; money (DECIMAL) always as a string.
 */
export function connect(address: DatabaseAddress, poolSize: number, { log, timeoutSeconds }: ConnectOptions = {}): Knex {
  const guard = timeoutSeconds === undefined ? undefined : createPoolGuard(timeoutSeconds);
  const db = knex({
    client: 'mysql2',
    connection: connectionOptions(address),
    pool: {
      min: 0,
      max: poolSize,
      createTimeoutMillis: CREATE_MS,
      afterCreate(connection: RawConnection, done: Done) {
        guard?.watch(connection);
        prepareSession(connection, done);
      },
      ...(guard ? { validate: guard.isUsable } : {}),
    },
    acquireConnectionTimeout: ACQUIRE_MS,
    // an error's text would contain users' text
    compileSqlOnError: false,
    migrations: migrationSettings,
    log: knexLog(log),
  });
  guard?.protect(db);
  return db;
}

/** The caller gets the same error, and outages are logged elsewhere. */
const LOGGED_ELSEWHERE = /^(Acquire connection error|Connection Error): /;

/** By default Knex prints to standard output, between the lines of the log. Its errors also reach the caller. */
function knexLog(log?: Logger): Knex.Logger {
  function write(message: unknown): void {
    const [line = ''] = String(message).split('\n', 1);
    log?.[LOGGED_ELSEWHERE.test(line) ? 'debug' : 'info']({ by: 'knex' }, line);
  }
  return { debug: () => {}, warn: write, error: write, deprecate: write };
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
    connectTimeout: CONNECT_MS,
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

type RawConnection = PooledConnection & { query(sql: string, done: (error: Error | null) => void): void };

const SESSION_STATEMENTS = [
  // a statement after a lock sees what the lock waited for, and gaps are not locked
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  "SET SESSION time_zone = '+00:00', SESSION sql_mode = " +
    "'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_ZERO_DATE,NO_ZERO_IN_DATE'",
];

type Done = (error: Error | null, connection: RawConnection) => void;

function prepareSession(connection: RawConnection, done: Done): void {
  function run(index: number): void {
    const sql = SESSION_STATEMENTS[index];
    if (sql === undefined) done(null, connection);
    else connection.query(sql, (error) => (error ? done(error, connection) : run(index + 1)));
  }
  run(0);
}
