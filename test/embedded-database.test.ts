import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, describe, expect, test } from 'vitest';
import { type EmbeddedDatabase, embeddedConnection, ensureDatabase, startEmbeddedDatabase } from '../src/database/embedded.ts';

const temporary = mkdtempSync(join(tmpdir(), 'embedded-database-test-'));

const started: EmbeddedDatabase[] = [];

// A test that fails half-way leaves no server running.
afterAll(async () => {
  await Promise.all(started.map((database) => database.stop()));
  await rm(temporary, { recursive: true, force: true });
});

/** A data folder for each test: `start` starts the database in it, `serverPid` gives the process id its server wrote. */
function place(name: string) {
  const dataDirectory = join(temporary, name);
  const pidFile = join(dataDirectory, 'mariadb.pid');
  return {
    dataDirectory,
    async start(fast = true) {
      const database = await startEmbeddedDatabase({ dataDirectory, log: () => {}, fast });
      started.push(database);
      return database;
    },
    serverPid: () => (existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : undefined),
  };
}

async function query(database: EmbeddedDatabase, sql: string): Promise<RowDataPacket[]> {
  const connection = await createConnection(embeddedConnection(database, 'notes'));
  try {
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    return rows;
  } finally {
    await connection.end();
  }
}

async function writeNote(database: EmbeddedDatabase, note: string): Promise<void> {
  await ensureDatabase(database, 'notes');
  await query(database, 'CREATE TABLE IF NOT EXISTS notes (note VARCHAR(50) NOT NULL)');
  await query(database, `INSERT INTO notes VALUES ('${note}')`);
}

/** Another process that starts the database, prints the value of `result`, and exits when its stdin ends. */
function otherProcess(dataDirectory: string, result: string) {
  const script = `
    import { startEmbeddedDatabase } from ${JSON.stringify(new URL('../src/database/embedded.ts', import.meta.url).href)};
    const dataDirectory = ${JSON.stringify(dataDirectory)};
    const database = await startEmbeddedDatabase({ dataDirectory, log: () => {}, fast: true });
    console.log(${result});
    for await (const _ of process.stdin);
    await database.stop();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  return {
    child,
    exited,
    firstLine: () => new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data).trim()))),
  };
}

describe('the embedded database', { timeout: 20_000 }, () => {
  test('starts in an empty folder that only its owner can read, and the next process joins it', async () => {
    const { dataDirectory, start, serverPid } = place('fresh');
    const first = await start();
    const second = await start();
    expect([first.started, second.started]).toEqual([true, false]);
    expect((await stat(dataDirectory)).mode & 0o777).toBe(0o700);

    await ensureDatabase(first, 'notes');
    await ensureDatabase(second, 'notes');
    const defaults = 'SELECT @@character_set_database AS charset, @@collation_database AS collation, @@port AS port';
    expect(await query(second, defaults)).toEqual([{ charset: 'utf8mb4', collation: 'utf8mb4_unicode_ci', port: 0 }]);
    await expect(ensureDatabase(first, 'no`tes')).rejects.toThrow('Not a name');

    await first.stop();
    await first.stop();
    expect(await query(second, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.stop();
    expect(serverPid()).toBeUndefined();
  });

  test('keeps its data over a stop and a start', async () => {
    const { start } = place('kept');
    const before = await start();
    await writeNote(before, 'stays');
    await before.stop();
    const after = await start();
    expect(after.started).toBe(true);
    expect(await query(after, 'SELECT note FROM notes')).toEqual([{ note: 'stays' }]);
    await after.stop();
  });

  test('recovers committed data after the server was killed', async () => {
    const { start, serverPid } = place('killed');
    const before = await start(false);
    await writeNote(before, 'survives');
    process.kill(Number(serverPid()), 'SIGKILL');
    await before.stop();
    const after = await start();
    expect(after.started).toBe(true);
    expect(await query(after, 'SELECT note FROM notes')).toEqual([{ note: 'survives' }]);
    await after.stop();
  });

  test('survives a killed process, and the next process stops it', async () => {
    const { dataDirectory, start, serverPid } = place('orphan');
    const other = otherProcess(dataDirectory, 'database.started');
    expect(await other.firstLine()).toBe('true');
    other.child.kill('SIGKILL');
    await other.exited;
    const next = await start();
    expect(next.started).toBe(false);
    await next.stop();
    expect(serverPid()).toBeUndefined();
  });

  test('is one server for five processes that start at once, and the last to leave stops it', async () => {
    const { dataDirectory, serverPid } = place('shared');
    const others = Array.from({ length: 5 }, () => otherProcess(dataDirectory, 'database.started'));
    const answers = await Promise.all(others.map((other) => other.firstLine()));
    expect(answers.toSorted()).toEqual(['false', 'false', 'false', 'false', 'true']);
    expect(serverPid()).toBeGreaterThan(0);
    for (const other of others) other.child.stdin.end();
    expect(await Promise.all(others.map((other) => other.exited))).toEqual([0, 0, 0, 0, 0]);
    expect(serverPid()).toBeUndefined();
  });

  test("reports the server's own log when it cannot start", async () => {
    const { dataDirectory, start } = place('broken');
    await (await start()).stop();
    await rm(join(dataDirectory, 'data', 'mysql'), { recursive: true });
    await expect(start()).rejects.toThrow(/did not start in .*mysql\.db/s);
  });
});
