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
 * Accepts socket clients beside the app, on the same port. Closing refuses new ones, waits for events in progress, and
 * disconnects the rest.
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
      // closes the transport instead of disconnecting: clients reconnect after the former, and not after the latter
      io.engine.close();
    };
  };
}

/** Any other upgrade request (some clients ask for HTTP/2 in clear) is answered as a plain request. */
function upgradeOnlySockets(server: HttpServer): void {
  // also an option of createServer, but its types do not allow it on an existing server
  Object.assign(server, { shouldUpgradeCallback: (request: IncomingMessage) => request.url?.startsWith(PATH) ?? false });
}

/** Counts connections by address, and everything received on each, whatever its kind: not all of it is an event. */
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
