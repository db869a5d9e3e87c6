import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const bin = join(root, 'node_modules', '.bin');

/** A failure whose message says all there is to say; no stack trace. */
export class Stop extends Error {}

const startedAt = Date.now();
const timings = [];

export function say(line) {
  console.log(line);
}

/** Runs one step of the way and says in one line what came of it and how long it took. */
export async function phase(name, work, { note = (result) => result } = {}) {
  const start = Date.now();
  try {
    const result = await work();
    say(`${name}: ${note(result)}, ${seconds(Date.now() - start)}`);
    return result;
  } finally {
    timings.push([name, Date.now() - start]);
  }
}

/** The time of each phase and of the whole. */
export function summary() {
  const rows = [...timings, ['total', Date.now() - startedAt]];
  return rows.map(([name, duration]) => `${`${name} `.padEnd(18, '.')} ${seconds(duration).padStart(8)}`).join('\n');
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Runs a command out of sight: its exit code, and all it printed. A command that is not there has code 127. */
export function capture(command, args, environment = process.env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code, signal) =>
      resolve({ code: exitCode(code, signal), output: Buffer.concat(chunks).toString().trim() }),
    );
  });
}

/** Gives the terminal and the signals to a command and waits for its exit code. */
export function handOver(command, args, environment) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: environment, stdio: 'inherit' });
    const forward = (signal) => {
      // A terminal sends Ctrl-C to the child as well; twice would mean "do not wait".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    // Told to stop, npm ends the shell between us, and the shell tells nobody.
    const parent = process.ppid;
    const orphaned = () => process.ppid !== parent && child.kill('SIGTERM');
    const watch = process.env.npm_lifecycle_event ? setInterval(orphaned, 500) : undefined;
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearInterval(watch);
      for (const name of signals) process.off(name, forward);
      resolve(exitCode(code, signal));
    });
  });
}

function exitCode(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0);
}
