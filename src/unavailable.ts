/** The server's dependencies, and the server itself when it is stopping or overloaded. */
export type Dependency = 'database' | 'redis' | 'storage' | 'mail' | 'disk' | 'server';

/**
 * Something needed is away: no bug, and over as soon as it is back. Answered by 503 with `Retry-After`; never reports a request
 * as done. Contract §4 Transport.
 */
export class UnavailableError extends Error {
  readonly dependency: Dependency;
  /** How it is away, for metrics and the log: `refused`, `reset`, `timeout`, `full`, … */
  readonly kind: string;
  readonly retryAfterSeconds = 5;

  constructor(message: string, { dependency, kind, cause }: { dependency: Dependency; kind: string; cause?: unknown }) {
    super(message, { cause });
    this.name = 'UnavailableError';
    this.dependency = dependency;
    this.kind = kind;
  }
}

// Network codes as the driver passes them on.
const NETWORK = new Map([
  ['ECONNREFUSED', 'refused'],
  ['ENOENT', 'refused'], // a local socket that is not there
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['PROTOCOL_CONNECTION_LOST', 'reset'],
  ['ETIMEDOUT', 'timeout'],
  ['PROTOCOL_SEQUENCE_TIMEOUT', 'timeout'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['ENOTFOUND', 'unreachable'],
  ['EAI_AGAIN', 'unreachable'],
]);

// Errors of a server that is reachable but cannot serve: MySQL's, MariaDB's and Galera's numbers.
const SERVER = new Map([
  [1040, 'too_many_connections'],
  [1203, 'too_many_connections'],
  [1226, 'too_many_connections'],
  [1053, 'shutting_down'],
  [1077, 'shutting_down'],
  [1079, 'shutting_down'],
  [1927, 'reset'], // the connection was killed
  [3168, 'shutting_down'],
  [3169, 'reset'], // the session was killed
  [4031, 'reset'], // it was idle for too long
  [1290, 'read_only'],
  [1792, 'read_only'],
  [1836, 'read_only'],
  [3100, 'not_ready'], // group replication refuses to commit
  [1047, 'not_ready'], // Galera: the node is not part of a cluster that may write
  [1180, 'not_ready'], // Galera: the commit was refused
  [1021, 'full'],
  [1114, 'full'],
  [1041, 'full'],
  [3675, 'full'],
  [1205, 'locked'],
  [1213, 'locked'],
  [1020, 'locked'],
]);

/**
 * Recognises an error of something that is away; undefined for any other. The only translation of the database driver's errors
 * and of a full disk; stores, mail and Redis throw `UnavailableError` themselves.
 */
export function unavailabilityOf(error: unknown): UnavailableError | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if (cause instanceof UnavailableError) return cause;
    const kind = databaseKind(cause);
    if (kind) return new UnavailableError('the database is away', { dependency: 'database', kind, cause: error });
    if ('code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT' || cause.code === 'EROFS'))
      return new UnavailableError('the disk takes no more', { dependency: 'disk', kind: 'full', cause: error });
  }
  return undefined;
}

function databaseKind(error: Error): string | undefined {
  if (error.name === 'KnexTimeoutError') return 'pool';
  const { code, errno, fatal, sqlState } = error as Error & {
    code?: unknown;
    errno?: unknown;
    fatal?: unknown;
    sqlState?: unknown;
  };
  if (sqlState !== undefined && typeof errno === 'number') return SERVER.get(errno);
  // the driver marks errors that ended a connection; a refusal elsewhere (a link preview, a push) has no such mark
  if (fatal === true || code === 'PROTOCOL_CONNECTION_LOST') return NETWORK.get(String(code)) ?? 'reset';
  return /connection is in closed state|Connection lost: The server closed|Pool is closed/i.test(error.message)
    ? 'reset'
    : undefined;
}
