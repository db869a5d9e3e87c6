import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { afterAll, afterEach } from 'vitest';
import { createApp } from '../../src/app.ts';
import type { Services } from '../../src/context.ts';
import { type RunningServer, serve } from '../../src/http/server.ts';
import { attachSockets } from '../../src/realtime/sockets.ts';
import type { Answer } from './site.ts';

const timeouts = { requestSeconds: 5, headersSeconds: 2, shutdownSeconds: 2 };

/** Listens with app and sockets, on a port the system chooses by default, until the test file ends or it is stopped. */
export async function listenWithSockets(services: Services, port = 0): Promise<RunningServer> {
  const server = await serve(createApp(services), { host: '127.0.0.1', port, timeouts }, attachSockets(services));
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= server.stop());
  afterAll(stop);
  return { ...server, stop };
}

export type Heard = { event: string; payload: Answer };

/** A socket client that records the events it receives. */
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

/** A client that has joined: its token was accepted, and it receives the events of its person. */
export async function joined(
  port: number,
  token: string,
  options: Partial<ManagerOptions & SocketOptions> = {},
): Promise<Client> {
  const socket = client(port, { auth: { token }, ...options });
  await happens(socket, 'connect');
  // the server handles events in order: once this is answered, the join is complete
  await ask(socket, 'ping_for_lastseen');
  return socket;
}

/** The next time a client receives an event. */
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

/**
 * The events of one kind a client has received so far. Sends a request to the server first, so that events under way have
 * arrived.
 */
export async function heardOf(socket: Client, event: string): Promise<Answer[]> {
  await ask(socket, 'ping_for_lastseen');
  return socket.heard.filter((one) => one.event === event).map((one) => one.payload);
}
