import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// A socket's path must fit sockaddr_un: 107 bytes on Linux, 103 on macOS.
const MAX_SOCKET_PATH_BYTES = 100;

/** The paths of an embedded database. `data` exists only once it is complete. */
export type EmbeddedFiles = { home: string; data: string; errorLog: string; pid: string; lock: string; socket: string };

/** Creates the folder of an embedded database, for its owner only: the socket gives root access without a password. */
export function embeddedFiles(dataDirectory: string): EmbeddedFiles {
  const home = resolve(dataDirectory);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  chmodSync(home, 0o700);
  return {
    home,
    data: join(home, 'data'),
    errorLog: join(home, 'error.log'),
    pid: join(home, 'mariadb.pid'),
    lock: join(home, 'lock'),
    socket: socketPath(home),
  };
}

function socketPath(home: string): string {
  const path = join(home, 'mariadb.sock');
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return path;
  const folder = join(tmpdir(), `embedded-database-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // The name can be guessed and the parent is world-writable, so another user may have created it first.
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} must be a folder of this user alone; remove it, or choose a shorter data directory than ${home}`);
  }
  return join(folder, 'mariadb.sock');
}
