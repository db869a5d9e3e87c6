import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';

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

/** Connects, and logs when Redis goes away and when it is back. */
export function connectToRedis(url: string, options: Patience, log: Logger): FaultTolerantRedis {
  const redis = new FaultTolerantRedis(url, { connectTimeout: 5000, ...options });
  let isAway = false;
  function goes(error?: unknown): void {
    if (!isAway && !redis.isLeaving) log.warn({ err: error }, 'Redis is away: other processes hear nothing meanwhile');
    isAway = true;
  }
  redis.on('error', goes);
  redis.on('close', () => goes());
  redis.on('ready', () => {
    if (isAway) log.info('Redis is back');
    isAway = false;
  });
  return redis;
}
