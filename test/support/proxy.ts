import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';

/** A way to a server, by default a local one, that can be closed, cut and made silent. */
export async function startProxy(target: NetConnectOpts) {
  const sockets = new Set<Socket>();
  let isSilent = false;
  let lost: string | undefined;
  let server: Server | undefined;
  let port = 0;
  let accepted = 0;

  function accept(client: Socket): void {
    accepted += 1;
    const upstream = connect(target);
    let isLosing = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (data) => {
      if (isSilent) return;
      if (lost !== undefined && data.includes(lost)) {
        isLosing = true;
        lost = undefined;
      }
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (isLosing) client.destroy();
      else if (!isSilent) client.write(data);
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }

  const proxy = {
    port: () => port,
    /** How many connections there have been. */
    accepted: () => accepted,
    async open(): Promise<void> {
      isSilent = false;
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
      isSilent = true;
    },
    /** The server gets the next message that holds `text`; in the place of its answer the connection ends. */
    loseAnswerTo(text: string): void {
      lost = text;
    },
  };
  await proxy.open();
  return proxy;
}
