import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '../config.ts';

/**
 * A listening server. `stop` accepts no new request, finishes those in progress, and cuts those that take longer than allowed.
 */
export type RunningServer = { address: string; port: number; stop(): Promise<void> };

/** A listener on the server beside the app, e.g. for sockets. Gives the function that ends it, at once for connected clients. */
export type Attachment = (server: Server) => () => Promise<void>;

/** Listens on `config.host` and `config.port`, with limits against clients that send slowly or not at all. */
export async function serve(
  listener: RequestListener,
  { host, port, timeouts }: Pick<Config, 'host' | 'port' | 'timeouts'>,
  attach: Attachment = () => async () => {},
): Promise<RunningServer> {
  const server = createServer(
    {
      headersTimeout: timeouts.headersSeconds * 1000,
      requestTimeout: timeouts.requestSeconds * 1000,
      connectionsCheckingInterval: 1000,
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16_384,
    },
    listener,
  );
  server.maxRequestsPerSocket = 10_000;
  const detach = attach(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const bound = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`,
    port: bound.port,
    async stop() {
      const detached = detach();
      await new Promise<void>((resolve, reject) => {
        const cut = setTimeout(() => server.closeAllConnections(), timeouts.shutdownSeconds * 1000);
        // a connection that finishes its answer after this is idle, and would stay open
        const sweep = setInterval(() => server.closeIdleConnections(), 50);
        server.close((error) => {
          clearTimeout(cut);
          clearInterval(sweep);
          if (error) reject(error);
          else resolve();
        });
        server.closeIdleConnections();
      });
      await detached;
    },
  };
}
