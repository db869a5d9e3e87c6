import type { IncomingMessage } from 'node:http';
import express, { type Request } from 'express';
import type { Client, Services } from '../context.ts';
import { addressKey } from '../http/limits.ts';

/** Who may open a connection at all, before anything is known of them. */
export type ConnectionGuard = {
  clientOf(request: IncomingMessage): Client;
  /** In words why the connection is not taken; undefined when it is. */
  objection(request: IncomingMessage): Promise<string | undefined>;
  /** Counts a connection that is there. False where its address has too many; `leave` says it has gone, in both cases. */
  enter(request: IncomingMessage): boolean;
  leave(request: IncomingMessage): void;
};

export function createConnectionGuard({ config, limits }: Pick<Services, 'config' | 'limits'>): ConnectionGuard {
  const clientOf = clientReader(config.trustProxy);
  const keyOf = (request: IncomingMessage) => addressKey(clientOf(request).address);
  const ownHost = new URL(config.baseUrl).host;
  const most = config.realtime.connectionsPerAddress;
  const connections = new Map<string, number>();

  return {
    clientOf,
    async objection(request) {
      if (!isOwnPage(request, ownHost) && !config.realtime.origins.includes(request.headers.origin ?? ''))
        return 'The request came from another site';
      const key = keyOf(request);
      if ((connections.get(key) ?? 0) >= most) return 'Too many connections';
      return limits.spend('read', `address:${key}`).then(
        () => undefined,
        () => 'Too many requests, please try again later',
      );
    },
    enter(request) {
      const key = keyOf(request);
      const count = (connections.get(key) ?? 0) + 1;
      connections.set(key, count);
      return count <= most;
    },
    leave(request) {
      const key = keyOf(request);
      const count = (connections.get(key) ?? 0) - 1;
      if (count > 0) connections.set(key, count);
      else connections.delete(key);
    },
  };
}

/** Pages of other sites stay out; apps send no origin, their own (`file:`, `capacitor:`), or the address they call. */
function isOwnPage({ headers }: IncomingMessage, ownHost: string): boolean {
  const { origin, host } = headers;
  if (origin === undefined || !/^https?:/i.test(origin)) return true;
  const originHost = URL.parse(origin)?.host;
  return originHost === ownHost || originHost === host?.toLowerCase();
}

/** Tells where a request comes from as Express does for every other one, by the same `trust proxy`. */
function clientReader(trustProxy: Services['config']['trustProxy']): (request: IncomingMessage) => Client {
  const app = express();
  app.set('trust proxy', trustProxy);
  return (request) => {
    // what Express makes of a request before it hands it on, without touching this one
    const seen: Request = Object.create(app.request, { headers: { value: request.headers }, socket: { value: request.socket } });
    return { address: seen.ip ?? '', userAgent: request.headers['user-agent'] ?? '' };
  };
}
