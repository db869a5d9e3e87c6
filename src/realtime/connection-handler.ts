import { viewerOfToken } from '../auth/service/sessions.ts';
import type { Client, Services, Viewer, ViewerContext } from '../context.ts';
import { errorAnswer, GateError, LimitError } from '../http/errors.ts';
import { tokenMissing, tokenRefused } from '../http/gate.ts';
import type { ClientSocket } from './client-socket.ts';
import type { ConnectionGuard } from './connection-guard.ts';
import { type EventErrors, joinForm, socketEvents, tokenOfHandshake } from './events.ts';
import { createFloodGuard, type FloodGuard } from './flood.ts';
import { setOffline, setOnline } from './presence.ts';
import { sessionRoom, userRoom } from './realtime.ts';

type Ack = (answer: object) => void;

/** Handles each connection from connect to disconnect. */
export type ConnectionHandler = {
  /** Checks a token in the handshake before the client is told that it is connected. */
  authenticate(socket: ClientSocket, next: (error?: Error) => void): void;
  receive(socket: ClientSocket): void;
  /** Resolves once no event of a client is in progress; starts no new one from the call on. */
  settled(): Promise<void>;
};

// How many events of one connection may wait for the one before them.
const MAX_WAITING = 100;

export function createConnectionHandler(services: Services, doorkeeper: ConnectionGuard): ConnectionHandler {
  const running = new Set<Promise<void>>();
  let isStopping = false;

  function authenticate(socket: ClientSocket, next: (error?: Error) => void): void {
    const token = tokenOfHandshake(socket.handshake);
    if (token === undefined) {
      next();
      return;
    }
    identify(services, token).then(
      (viewer) => {
        socket.data = { viewer, token };
        next();
      },
      (error: unknown) => next(Object.assign(new Error(wordsOf(error)), { data: failure(services, error) })),
    );
  }

  function receive(socket: ClientSocket): void {
    const line: Line = {
      services,
      socket,
      client: doorkeeper.clientOf(socket.request),
      flood: createFloodGuard(services.config.realtime.events),
    };
    let last = Promise.resolve();
    let waiting = 0;

    // one after the other, so that a client's events are handled in the order it sent them
    function inTurn(work: () => Promise<void>): void {
      if (isStopping || waiting >= MAX_WAITING) return;
      waiting += 1;
      const turn = last
        .then(() => (socket.connected ? work() : undefined))
        .catch((error: unknown) => disconnect(socket, failure(services, error)))
        .finally(() => {
          waiting -= 1;
          running.delete(turn);
        });
      last = turn;
      running.add(turn);
    }

    const unjoined = setTimeout(
      () => disconnect(socket, failure(services, tokenMissing())),
      services.config.realtime.joinSeconds * 1000,
    );
    const { viewer, token } = socket.data;
    if (viewer && token) {
      const isFirst = joinRooms(line, viewer, token);
      inTurn(() => confirm(line, { unjoined, isFirst }));
    }
    socket.use(([event, ...args], next) => checkFlood(line, { event, ack: ackOf(args) }, next));
    socket.on('join', (...args: unknown[]) =>
      inTurn(() => answer(line, { event: 'join', args }, () => join(line, args[0], unjoined))),
    );
    for (const [event, { errors, run }] of Object.entries(socketEvents)) {
      socket.on(event, (...args: unknown[]) =>
        inTurn(() => answer(line, { event, args, errors }, async () => run(await contextOf(line), args[0]))),
      );
    }
    socket.on('disconnect', () => {
      clearTimeout(unjoined);
      if (!isStopping) setOffline(services, socket);
    });
  }

  return {
    authenticate,
    receive,
    async settled() {
      isStopping = true;
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** A connection and what its events need. */
type Line = { services: Services; socket: ClientSocket; client: Client; flood: FloodGuard };

/** The holder of a token. Throws the gate's error for an unknown one. */
async function identify(services: Services, token: string): Promise<Viewer> {
  const viewer = await viewerOfToken(services, 'app', token);
  if (!viewer) throw tokenRefused();
  return viewer;
}

async function join(line: Line, payload: unknown, unjoined: NodeJS.Timeout): Promise<object> {
  const token = joinForm.safeParse(payload).data;
  if (!token) throw tokenMissing();
  const viewer = await identify(line.services, token);
  for (const room of line.socket.rooms) if (room !== line.socket.id) line.socket.leave(room);
  const isFirst = joinRooms(line, viewer, token);
  await confirm(line, { unjoined, isFirst });
  return { user_id: String(viewer.id), username: viewer.username };
}

/** Joins the rooms of the connection's user. Gives whether it is the user's first connection to this process. */
function joinRooms({ services, socket }: Line, viewer: Viewer, token: string): boolean {
  socket.data = { viewer, token };
  const room = services.realtime.io.of('/').adapter.rooms.get(userRoom(viewer.id));
  const [oldest] = room ?? [];
  if (room && oldest !== undefined && room.size >= services.config.realtime.connectionsPerUser) {
    services.realtime.io.of('/').sockets.get(oldest)?.disconnect(true);
  }
  socket.join([userRoom(viewer.id), sessionRoom(viewer.sessionId)]);
  return room === undefined;
}

type Entry = { unjoined: NodeJS.Timeout; isFirst: boolean };

/**
 * Checks the session again now that its revocation would reach this connection: it may have been revoked just before. Throws the
 * gate's error then.
 */
async function confirm(line: Line, { unjoined, isFirst }: Entry): Promise<void> {
  const ctx = await contextOf(line);
  clearTimeout(unjoined);
  await setOnline(ctx, line.socket, isFirst);
}

/** The context of one event. The token is checked each time, as for every request. */
async function contextOf({ services, socket, client }: Line): Promise<ViewerContext> {
  const { token } = socket.data;
  if (token === undefined) throw tokenMissing();
  const viewer = await identify(services, token);
  return { ...services, now: new Date(), client, viewer, log: services.log.child({ socket: socket.id }) };
}

type Call = { event: string; args: unknown[]; errors?: EventErrors };

/** Handles an event and answers it: through the client's callback, or by `failed` without one. */
async function answer({ services, socket }: Line, { event, args, errors }: Call, work: () => Promise<object>): Promise<void> {
  const ack = ackOf(args);
  try {
    const done = await work();
    ack?.({ api_status: 200, ...done });
    if (event === 'join' && socket.connected) socket.emit('joined', done);
  } catch (error) {
    const body = failure(services, error, errors);
    if (ack) ack(body);
    if (error instanceof GateError) disconnect(socket, body);
    else if (!ack) socket.emit('failed', { event, ...body });
  }
}

/** The error envelope, as over HTTP. Bugs are logged. */
function failure(services: Services, error: unknown, table: EventErrors = {}): object {
  const { body, unforeseen, outcome } = errorAnswer(error, { table, mode: 'contract', requestId: '' });
  if (outcome === 'unavailable') services.noteUnavailable(error);
  else if (unforeseen) services.log.error({ err: error }, 'unforeseen error in a socket event');
  return body;
}

function wordsOf(error: unknown): string {
  return error instanceof GateError ? error.message : 'The server is busy, please try again';
}

function disconnect(socket: ClientSocket, body: object): void {
  socket.emit('failed', body);
  socket.disconnect(true);
}

type Packet = { event: unknown; ack: Ack | undefined };

function checkFlood({ services, socket, flood }: Line, { event, ack }: Packet, next: () => void): void {
  const verdict = flood(Date.now());
  if (verdict === 'pass') {
    next();
    return;
  }
  const body = failure(services, new LimitError(services.config.realtime.events.seconds));
  if (verdict === 'cut') disconnect(socket, body);
  else if (ack) ack(body);
  else socket.emit('failed', { event: String(event).slice(0, 100), ...body });
}

function ackOf(args: unknown[]): Ack | undefined {
  const last = args.at(-1);
  return typeof last === 'function' ? (body) => last(body) : undefined;
}
