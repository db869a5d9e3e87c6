import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { EmbeddedFiles } from './files.ts';

// Debian keeps it outside a normal user's PATH.
const COMMANDS = ['mariadbd', '/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd', '/usr/libexec/mariadbd'];

const MAX_LOG_BYTES = 1024 * 1024;

/** A MariaDB installed on this machine: the command, and the folder of its SQL scripts. */
export type ServerProgram = { command: string; share: string };

/** Looks on PATH and in the usual folders. The Error it throws tells how to get one. */
export async function findServer(): Promise<ServerProgram> {
  for (const command of COMMANDS) {
    try {
      const options = { maxBuffer: 16 * 1024 * 1024 };
      const { stdout } = await promisify(execFile)(command, ['--no-defaults', ...runAs(), '--verbose', '--help'], options);
      const charsets = /^character-sets-dir\s+(\/.*\S)/m.exec(stdout)?.[1] ?? '/usr/share/mysql/charsets';
      return { command, share: dirname(charsets) };
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') continue;
      throw new Error(`${command} is installed but does not run`, { cause: error });
    }
  }
  throw new Error(
    'There is no database: the program `mariadbd` is not installed. One of these helps: `apt-get install mariadb-server-core` ' +
      '(Debian, Ubuntu), DATABASE_URL with the address of a MySQL 8+ or MariaDB 10.11+ server, or `docker compose up`.',
  );
}

/**
 * Writes the system tables of a new server into a temporary folder that is renamed when complete, so that a crash leaves nothing
 * that looks like a database. Does not use `mariadb-install-db`: on Debian that needs `my_print_defaults` of the client package.
 */
export async function installData(program: ServerProgram, files: EmbeddedFiles): Promise<void> {
  for (const name of await readdir(files.home)) {
    if (name.startsWith('installing-')) await rm(join(files.home, name), { recursive: true, force: true, maxRetries: 5 });
  }
  const folder = await mkdtemp(join(files.home, 'installing-'));
  const scripts = ['system_tables.sql', 'system_tables_data.sql'].map((name) => readFileSync(scriptPath(program, name), 'utf8'));
  // These lines name this machine, for accounts over the network.
  const lines = scripts.flatMap((script) => script.split('\n').filter((line) => !line.includes('@current_hostname')));
  const sql = ['CREATE DATABASE mysql;', 'USE mysql;', 'SET @auth_root_socket = NULL;', ...lines, ''].join('\n');
  const settings = [...sharedSettings(folder), '--bootstrap', '--log-warnings=0', '--net-buffer-length=16K'];
  const { status, error, stderr } = spawnSync(program.command, settings, { input: sql, encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`MariaDB could not create a database in ${folder}:\n${lastLines(stderr ?? '')}`, { cause: error });
  await rename(folder, files.data);
}

/** MariaDB 11 renamed its scripts from mysql_* to mariadb_*. */
function scriptPath(program: ServerProgram, name: string): string {
  const path = ['mariadb_', 'mysql_']
    .map((prefix) => join(program.share, prefix + name))
    .find((candidate) => existsSync(candidate));
  if (!path) throw new Error(`${program.command} is installed without its script ${name} in ${program.share}`);
  return path;
}

/** Starts the server in its own session, so that Ctrl-C reaches the app, which drains, and not the database. */
export function launchServer(program: ServerProgram, files: EmbeddedFiles, fast: boolean): ChildProcess {
  const isLong = (statSync(files.errorLog, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES;
  const log = openSync(files.errorLog, isLong ? 'w' : 'a', 0o600);
  const settings = [
    ...sharedSettings(files.data),
    '--skip-networking',
    '--skip-name-resolve',
    `--socket=${files.socket}`,
    `--pid-file=${files.pid}`,
    '--max-connections=200',
    '--default-time-zone=+00:00',
    `--innodb-flush-log-at-trx-commit=${fast ? 0 : 1}`,
    ...(fast ? ['--skip-innodb-doublewrite', '--skip-sync-frm', '--loose-innodb-file-per-table=OFF'] : []),
  ];
  const child = spawn(program.command, settings, { cwd: files.home, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  return child;
}

function sharedSettings(dataFolder: string): string[] {
  return [
    '--no-defaults',
    // a folder of its own: another starting server would clear what it takes for leftovers in a shared one
    `--tmpdir=${dirname(dataFolder)}`,
    ...runAs(),
    `--datadir=${dataFolder}`,
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    '--performance-schema=OFF',
    '--innodb-buffer-pool-size=128M',
    '--innodb-log-file-size=48M',
    '--aria-pagecache-buffer-size=8M',
    '--key-buffer-size=1M',
    '--table-open-cache-instances=1',
    '--max-allowed-packet=64M',
  ];
}

/** MariaDB refuses to run as root unless told to. */
function runAs(): string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

/** The process id that the running server has written; undefined without one. */
export function serverPid(files: EmbeddedFiles): number | undefined {
  return existsSync(files.pid) ? Number(readFileSync(files.pid, 'utf8')) || undefined : undefined;
}

/** A zombie counts as gone: in a container nobody may reap the orphan of an earlier run. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+[ZX]/m.test(existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : '');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'ENOENT')) return false;
    throw error;
  }
}

/** The end of the server's own log, for the words of an error. */
export function errorLogTail(files: EmbeddedFiles): string {
  return existsSync(files.errorLog) ? lastLines(readFileSync(files.errorLog, 'utf8')) : '(it wrote no log)';
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-15).join('\n');
}
