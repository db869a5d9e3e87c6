import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Answer } from './support/site.ts';

// The server as its users run it: a process of its own, with the embedded database in a folder of its own.

// a process that starts a database may be slow on a busy machine
vi.setConfig({ testTimeout: 60_000 });

let dataDirectory = '';
let port = 0;
const children: ChildProcess[] = [];

// One community lives through all tests of this file, so that only its first start creates a database.
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'community-process-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null && child.signalCode === null) await stop(child, 'SIGTERM');
  await killDatabase();
});

afterAll(() => rm(dataDirectory, { recursive: true, force: true }));

const environment = () => ({
  ...process.env,
  DATA_DIR: dataDirectory,
  PORT: '0',
  LOG_LEVEL: 'info',
  BCRYPT_COST: '4',
  RATE_LIMIT_AUTH_ADDRESS: '100000/60',
  DATABASE_URL: '',
  BASE_URL: '',
  // a dozen processes load the same source
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(dataDirectory, 'compiled'),
});

async function start(): Promise<ChildProcess & { output: () => string }> {
  const child = spawn('node', ['src/main.ts'], { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  children.push(child);
  for (let tries = 0; tries < 800 && child.exitCode === null; tries += 1) {
    // a port the system chooses: one chosen here might be taken before it is used
    const listening = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(output);
    if (listening) {
      port = Number(listening[1]);
      return Object.assign(child, { output: () => output });
    }
    await sleep(50);
  }
  throw new Error(`the server did not come up:\n${output}`);
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill(signal);
  return exited;
}

async function databasePid(): Promise<number | undefined> {
  const { stdout } = await promisify(execFile)('pgrep', ['-f', `mariadbd.*${dataDirectory}`]).catch(() => ({ stdout: '' }));
  return stdout.trim() ? Number(stdout.trim().split('\n')[0]) : undefined;
}

async function killDatabase(): Promise<void> {
  const pid = await databasePid();
  if (pid) process.kill(pid, 'SIGKILL');
}

async function admin(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('node', ['src/cli/admin.ts', ...args], { env: environment() });
  return stdout.trim();
}

let keyOfSite: Promise<string> | undefined;

/** The server key, which never changes. */
function serverKey(): Promise<string> {
  keyOfSite ??= admin('server-key', 'show');
  return keyOfSite;
}

async function call(name: string, fields: Record<string, string>): Promise<Answer> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/${name}`, { method: 'POST', body: new URLSearchParams(fields) });
  return (await answer.json()) as Answer; // the whole output of the server, for the tests to inspect
}

/** Sends create-account up to half of its body. The function it returns sends the rest and waits for the answer. */
async function beginCall(fields: Record<string, string>): Promise<() => Promise<string>> {
  const body = new URLSearchParams(fields).toString();
  const socket = connect(port, '127.0.0.1');
  let received = '';
  const ended = new Promise<string>((resolve) =>
    socket.on('data', (chunk) => (received += chunk)).on('close', () => resolve(received)),
  );
  const head = `POST /api/create-account HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`;
  socket.write(head + body.slice(0, 50));
  await sleep(300);
  return () => {
    socket.write(body.slice(50));
    return ended;
  };
}

const form = (username: string) => ({
  username,
  email: `${username}@example.org`,
  password: 'secret-1',
  confirm_password: 'secret-1',
});

test('acknowledged writes survive kill -9 of server and database in the middle of writes', async () => {
  const server = await start();
  const server_key = await serverKey();
  const acknowledged: string[] = [];
  let writing = true;
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let index = 0; writing; index += 1) {
      const username = `w${writer}_user_${index}`;
      const answer = await call('create-account', { server_key, ...form(username) }).catch(() => undefined);
      if (answer?.api_status === 200) acknowledged.push(username);
    }
  });
  while (acknowledged.length < 60) await sleep(10);
  const pid = await databasePid();
  server.kill('SIGKILL');
  if (pid) process.kill(pid, 'SIGKILL');
  writing = false;
  await Promise.all(writers);

  await start();
  const signedIn = await Promise.all(
    acknowledged.map((username) => call('auth', { server_key, username, password: 'secret-1' })),
  );
  expect(signedIn.filter((answer) => answer.api_status !== 200)).toEqual([]);
  expect(JSON.parse(await admin('server-key', 'show', '--json'))).toEqual({ server_key });
});

test('SIGTERM finishes running requests, stops the database and exits 0; the data is there at the next start', async () => {
  const server = await start();
  const server_key = await serverKey();
  const underWay = await Promise.all(
    Array.from({ length: 10 }, (_, index) => beginCall({ server_key, ...form(`ada_${index}_x`) })),
  );
  const code = stop(server, 'SIGTERM');
  await expect.poll(() => server.output()).toContain('"msg":"stopping"');
  for (const answer of await Promise.all(underWay.map((finish) => finish()))) expect(answer).toContain('"api_status":200');
  const answered = Date.now();
  expect(await code).toBe(0);
  expect(Date.now() - answered).toBeLessThan(8000); // at 10 s, clients that are still connected would be cut off
  expect(await databasePid()).toBeUndefined();
  expect(server.output()).toContain('"msg":"stopped"');
  await start();
  expect(await call('auth', { server_key, username: 'ada_3_x', password: 'secret-1' })).toMatchObject({ api_status: 200 });
});

test('the admin command works without a server, and a running server follows a changed setting', async () => {
  expect(await admin('settings', 'set', 'siteName', 'Ada & Co')).toBe('siteName = Ada & Co');
  await start();
  const server_key = await serverKey();
  expect(await call('get-site-settings', { server_key })).toMatchObject({ config: { siteName: 'Ada & Co' } });
  await admin('settings', 'set', 'siteName', 'Bo & Co');
  await expect
    .poll(async () => (await call('get-site-settings', { server_key })).config.siteName, { timeout: 8000 })
    .toBe('Bo & Co');
  await Promise.all([
    expect(admin('settings', 'set', 'poke_system', 'maybe')).rejects.toThrow(/poke_system is a switch/),
    expect(admin('settings', 'set', 'nothing', '1')).rejects.toThrow(/no setting named nothing/),
  ]);
});

test('a wrong configuration is reported by name, without its value', async () => {
  const { stderr } = await promisify(execFile)('node', ['src/main.ts'], {
    env: { ...environment(), PORT: 'secret-value', BCRYPT_COST: '99' },
  }).catch((error) => error);
  expect(stderr).toMatch(/PORT: /);
  expect(stderr).toMatch(/BCRYPT_COST: /);
  expect(stderr).not.toContain('secret-value');
});

test('.env.example names every setting', async () => {
  const example = await readFile('.env.example', 'utf8');
  const source = await readFile('src/config.ts', 'utf8');
  const names = [...source.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(20);
  const documented = [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
  expect(new Set(documented)).toEqual(new Set(names));
});
