import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { NoteUnavailable } from '../availability.ts';
import type { Background } from '../background.ts';
import type { Signals } from '../signals/signals.ts';

/** A chat message that was sent and is to reach the clients of its conversation. */
export type Outgoing = Signals['messageSent'];

export type QueueServices = { background: Background; noteUnavailable: NoteUnavailable; log: Logger };

/** Messages to deliver, in the order they were committed. */
export type DeliveryQueue<Services> = {
  /** Adds one. What comes together while others are on their way goes as one batch. */
  put(services: Services, sent: Outgoing): void;
  /** Tells of what happened to messages put before, once these have gone: a client hears of none that it does not have yet. */
  after(services: Services, tell: () => void): void;
};

/** Delivers all of them or, when it throws, none. */
export type Deliver<Services> = (services: Services, sent: readonly Outgoing[]) => Promise<void>;

const MAX_BATCH = 100;
// Beyond this the process cannot follow; clients learn by polling what is dropped here.
const MAX_WAITING = 10_000;
// A client asks for what came after the last message it heard, so one passed over for a hiccup would never come.
const TRIES = 3;
const RETRY_MS = 250;
// What is away may come back: a restart of the database takes seconds. A graceful stop waits as long.
const AWAY_TRIES = 20;
const AWAY_RETRY_MS = 500;

/** `deliver` is never called again before it is done, so what was put first arrives first. */
export function createDeliveryQueue<Services extends QueueServices>(deliver: Deliver<Services>): DeliveryQueue<Services> {
  const waiting: (Outgoing | (() => void))[] = [];
  let isRunning = false;

  async function deliverBatch(services: Services, sent: readonly Outgoing[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await deliver(services, sent);
        return;
      } catch (error) {
        const isAway = services.noteUnavailable(error) !== undefined;
        if (attempt >= (isAway ? AWAY_TRIES : TRIES)) {
          if (!isAway) services.log.error({ err: error }, 'messages were not delivered');
          return;
        }
        await sleep(isAway ? AWAY_RETRY_MS : RETRY_MS * attempt);
      }
    }
  }

  function nextBatch(): Outgoing[] {
    const messages: Outgoing[] = [];
    for (let next = waiting[0]; next && typeof next !== 'function' && messages.length < MAX_BATCH; next = waiting[0]) {
      messages.push(next);
      waiting.shift();
    }
    return messages;
  }

  async function run(services: Services): Promise<void> {
    try {
      for (let next = waiting[0]; next; next = waiting[0]) {
        if (typeof next === 'function') {
          waiting.shift();
          next();
        } else await deliverBatch(services, nextBatch());
      }
    } finally {
      isRunning = false;
    }
  }

  function add(services: Services, item: Outgoing | (() => void)): void {
    if (waiting.length >= MAX_WAITING) return;
    waiting.push(item);
    if (isRunning) return;
    isRunning = true;
    services.background('deliver messages', () => run(services));
  }

  return { put: add, after: add };
}
