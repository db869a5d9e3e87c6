import { connect } from 'node:net';
import type { Express } from 'express';
import { afterAll } from 'vitest';
import { serve } from '../../src/http/server.ts';

/** Listens with the app on a free port of this machine until the test file ends. */
export async function listen(app: Express): Promise<number> {
  const timeouts = { requestSeconds: 5, headersSeconds: 2, shutdownSeconds: 1 };
  const server = await serve(app, { host: '127.0.0.1', port: 0, timeouts });
  afterAll(() => server.stop());
  return server.port;
}

/** Sends bytes and gives all that comes back until the server closes or stops talking for `quietMs`. */
export function exchange(port: number, bytes: string | Buffer, quietMs = 1500): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.setTimeout(quietMs, () => socket.destroy());
    socket.on('data', (chunk) => {
      received += chunk.toString();
    });
    socket.on('close', () => resolve(received));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EPIPE' || error.code === 'ECONNRESET' ? undefined : reject(error),
    );
    socket.write(bytes);
  });
}
