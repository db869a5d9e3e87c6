import type { NoteUnavailable } from '../availability.ts';
import { openRedis } from '../redis.ts';

/** What a person is doing in a one-to-one chat. */
export type TypingStatus = 'typing' | 'recording';

/**
 * Who is typing or recording for whom. Expires by itself, so that an app that disconnects stops typing. Shared by all processes
 * of a site through Redis, if there is one.
 */
export type Typing = {
  set(fromId: number, toId: number, doing: TypingStatus | undefined): Promise<void>;
  of(fromId: number, toId: number): Promise<TypingStatus | undefined>;
  close(): Promise<void>;
};

const LIFETIME_SECONDS = 8;
// Above this many, expired entries are swept; a site with that many people typing at once uses Redis.
const SWEEP_AT = 10_000;

type Surroundings = { site: string; noteUnavailable: NoteUnavailable };

/** `site` is its base URL: sites can share a Redis. */
export function createTyping(redisUrl: string | undefined, surroundings: Surroundings): Typing {
  return redisUrl ? inRedis(redisUrl, surroundings) : inMemory();
}

function inMemory(): Typing {
  const states = new Map<string, { doing: TypingStatus; until: number }>();

  function sweep(now: number): void {
    for (const [key, { until }] of states) if (until <= now) states.delete(key);
  }

  return {
    async set(fromId, toId, doing) {
      const now = Date.now();
      if (states.size > SWEEP_AT) sweep(now);
      if (doing) states.set(keyOf(fromId, toId), { doing, until: now + LIFETIME_SECONDS * 1000 });
      else states.delete(keyOf(fromId, toId));
    },
    async of(fromId, toId) {
      const state = states.get(keyOf(fromId, toId));
      return state && state.until > Date.now() ? state.doing : undefined;
    },
    async close() {},
  };
}

/** While Redis is away nobody appears to be typing. */
function inRedis(url: string, { site, noteUnavailable }: Surroundings): Typing {
  const redis = openRedis(url, noteUnavailable, { keyPrefix: `typing:${site}:` });
  return {
    async set(fromId, toId, doing) {
      const key = keyOf(fromId, toId);
      await (doing ? redis.set(key, doing, 'EX', LIFETIME_SECONDS) : redis.del(key)).catch(() => undefined);
    },
    async of(fromId, toId) {
      const doing = await redis.get(keyOf(fromId, toId)).catch(() => null);
      return doing === 'typing' || doing === 'recording' ? doing : undefined;
    },
    async close() {
      redis.disconnect();
    },
  };
}

function keyOf(fromId: number, toId: number): string {
  return `${fromId}:${toId}`;
}
