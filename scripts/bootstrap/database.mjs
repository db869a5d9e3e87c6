import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDebianPackages, findCommand } from './packages.mjs';
import { capture, root, Stop, say } from './process.mjs';

const MARIADB = { commands: ['mariadbd'], package: 'mariadb-server-core' };

/** A database the app can use: the one of DATABASE_URL, MariaDB on this machine, or a container. */
export async function ensureDatabase({ readsDotEnv }) {
  if (process.env.DATABASE_URL) return { note: 'the one of DATABASE_URL', environment: {} };
  if (readsDotEnv && dotEnv('DATABASE_URL')) return { note: 'the one of DATABASE_URL in .env', environment: {} };
  const [missing] = await ensureDebianPackages([MARIADB]);
  if (!missing) return { note: findCommand('mariadbd'), environment: {} };
  if (await hasDockerCompose()) return startContainer();
  throw new Stop(
    'No database: the program `mariadbd` is not installed and could not be. One of these helps:\n' +
      '  - apt-get install mariadb-server-core (Debian 12+, Ubuntu 24.04+), as root\n' +
      '  - DATABASE_URL=mysql://user:password@host:3306/name with a MySQL 8+ or MariaDB 10.11+ server of yours\n' +
      '  - docker compose up, which brings its own',
  );
}

/** What .env says; undefined where it is blank or absent. */
function dotEnv(name) {
  const path = join(root, '.env');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=\\s*['"]?([^\\s'"#]+)`, 'm').exec(text)?.[1];
}

async function hasDockerCompose() {
  const checks = [await capture('docker', ['info']), await capture('docker', ['compose', 'version'])];
  return checks.every(({ code }) => code === 0);
}

async function startContainer() {
  say('No MariaDB on this machine, so it comes from a container: docker compose up -d --wait database');
  const { code, output } = await capture('docker', ['compose', 'up', '-d', '--wait', 'database']);
  if (code !== 0) throw new Stop(`The database container did not start:\n${output}`);
  return { note: 'container, 127.0.0.1:3307', environment: { DATABASE_URL: composeUrl() } };
}

/** The service `database` of docker-compose.yml; Compose reads .env whatever it is started for. */
function composeUrl() {
  const password = process.env.DATABASE_PASSWORD ?? dotEnv('DATABASE_PASSWORD') ?? 'community';
  return `mysql://community:${password}@127.0.0.1:3307/community`;
}
