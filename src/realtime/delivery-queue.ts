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
  /** Adds a message. Messages added while a batch is being delivered form the next batch. */
  put(services: Services, sent: Outgoing): void;
  /** Runs `job` once the messages added before have been delivered: a client is not told of a message it does not have yet. */
  after(services: Services, job: () => void): void;
};

/** Delivers all of them or, when it throws, none. */
export type Deliver<Services> = (services: Services, sent: readonly Outgoing[]) => Promise<void>;

const MAX_BATCH = 100;
// Above this the process cannot keep up; clients get what is dropped here by polling.
const MAX_WAITING = 10_000;
// A client polls for what came after the last message it received, so a message skipped in a passing failure would be lost to it.
const TRIES = 3;
const RETRY_MS = 250;
// What is away may come back: a restart of the database takes seconds. A graceful stop waits as long.
const AWAY_TRIES = 20;
const AWAY_RETRY_MS = 500;

/** `deliver` is never called again before it has finished, so messages arrive in the order they were added. */
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
