import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedDatabase } from '../src/database/embedded.ts';
import { type Community, communityTables } from '../test/support/wowonder/community.ts';
import { writeDump } from '../test/support/wowonder/dump-file.ts';

// A WoWonder community moves in: `npm run bench -- import [people] [kills]`. For each of the people there are 10 posts, 10
// comments, 30 reactions and 20 messages. Runs the command as an owner does, kills it so many times, and looks at the result.

const [, people = '10000', kills = '0'] = process.argv.slice(2);
const count = Number(people);
const community: Community = {
  version: '4.x',
  seed: 1,
  now: Math.floor(Date.now() / 1000),
  people: count,
  posts: count * 10,
  comments: count * 10,
  reactions: count * 30,
  messages: count * 20,
  unsalted: 0.001,
};

// those of `npm run admin`
const FLAGS = ['--max-old-space-size=192', '--max-semi-space-size=8'];

const dataDirectory = await mkdtemp(join(tmpdir(), 'community-bench-'));
const database = await startEmbeddedDatabase({ dataDirectory: join(dataDirectory, 'database'), log: console.log });
const environment = { ...process.env, DATA_DIR: dataDirectory, BASE_URL: 'http://localhost:3000' };

try {
  const dump = join(dataDirectory, 'dump.sql');
  const dumpSeconds = await seconds(() => writeDump(dump, communityTables(community), 'mysqldump'));
  console.log(`a dump of ${count} people, ${Math.round((await stat(dump)).size / 1e6)} MB, in ${dumpSeconds} s`);
  await run(['src/cli/migrate.ts']);

  const before = databaseCpu();
  let peak = 0;
  let cpu = 0;
  let result = { code: -1, out: '' };
  const wall = await seconds(async () => {
    for (let left = Number(kills); left >= 0; left -= 1) {
      const killAfterMs = left > 0 ? 5000 + Math.random() * count * 3 : undefined;
      const ended = await run(
        [...FLAGS, 'src/cli/admin.ts', 'import', 'wowonder', '--dump', dump, '--yes', '--json'],
        killAfterMs,
      );
      peak = Math.max(peak, ended.peakMb);
      cpu += ended.cpuSeconds;
      result = ended;
    }
  });
  const report = JSON.parse(result.out);
  const rows = report.totals.reduce((sum: number, step: { read: number }) => sum + step.read, 0);
  for (const { table, read, seconds: took } of report.totals) {
    if (took >= 1) console.log(`  ${table.padEnd(20)} ${String(read).padStart(9)} rows ${took.toFixed(1).padStart(7)} s`);
  }
  for (const { name, seconds: took } of report.phases) console.log(`  ${name.padEnd(20)} ${took.toFixed(1).padStart(22)} s`);
  console.log(`${rows} rows in ${wall} s: ${Math.round(rows / wall)} rows/s, ${kills} kills, exit code ${result.code}`);
  console.log(
    `processor: importer ${cpu.toFixed(1)} s, database ${(databaseCpu() - before).toFixed(1)} s; memory: ${peak} MB at most`,
  );
  const { checked, failures } = report.verification;
  console.log(`${checked} rows read back, ${failures.length} differ`);
  const doctor = await run(['src/cli/admin.ts', 'doctor', 'counters', '--json']);
  console.log(`the doctor finds ${doctor.code === 0 ? 'nothing' : 'faults'}`);
} finally {
  await database.stop();
  await rm(dataDirectory, { recursive: true, force: true });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return Math.round((performance.now() - begun) / 100) / 10;
}

type Ended = { code: number; out: string; peakMb: number; cpuSeconds: number };

/** Runs a program of ours; with `killAfterMs` it is killed unless it has ended by then. */
async function run(args: readonly string[], killAfterMs?: number): Promise<Ended> {
  const child = spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  let code: number | undefined;
  child.on('close', (status) => {
    code = status ?? -1;
  });
  const begun = performance.now();
  let peakMb = 0;
  let cpuSeconds = 0;
  while (code === undefined) {
    await sleep(100);
    const status = processFile(child.pid, 'status');
    peakMb = Math.max(peakMb, Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024));
    cpuSeconds = Math.max(cpuSeconds, cpuOf(child.pid));
    if (killAfterMs !== undefined && performance.now() - begun > killAfterMs) child.kill('SIGKILL');
  }
  return { code, out, peakMb, cpuSeconds };
}

function processFile(pid: number | undefined, name: string): string {
  const path = `/proc/${pid}/${name}`;
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  } catch {
    // it ended between the two
    return '';
  }
}

/** Seconds of processor time a process has had. */
function cpuOf(pid: number | undefined): number {
  const fields = processFile(pid, 'stat').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}

/** Of the server in our folder. */
function databaseCpu(): number {
  const pid = readdirSync('/proc').find(
    (name) => /^\d+$/.test(name) && processFile(Number(name), 'cmdline').includes(`${dataDirectory}/database`),
  );
  return pid === undefined ? 0 : cpuOf(Number(pid));
}
