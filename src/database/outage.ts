import { networkFailure } from '../network-failure.ts';

// Errors of a server that is reachable but cannot serve: the numbers of MySQL, MariaDB and Galera.
const BY_NUMBER = new Map([
  [1040, 'too_many_connections'],
  [1203, 'too_many_connections'],
  [1226, 'too_many_connections'],
  [1135, 'too_many_connections'], // no thread for one more
  [1129, 'refused'], // this host is blocked after too many broken connections
  [1053, 'shutting_down'],
  [1077, 'shutting_down'],
  [1079, 'shutting_down'],
  [3168, 'shutting_down'],
  [1152, 'reset'],
  [1158, 'reset'],
  [1160, 'reset'],
  [1184, 'reset'],
  [1317, 'reset'], // the statement was ended by somebody, or by a shutdown
  [1927, 'reset'], // the connection was killed
  [3169, 'reset'], // the session was killed
  [4031, 'reset'], // it was idle for too long
  [1159, 'timeout'],
  [1161, 'timeout'],
  [1969, 'timeout'], // MariaDB's max_statement_time
  [3024, 'timeout'], // MySQL's max_execution_time
  [1290, 'read_only'],
  [1792, 'read_only'],
  [1836, 'read_only'],
  [3100, 'not_ready'], // group replication refuses to commit
  [1047, 'not_ready'], // Galera: the node is not part of a cluster that may write
  [1180, 'not_ready'], // Galera: the commit was refused
  [1021, 'full'],
  [1114, 'full'],
  [3675, 'full'],
  [1037, 'out_of_memory'],
  [1038, 'out_of_memory'],
  [1041, 'out_of_memory'],
  [1637, 'too_many_transactions'],
  [1205, 'locked'],
  [1213, 'locked'],
  [3101, 'locked'],
  [1020, 'locked'],
]);

/** File and storage engine errors report a full disk by the system's number, 28. */
const DISK_FULL = /\b(?:errno|Errcode|Got error):? 28\b/i;

/** After these another node may have taken over, so the connection is not used again. */
const MOVED = new Set(['read_only', 'not_ready', 'shutting_down']);

type DriverError = Error & { code?: unknown; errno?: unknown; fatal?: unknown; sqlState?: unknown };

/**
 * The kind of outage that an error of the driver, Knex or the server reports; undefined for any other error. The only translation
 * of their errors.
 */
export function databaseOutage(error: Error): string | undefined {
  if (error.name === 'KnexTimeoutError') return 'pool';
  const { code, errno, fatal } = error as DriverError;
  if (isAnswer(error)) return BY_NUMBER.get(Number(errno)) ?? (DISK_FULL.test(error.message) ? 'full' : undefined);
  // the driver marks errors that ended a connection; a refusal elsewhere (a link preview, a push) has no such mark
  if (fatal === true || code === 'PROTOCOL_CONNECTION_LOST') {
    return code === 'ENOENT' ? 'refused' : (networkFailure(error) ?? 'reset'); // a local socket that is not there
  }
  return /connection is in closed state|Connection lost: The server closed/i.test(error.message) ? 'reset' : undefined;
}

/** Whether an error came from a server, which is therefore reachable. */
export function isAnswer(error: unknown): boolean {
  return error instanceof Error && 'sqlState' in error && 'errno' in error && typeof error.errno === 'number';
}

/** Whether an error says that the connection leads to a node that another one has replaced. */
export function hasMoved(error: Error): boolean {
  return MOVED.has(databaseOutage(error) ?? '');
}
