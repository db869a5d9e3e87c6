import type { Redis } from 'ioredis';
import ipaddr from 'ipaddr.js';
import type { Knex } from 'knex';
import { RateLimiterMemory, RateLimiterMySQL, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { NoteUnavailable } from '../availability.ts';
import type { Config, Rate } from '../config.ts';
import { openRedis } from '../redis.ts';
import { LimitError } from './errors.ts';

export type LimitName = keyof Config['limits']['rates'];

/** Rate limits, shared by all processes when the store is Redis or MySQL. */
export type Limits = {
  /** Counts one call of `key`. Throws LimitError when the rate is exceeded. */
  spend(name: LimitName, key: string): Promise<void>;
  /** Resets the count of `key`, e.g. after the right password. */
  forgive(name: LimitName, key: string): Promise<void>;
  close(): Promise<void>;
};

type Limiter = RateLimiterMemory | RateLimiterMySQL | RateLimiterRedis;

type Surroundings = { db: Knex; site: string; noteUnavailable: NoteUnavailable };

/**
 * The limits of `config.limits`, for the site at a base URL: sites can share a Redis. While Redis is away a memory limiter of
 * this process takes its place.
 */
export function createLimits(config: Config['limits'], { db, site, noteUnavailable }: Surroundings): Limits {
  const redis = config.store === 'redis' && config.redisUrl ? openRedis(config.redisUrl, noteUnavailable) : undefined;
  const limiters = new Map(
    Object.entries(config.rates).map(([name, rate]) => [name, createLimiter(name, rate, { config, db, redis, site })]),
  );

  function limiterOf(name: LimitName): Limiter {
    const limiter = limiters.get(name);
    if (!limiter) throw new Error(`no rate limit is named ${name}`);
    return limiter;
  }

  return {
    async spend(name, key) {
      try {
        await limiterOf(name).consume(key);
      } catch (refused) {
        if (refused instanceof RateLimiterRes) throw new LimitError(Math.max(1, Math.ceil(refused.msBeforeNext / 1000)));
        throw refused;
      }
    },
    async forgive(name, key) {
      await limiterOf(name).delete(key);
    },
    async close() {
      await redis?.quit().catch(() => redis.disconnect());
    },
  };
}

type Stores = { config: Config['limits']; db: Knex; redis: Redis | undefined; site: string };

function createLimiter(name: string, rate: Rate, { config, db, redis, site }: Stores): Limiter {
  const options = { keyPrefix: name, points: rate.points, duration: rate.seconds };
  const insuranceLimiter = new RateLimiterMemory(options);
  if (redis) return new RateLimiterRedis({ ...options, keyPrefix: `${site}:${name}`, storeClient: redis, insuranceLimiter });
  if (config.store === 'mysql') {
    return new RateLimiterMySQL({
      ...options,
      storeClient: db,
      storeType: 'knex',
      dbName: db.client.database(),
      tableName: 'rate_limits',
      tableCreated: true,
      insuranceLimiter,
    });
  }
  return insuranceLimiter;
}

/** Whether a call was within its limit, when the caller does not handle the excess. */
export async function isWithin(spending: Promise<unknown>): Promise<boolean> {
  try {
    await spending;
    return true;
  } catch (error) {
    if (error instanceof LimitError) return false;
    throw error;
  }
}

/** One attempt at an account: the action, the account as the client names it, and the client's address. */
export type Guess = { action: string; account: string | number | undefined; address: string };

/**
 * Counts an attempt: per address, and per account and address when it names one. Gives a function that resets the account's
 * count, for after a success that proved the caller right.
 */
export async function spendGuess(limits: Limits, { action, account, address }: Guess): Promise<() => Promise<void>> {
  const place = addressKey(address);
  await limits.spend('authAddress', `${action}:${place}`);
  if (account === undefined) return async () => {};
  // one account has one key: letter case, spaces and leading zeros of an id must not open new ones
  const name = String(account)
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/^0+(?=\d)/, '')
    .slice(0, 100);
  const key = `${action}:${name}:${place}`;
  await limits.spend('authAccount', key);
  return () => limits.forgive('authAccount', key);
}

/** The part of an address that one customer has: an IPv4 address, or the /64 of an IPv6 one. */
export function addressKey(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6
    ? `${parsed.parts
        .slice(0, 4)
        .map((part) => part.toString(16))
        .join(':')}::/64`
    : parsed.toString();
}
