import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on a free port of this machine: `http://127.0.0.1:port`. */
export function listening(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo; // it listens on TCP
      resolve(`http://127.0.0.1:${port}`);
    });
  });
}

/** Closes a server and its connections. */
export async function closed(server: Server): Promise<void> {
  const ended = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await ended;
}

/**
 * A listener, and `answered`, which waits until it has given every answer, including those whose client disconnected, which a
 * server no longer tracks.
 */
export function tracked(listener: RequestListener): { listener: RequestListener; answered(): Promise<void> } {
  const underWay = new Set<Promise<void>>();
  return {
    listener(request, response) {
      const { promise, resolve } = Promise.withResolvers<void>();
      underWay.add(promise);
      void promise.then(() => underWay.delete(promise));
      response.end = new Proxy(response.end, {
        apply(end, self, given) {
          resolve();
          return Reflect.apply(end, self, given);
        },
      });
      listener(request, response);
    },
    async answered() {
      await Promise.all(underWay);
    },
  };
}
