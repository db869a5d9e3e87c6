import type { IncomingMessage } from 'node:http';
import express, { type Request } from 'express';
import type { Client, Services } from '../context.ts';
import { addressKey } from '../http/limits.ts';

/** Decides whether a connection may be opened, before anything is known of the client. */
export type ConnectionGuard = {
  clientOf(request: IncomingMessage): Client;
  /** Why the connection is refused, in words; undefined when it is accepted. */
  objection(request: IncomingMessage): Promise<string | undefined>;
  /** Counts a connection. False when its address has too many; call `leave` when it closes, in both cases. */
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

/** Refuses pages of other sites. Apps send no origin, their own (`file:`, `capacitor:`), or the address they call. */
function isOwnPage({ headers }: IncomingMessage, ownHost: string): boolean {
  const { origin, host } = headers;
  if (origin === undefined || !/^https?:/i.test(origin)) return true;
  const originHost = URL.parse(origin)?.host;
  return originHost === ownHost || originHost === host?.toLowerCase();
}

/** Determines the client's address as Express does for requests, by the same `trust proxy`. */
function clientReader(trustProxy: Services['config']['trustProxy']): (request: IncomingMessage) => Client {
  const app = express();
  app.set('trust proxy', trustProxy);
  return (request) => {
    // what Express makes of a request before handling it, without changing this one
    const seen: Request = Object.create(app.request, { headers: { value: request.headers }, socket: { value: request.socket } });
    return { address: seen.ip ?? '', userAgent: request.headers['user-agent'] ?? '' };
  };
}
