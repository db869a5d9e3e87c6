import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdapter } from '@socket.io/redis-adapter';
import { type DefaultEventsMap, Server } from 'socket.io';
import type { Config } from '../config.ts';
import type { Viewer } from '../viewer.ts';
import { createDeliveryQueue, type Deliver, type DeliveryQueue, type QueueServices } from './delivery-queue.ts';
import { connectToRedis, type Notes } from './redis.ts';

/** The state of a connection. `viewer` and `token` are set once it has joined. */
export type SocketData = { viewer?: Viewer; token?: string };

export type SocketServer = Server<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;

/**
 * Delivers events to users who are connected to this process or, through Redis, to another. What they miss they get by polling.
 */
export type Realtime<Services> = {
  io: SocketServer;
  /** Delivers chat messages in order, one batch at a time. */
  deliveryQueue: DeliveryQueue<Services>;
  /** Whether any of the users may be connected somewhere; if not, nothing needs to be prepared. */
  mayReach(userIds: readonly number[]): boolean;
  /** Sends an event to all devices of users. */
  send(userIds: readonly number[], event: string, payload: object): void;
  /** Whether a device of the user is connected to this process. */
  isHere(userId: number): boolean;
  /** Whether a device is connected to another process. False when Redis, or a process, does not answer in time. */
  isElsewhere(userId: number): Promise<boolean>;
  /** Whether anyone who watches the user may be connected. */
  isWatched(userId: number): boolean;
  /** Sends an event to those who watch a user. */
  sendToWatchers(userId: number, event: string, payload: object): void;
  /** From now on notifies the one's devices when the other goes online or offline. */
  watch(watcherId: number, userId: number): void;
  /** Ends notifying either of the other's presence. */
  part(userId: number, otherId: number): void;
  /** Disconnects a session, or all of a user's sessions but one. */
  cut(ended: RevokedSessions, farewell: object): void;
  close(): Promise<void>;
};

export type RevokedSessions = { userId: number; sessionId?: number | undefined; exceptId?: number | undefined };

export const userRoom = (id: number): string => `user:${id}`;
export const sessionRoom = (id: number): string => `session:${id}`;
export const presenceRoom = (id: number): string => `watch:${id}`;

/** The largest packet accepted: a long chat message with its escapes. */
export const MAX_PACKET_BYTES = 65_536;

// Requests between processes, and how long they wait for an answer.
const IS_HERE = 'is_here';
const ANSWER_MS = 2000;

/** Creates the Socket.IO server without clients: `attachSockets` lets them in. Connects to Redis if there is one. */
export function createRealtime<Services extends QueueServices>(
  config: Config,
  notes: Notes,
  deliver: Deliver<Services>,
): Realtime<Services> {
  const io: SocketServer = new Server({
    serveClient: false,
    allowEIO3: true, // socket.io 2 clients, which older apps hold
    maxHttpBufferSize: MAX_PACKET_BYTES,
    connectTimeout: config.realtime.joinSeconds * 1000,
    pingInterval: 25_000,
    pingTimeout: 20_000,
    ...(config.realtime.origins.length > 0 ? { cors: { origin: config.realtime.origins } } : {}),
  });
  const redis =
    config.realtime.redisUrl === undefined ? undefined : connectRedis(io, config.realtime.redisUrl, { config, notes });
  const isHere = (userId: number) => io.of('/').adapter.rooms.has(userRoom(userId));
  const mayHold = (room: string) => redis !== undefined || io.of('/').adapter.rooms.has(room);
  io.on(IS_HERE, (userId: number, answer: (isHere: boolean) => void) => answer(isHere(userId)));

  // the adapter would send these to its own clients through Redis too, which may be away
  function everywhere(change: (way: Pick<SocketServer, 'in'>) => void): void {
    change(io.local);
    if (redis) change(io);
  }

  return {
    io,
    deliveryQueue: createDeliveryQueue(deliver),
    mayReach: (userIds) => userIds.some((id) => mayHold(userRoom(id))),
    send(userIds, event, payload) {
      if (userIds.length > 0) io.to(userIds.map(userRoom)).emit(event, payload);
    },
    isHere,
    async isElsewhere(userId) {
      if (!redis) return false;
      // while Redis is away the adapter never answers
      const asked = io.serverSideEmitWithAck(IS_HERE, userId).then((answers) => answers.includes(true));
      return Promise.race([asked.catch(() => false), sleep(ANSWER_MS, false, { ref: false })]);
    },
    isWatched: (userId) => mayHold(presenceRoom(userId)),
    sendToWatchers(userId, event, payload) {
      io.to(presenceRoom(userId)).emit(event, payload);
    },
    watch(watcherId, userId) {
      everywhere((way) => way.in(userRoom(watcherId)).socketsJoin(presenceRoom(userId)));
    },
    part(userId, otherId) {
      everywhere((way) => way.in(userRoom(userId)).socketsLeave(presenceRoom(otherId)));
      everywhere((way) => way.in(userRoom(otherId)).socketsLeave(presenceRoom(userId)));
    },
    cut({ userId, sessionId, exceptId }, farewell) {
      const room = sessionId === undefined ? userRoom(userId) : sessionRoom(sessionId);
      io.in(room)
        .except(sessionRoom(exceptId ?? 0))
        .emit('failed', farewell);
      everywhere((way) =>
        way
          .in(room)
          .except(sessionRoom(exceptId ?? 0))
          .disconnectSockets(true),
      );
    },
    async close() {
      await io.of('/').adapter.close();
      await redis?.close();
    },
  };
}

/** The processes of one site use its base URL as their namespace, so that sites can share a Redis. */
function connectRedis(io: SocketServer, url: string, { config, notes }: { config: Config; notes: Notes }) {
  const publisher = connectToRedis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0 }, notes);
  const subscriber = connectToRedis(url, { maxRetriesPerRequest: null }, notes);
  const site = createHash('sha256').update(config.baseUrl).digest('hex').slice(0, 12);
  io.adapter(createAdapter(publisher, subscriber, { key: `realtime:${site}` }));
  return { close: () => Promise.all([publisher.leave(), subscriber.leave()]) };
}
