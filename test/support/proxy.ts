import { connect, createServer, type Server, type Socket } from 'node:net';

export type ProxyMode = 'pass' | 'hang';

/** A proxy to a server on a local socket that can refuse, cut and silence connections. */
export async function startProxy(socketPath: string) {
  const sockets = new Set<Socket>();
  let mode: ProxyMode = 'pass';
  let server: Server | undefined;
  let port = 0;

  function accept(client: Socket): void {
    const upstream = connect(socketPath);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (data) => mode === 'pass' && upstream.write(data));
    upstream.on('data', (data) => mode === 'pass' && client.write(data));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }

  const proxy = {
    port: () => port,
    async open(): Promise<void> {
      mode = 'pass';
      if (server) return;
      const opened = createServer(accept);
      server = opened;
      await new Promise<void>((resolve) => opened.listen(port, '127.0.0.1', resolve));
      const address = opened.address();
      port = typeof address === 'object' && address ? address.port : 0;
    },
    /** Refuses new connections and resets the open ones. */
    async close(): Promise<void> {
      const closed = new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
      server = undefined;
      proxy.cut();
      await closed;
    },
    cut(): void {
      for (const socket of sockets) socket.destroy();
    },
    /** Forwards nothing any more, without closing a connection. */
    hang(): void {
      mode = 'hang';
    },
  };
  await proxy.open();
  return proxy;
}
