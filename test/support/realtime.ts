import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { afterAll, afterEach } from 'vitest';
import { createApp } from '../../src/app.ts';
import type { Services } from '../../src/context.ts';
import { type RunningServer, serve } from '../../src/http/server.ts';
import { attachSockets } from '../../src/realtime/sockets.ts';
import type { Answer } from './site.ts';

const timeouts = { requestSeconds: 5, headersSeconds: 2, shutdownSeconds: 2 };

/** Listens with app and sockets, on a port of the system's choice unless told, until the test file ends or it is stopped. */
export async function listenWithSockets(services: Services, port = 0): Promise<RunningServer> {
  const server = await serve(createApp(services), { host: '127.0.0.1', port, timeouts }, attachSockets(services));
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= server.stop());
  afterAll(stop);
  return { ...server, stop };
}

export type Heard = { event: string; payload: Answer };

/** A socket client that keeps what it hears. */
export type Client = Socket & { heard: Heard[] };

const clients: Client[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});

/** A client that connects by itself; closed after the test. */
export function client(port: number, options: Partial<ManagerOptions & SocketOptions> = {}): Client {
  const socket = io(`http://127.0.0.1:${port}`, {
    forceNew: true,
    transports: ['websocket'],
    reconnectionDelay: 20,
    reconnectionDelayMax: 100,
    ...options,
  });
  const heard: Heard[] = [];
  socket.onAny((event: string, payload: Answer) => heard.push({ event, payload }));
  const made = Object.assign(socket, { heard });
  clients.push(made);
  return made;
}

/** A client that is in: its token was taken, and it hears what is for its person. */
export async function joined(
  port: number,
  token: string,
  options: Partial<ManagerOptions & SocketOptions> = {},
): Promise<Client> {
  const socket = client(port, { auth: { token }, ...options });
  await happens(socket, 'connect');
  // events are done in turn: once this is answered, all of coming in is done
  await ask(socket, 'ping_for_lastseen');
  return socket;
}

/** The next time something happens to a client. */
export function happens(socket: Socket, event: string, withinMs = 4000): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${event} did not happen`)), withinMs);
    socket.once(event, (payload: Answer) => {
      clearTimeout(timer);
      resolve(payload);
    });
  });
}

/** Sends an event and gives its answer. */
export function ask(socket: Socket, event: string, payload: unknown = {}): Promise<Answer> {
  return socket.timeout(4000).emitWithAck(event, payload);
}

/** What a client heard of one kind so far; asks the server something first, so that what was on its way has come. */
export async function heardOf(socket: Client, event: string): Promise<Answer[]> {
  await ask(socket, 'ping_for_lastseen');
  return socket.heard.filter((one) => one.event === event).map((one) => one.payload);
}
