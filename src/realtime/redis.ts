import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import type { NoteUnavailable } from '../availability.ts';
import { redisOutage, redisPatience } from '../redis.ts';

/**
 * A Redis connection that nothing depends on: a failed command is ignored (the adapter waits for no answer), an outage is one
 * line in the log, and it reconnects by itself.
 */
export class FaultTolerantRedis extends Redis {
  isLeaving = false;

  override sendCommand(...args: Parameters<Redis['sendCommand']>): unknown {
    const sent = super.sendCommand(...args);
    if (sent instanceof Promise) sent.catch(() => {});
    return sent;
  }

  async leave(): Promise<void> {
    this.isLeaving = true;
    if (this.status === 'ready') await this.quit().catch(() => {});
    this.disconnect();
  }
}

type Patience = Pick<RedisOptions, 'enableOfflineQueue' | 'maxRetriesPerRequest'>;

export type Notes = { log: Logger; noteUnavailable: NoteUnavailable };

/** Connects, records outages, and logs when Redis is back. During an outage other processes receive nothing. */
export function connectToRedis(url: string, options: Patience, { log, noteUnavailable }: Notes): FaultTolerantRedis {
  const redis = new FaultTolerantRedis(url, { ...redisPatience, ...options });
  let isAway = false;
  function goes(error?: unknown): void {
    if (redis.isLeaving) return;
    isAway = true;
    noteUnavailable(redisOutage(error));
  }
  redis.on('error', goes);
  redis.on('close', () => goes());
  redis.on('ready', () => {
    if (isAway) log.info('Redis is back');
    isAway = false;
  });
  return redis;
}
