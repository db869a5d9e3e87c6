import { Redis, type RedisOptions } from 'ioredis';
import type { NoteUnavailable } from './availability.ts';
import { networkFailure } from './network-failure.ts';
import { UnavailableError } from './unavailable.ts';

/** How long Redis may take to let somebody in, and to answer; then its connection is ended and made anew. */
export const redisPatience = { connectTimeout: 3000, socketTimeout: 1000 } satisfies RedisOptions;

/** The one translation of what a connection to Redis throws or emits. */
export function redisOutage(error?: unknown): UnavailableError {
  const kind = networkFailure(error) ?? 'reset';
  return new UnavailableError('Redis does not answer', { dependency: 'redis', kind, cause: error });
}

/**
 * A connection whose commands fail at once while Redis is away, for who has something to fall back on. It comes back by
 * itself; each failed try to reach it is noted.
 */
export function openRedis(url: string, noteUnavailable: NoteUnavailable, options: Pick<RedisOptions, 'keyPrefix'> = {}): Redis {
  const redis = new Redis(url, { ...redisPatience, ...options, enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  redis.on('error', (error) => noteUnavailable(redisOutage(error)));
  return redis;
}
