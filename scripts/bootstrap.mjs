// From a bare machine to a running quickstart or test run. Plain JavaScript for Node 18 and later without node_modules: this
// is what installs them, and the Node the project runs on.
import { join } from 'node:path';
import { ensureDatabase } from './bootstrap/database.mjs';
import { ensureDependencies } from './bootstrap/dependencies.mjs';
import { ensureNode } from './bootstrap/node.mjs';
import { ensureDebianPackages } from './bootstrap/packages.mjs';
import { bin, handOver, phase, root, Stop, say, summary } from './bootstrap/process.mjs';

const FFMPEG = { commands: ['ffmpeg'], package: 'ffmpeg', without: 'video thumbnails are off' };
const HEIF = { commands: ['heif-convert'], package: 'libheif-examples', without: 'HEIC photos of iPhones are refused' };
const CHROMIUM = {
  commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  package: 'chromium',
  without: 'browser tests are skipped',
};

const REDIS = { commands: ['redis-server'], package: 'redis-server', without: 'tests with a real Redis are skipped' };

const TASKS = { quickstart, test };

async function quickstart(args) {
  const { node, environment } = await prepare([FFMPEG, HEIF], { readsDotEnv: true });
  return handOver(node, [join(root, 'src', 'cli', 'quickstart.ts'), ...args], environment);
}

async function test(args) {
  const { environment } = await prepare([FFMPEG, HEIF, CHROMIUM, REDIS], { readsDotEnv: false });
  const checks = [
    ['types', 'tsc', ['--noEmit']],
    ['lint', 'biome', ['check', '.']],
    ['tests', 'vitest', ['run', ...args]],
  ];
  let status = 0;
  for (const [name, command, commandArgs] of checks) {
    say(`${name}: ${command} ${commandArgs.join(' ')}`);
    status = await phase(name, () => handOver(join(bin, command), commandArgs, environment), {
      note: (code) => (code ? 'failed' : 'ok'),
    });
    if (status !== 0) break;
  }
  say(summary());
  return status;
}

/** Everything the tasks need, each only where it is missing. */
async function prepare(optionalPackages, { readsDotEnv }) {
  await phase('dependencies', ensureDependencies);
  const { node, environment } = await phase('node', ensureNode, { note: (found) => found.version });
  const database = await phase('database', () => ensureDatabase({ readsDotEnv }), { note: (found) => found.note });
  await phase('optional tools', () => ensureDebianPackages(optionalPackages), { note: toolsNote });
  return { node, environment: { ...environment, ...database.environment, ...compileCache(), ...plainText() } };
}

/** Where Node keeps compiled code, so that the next process that loads the same source starts in half the time. */
function compileCache() {
  return { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'node') };
}

/** No colours in a file or a log, also where `CI` makes tools think otherwise. */
function plainText() {
  return process.stdout.isTTY || process.env.FORCE_COLOR ? {} : { NO_COLOR: '1' };
}

function toolsNote(missing) {
  return missing.length === 0 ? 'ok' : missing.map((tool) => `no ${tool.package} (${tool.without})`).join(', ');
}

const [name, ...args] = process.argv.slice(2);
try {
  const task = Object.hasOwn(TASKS, name) ? TASKS[name] : undefined;
  if (!task) throw new Stop(`Usage: node scripts/bootstrap.mjs ${Object.keys(TASKS).join('|')}`);
  process.exitCode = await task(args);
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  say(error.message);
  process.exitCode = 1;
}
