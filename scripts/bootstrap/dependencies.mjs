import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { capture, root, Stop, say } from './process.mjs';

/** `npm ci`, unless node_modules holds what package-lock.json asks for. */
export async function ensureDependencies() {
  if (isInstalled()) return 'ok';
  say('dependencies: npm ci');
  // Also where NODE_ENV says production: Node itself is a development dependency.
  const args = ['ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund', '--no-progress'];
  const [command, ...first] = npm();
  const { code, output } = await capture(command, [...first, ...args]);
  if (code !== 0) throw new Stop(`npm ci failed (exit code ${code}):\n${output.split('\n').slice(0, 20).join('\n')}`);
  return 'installed';
}

/**
 * Compares package-lock.json with the one npm leaves inside node_modules as its last act, so that an interrupted install and
 * a pruned one are seen, and one by hand is not repeated.
 */
function isInstalled() {
  const done = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(done)) return false;
  const { '': _project, ...wanted } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(done, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    const found = installed[path];
    if (!found) return Boolean(entry.optional || entry.devOptional); // made for another platform
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/** The npm that runs this script, or the one on PATH. */
function npm() {
  const running = process.env.npm_execpath;
  return running && basename(running).startsWith('npm') && existsSync(running) ? [process.execPath, running] : ['npm'];
}
