import { Redis, type RedisOptions } from 'ioredis';
import type { NoteUnavailable } from './availability.ts';
import { networkFailure } from './network-failure.ts';
import { UnavailableError } from './unavailable.ts';

/** How long Redis may take to accept a connection and to answer; then the connection is closed and opened again. */
export const redisPatience = { connectTimeout: 3000, socketTimeout: 1000 } satisfies RedisOptions;

/** The only translation of errors of Redis connections. */
export function redisOutage(error?: unknown): UnavailableError {
  const kind = networkFailure(error) ?? 'reset';
  return new UnavailableError('Redis does not answer', { dependency: 'redis', kind, cause: error });
}

/**
 * A connection whose commands fail at once while Redis is away, for callers with a fallback. It reconnects by itself; each failed
 * attempt is recorded.
 */
export function openRedis(url: string, noteUnavailable: NoteUnavailable, options: Pick<RedisOptions, 'keyPrefix'> = {}): Redis {
  const redis = new Redis(url, { ...redisPatience, ...options, enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  redis.on('error', (error) => noteUnavailable(redisOutage(error)));
  return redis;
}
