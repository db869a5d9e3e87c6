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

/** Sends bytes and gives everything received until the server closes or is silent for `quietMs`. */
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

/** Sends an endless chunked body, up to 100 MB, until the server closes. Gives the answer and the number of bytes sent. */
export function pour(port: number, head: string, start: string): Promise<{ answer: string; sentBytes: number }> {
  const block = 'x'.repeat(65_536);
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    const more = () => {
      while (socket.writable && socket.bytesWritten < 100_000_000 && socket.write(chunk(block)));
    };
    socket.on('data', (data) => {
      answer += data.toString();
    });
    socket.on('drain', more);
    socket.on('close', () => resolve({ answer, sentBytes: socket.bytesWritten }));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EPIPE' || error.code === 'ECONNRESET' ? undefined : reject(error),
    );
    socket.write(head + (start ? chunk(start) : ''));
    more();
  });
}
