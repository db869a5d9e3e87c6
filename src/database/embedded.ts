import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { type EmbeddedFiles, embeddedFiles } from './embedded/files.ts';
import { withLock } from './embedded/lock.ts';
import { errorLogTail, findServer, installData, isRunning, launchServer, serverPid } from './embedded/server.ts';

const USER = 'root';
// Includes recovery after a crash, and the 30 seconds MariaDB waits for an earlier server to shut down.
const START_SECONDS = 120;
const STOP_SECONDS = 20;
const YEAR_SECONDS = 31_536_000;

// Connection errors when there is no server, or one that is shutting down.
const NOT_ANSWERING = new Set([
  'ENOENT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'PROTOCOL_CONNECTION_LOST',
  'ER_SERVER_SHUTDOWN',
]);

/** A running MariaDB for this process, until `stop`. */
export type EmbeddedDatabase = {
  socketPath: string;
  user: string;
  /** By this call; false when it was already running. */
  started: boolean;
  /** Releases the server; the last process to release it stops it. Close all other connections of this process before. */
  stop(): Promise<void>;
};

type Options = { dataDirectory: string; log: (message: string) => void; fast?: boolean };

/**
 * A private MariaDB below `dataDirectory`, for development, tests and the quickstart: created in an empty folder, started when it
 * is not running, otherwise shared. It listens on a socket in that folder only. `fast` is for tests: a killed server loses its
 * last second. The process that starts the server decides.
 */
export async function startEmbeddedDatabase({ dataDirectory, log, fast = false }: Options): Promise<EmbeddedDatabase> {
  const files = embeddedFiles(dataDirectory);
  // Under the lock no other process starts a second server, or stops the one just found.
  const { lease, started } = await withLock(files.lock, async () => {
    const running = await takeLease(files);
    return running ? { lease: running, started: false } : { lease: await startServer(files, fast, log), started: true };
  });
  let leaving: Promise<void> | undefined;
  lease.on('error', (error: Error) => {
    if (!leaving) log(`The database in ${files.home} went away (${error.message}), see ${files.errorLog}`);
    leaving ??= Promise.resolve();
  });
  return {
    socketPath: files.socket,
    user: USER,
    started,
    stop: () => {
      leaving ??= withLock(files.lock, () => leave(files, lease, log));
      return leaving;
    },
  };
}

/** How to reach the database `name` of the embedded server, for mysql2. */
export function embeddedConnection(
  database: EmbeddedDatabase,
  name: string,
): { socketPath: string; user: string; database: string } {
  return { socketPath: database.socketPath, user: database.user, database: name };
}

/** Creates the database `name` unless it is there. */
export async function ensureDatabase(embedded: EmbeddedDatabase, name: string): Promise<void> {
  if (!/^[A-Za-z0-9_]+$/.test(name)) throw new Error(`Not a name for a database: ${name}`);
  const connection = await createConnection({ socketPath: embedded.socketPath, user: embedded.user });
  try {
    await connection.query(`CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  } finally {
    await connection.end();
  }
}

/** An idle connection that tells other processes that this one uses the server; the system closes it if this process dies. */
async function takeLease(files: EmbeddedFiles): Promise<Connection | undefined> {
  try {
    const lease = await createConnection({ socketPath: files.socket, user: USER, connectTimeout: 5000 });
    await lease.query(`SET SESSION wait_timeout = ${YEAR_SECONDS}`);
    return lease;
  } catch (error) {
    if (isNotAnswering(error)) return undefined;
    throw new Error(`The database in ${files.home} refuses connections; its log ends with\n${errorLogTail(files)}`, {
      cause: error,
    });
  }
}

function isNotAnswering(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NOT_ANSWERING.has(String(error.code));
}

async function startServer(files: EmbeddedFiles, fast: boolean, log: Options['log']): Promise<Connection> {
  const program = await findServer();
  if (!existsSync(files.data)) {
    log(`Creating a database in ${files.home}`);
    await installData(program, files);
  }
  const child = launchServer(program, files, fast);
  let failure: Error | undefined;
  child.on('error', (error) => {
    failure = error;
  });
  const deadline = Date.now() + START_SECONDS * 1000;
  while (!failure && child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const lease = await takeLease(files);
    if (lease) {
      // A server whose parent was killed during its start can answer first. Ours would then wait for the data files in vain.
      if (serverPid(files) !== child.pid) child.kill('SIGKILL');
      return lease;
    }
    await sleep(25);
  }
  child.kill('SIGKILL');
  throw new Error(`MariaDB did not start in ${files.home}; its log ends with\n${errorLogTail(files)}`, { cause: failure });
}

async function leave(files: EmbeddedFiles, lease: Connection, log: Options['log']): Promise<void> {
  try {
    const others = await othersRemaining(lease);
    if (others === 0) return await stopServer(files, lease);
    log(`The database in ${files.home} goes on for ${others} other connection(s)`);
    await lease.end();
  } catch (error) {
    if (!isNotAnswering(error)) throw error;
    log(`The database in ${files.home} was stopped by somebody else, see ${files.errorLog}`);
  }
}

async function stopServer(files: EmbeddedFiles, lease: Connection): Promise<void> {
  const pid = serverPid(files);
  await lease.query('SHUTDOWN');
  lease.destroy();
  if (pid === undefined || (await isGone(pid))) return;
  process.kill(pid, 'SIGTERM');
  if (!(await isGone(pid))) throw new Error(`MariaDB (process ${pid}) does not stop, see ${files.errorLog}`);
}

/** A connection just closed stays in the process list for a moment, so a few are checked again. */
async function othersRemaining(lease: Connection): Promise<number> {
  const sql =
    "SELECT COUNT(*) AS others FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND command <> 'Daemon' " +
    "AND user NOT IN ('system user', 'event_scheduler')";
  for (let attempt = 1; ; attempt += 1) {
    const [rows] = await lease.query<RowDataPacket[]>(sql);
    const others = Number(rows[0]?.others);
    if (others === 0 || attempt === 6) return others;
    await sleep(30);
  }
}

async function isGone(pid: number): Promise<boolean> {
  const deadline = Date.now() + STOP_SECONDS * 1000;
  while (isRunning(pid)) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}
