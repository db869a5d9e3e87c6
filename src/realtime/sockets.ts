import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket as Connection } from 'engine.io';
import type { Services } from '../context.ts';
import type { Attachment } from '../http/server.ts';
import { type ConnectionGuard, createConnectionGuard } from './connection-guard.ts';
import { createConnectionHandler } from './connection-handler.ts';
import { createFloodGuard } from './flood.ts';
import { startPresence } from './presence.ts';

const PATH = '/socket.io/';

/**
 * Lets socket clients in beside the app, on the same port. Its end refuses new ones, waits for what the others are doing, and
 * lets them go.
 */
export function attachSockets(services: Services): Attachment {
  return (server) => {
    const { realtime } = services;
    const { io } = realtime;
    const doorkeeper = createConnectionGuard(services);
    let isStopping = false;

    upgradeOnlySockets(server);
    io.attach(server, {
      path: PATH,
      allowRequest(request, answer) {
        const objection = isStopping ? Promise.resolve('The server is stopping') : doorkeeper.objection(request);
        objection.then(
          (words) => answer(words ?? null, words === undefined),
          () => answer('The server is busy', false),
        );
      },
    });
    countConnections(services, doorkeeper);
    const welcome = createConnectionHandler(services, doorkeeper);
    io.use(welcome.authenticate);
    io.on('connection', welcome.receive);
    const stopPresence = startPresence(services);

    return async () => {
      isStopping = true;
      stopPresence();
      await Promise.race([welcome.settled(), sleep(services.config.timeouts.shutdownSeconds * 1000, undefined, { ref: false })]);
      // not disconnected by name: clients take that for good, while a closed connection they open again
      io.engine.close();
    };
  };
}

/** Anything else that asks for an upgrade (HTTP/2 in clear, as some clients do by habit) is answered as it is. */
function upgradeOnlySockets(server: HttpServer): void {
  // an option of createServer too, but not one its types know on a server that is there
  Object.assign(server, { shouldUpgradeCallback: (request: IncomingMessage) => request.url?.startsWith(PATH) ?? false });
}

/** Counts connections by address, and what comes in on each, of whatever kind: not all of it is an event. */
function countConnections({ realtime, config }: Services, doorkeeper: ConnectionGuard): void {
  const { points, seconds } = config.realtime.events;
  realtime.io.engine.on('connection', (connection: Connection) => {
    const request: IncomingMessage = connection.request;
    const isWelcome = doorkeeper.enter(request);
    connection.once('close', () => doorkeeper.leave(request));
    if (!isWelcome) connection.close(true);
    const flood = createFloodGuard({ points: points * 3, seconds });
    connection.on('packet', () => {
      if (flood(Date.now()) !== 'pass') connection.close(true);
    });
  });
}
