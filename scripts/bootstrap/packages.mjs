import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { capture, say } from './process.mjs';

// Debian keeps servers outside a normal user's PATH.
const MORE_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/libexec'];

let isUpdated = false;

/** The path of a command, or undefined. */
export function findCommand(command) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...MORE_FOLDERS];
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

/**
 * Installs the Debian packages of which no command is there: `[{ commands: ['chromium'], package: 'chromium' }]`. Gives those
 * still missing: no apt-get, no rights, or no such package. When everything is there, apt-get is not called.
 */
export async function ensureDebianPackages(tools) {
  const missing = tools.filter(isMissing);
  const prefix = missing.length > 0 ? await aptPrefix() : undefined;
  if (!prefix) return missing;
  for (const tool of missing) {
    say(`Installing the Debian package ${tool.package}`);
    const { code, output } = await install(prefix, tool.package);
    if (code !== 0) say(output.split('\n').slice(-3).join('\n'));
  }
  return missing.filter(isMissing);
}

function isMissing(tool) {
  return !tool.commands.some(findCommand);
}

async function install(prefix, name) {
  const aptGet = (...args) => {
    const quiet = ['DEBIAN_FRONTEND=noninteractive', 'NEEDRESTART_SUSPEND=1', 'apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=120'];
    const [command, ...rest] = [...prefix, 'env', ...quiet, ...args];
    return capture(command, rest);
  };
  // A mirror that does not answer is no verdict: the lists of another one may do.
  if (!isUpdated) await aptGet('update');
  isUpdated = true;
  return aptGet('install', '-y', '--no-install-recommends', name);
}

/** How to call apt-get as root: nothing before it, passwordless sudo, or undefined when there is no way. */
async function aptPrefix() {
  if (!findCommand('apt-get')) return undefined;
  if (process.getuid?.() === 0) return [];
  const { code } = await capture('sudo', ['-n', 'true']);
  return code === 0 ? ['sudo', '-n'] : undefined;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // absent, or not ours to run: the same answer
  }
}
