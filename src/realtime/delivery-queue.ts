import { setTimeout as sleep } from 'node:timers/promises';
import type { Services } from '../context.ts';
import type { Outgoing } from './deliver.ts';

/** Messages to be handed out in the order they were committed. */
export type DeliveryQueue = {
  /** Adds one. What comes together while others are on their way goes as one batch. */
  put(services: Services, sent: Outgoing): void;
  /** Tells of what happened to messages put before, once these have gone: a client hears of none that it does not have yet. */
  after(services: Services, tell: () => void): void;
};

/** Hands out all or, when it throws, nothing. */
export type Deliver = (services: Services, sent: readonly Outgoing[]) => Promise<void>;

const MOST_AT_ONCE = 100;
// Beyond this the process cannot follow; clients learn by polling what is dropped here.
const MOST_WAITING = 10_000;
// A client asks for what came after the last message it heard, so one passed over for a hiccup would never come.
const TRIES = 3;
const RETRY_MS = 250;

/** `deliver` is never called again before it is done, so what was put first arrives first. */
export function createDeliveryQueue(deliver: Deliver): DeliveryQueue {
  const waiting: (Outgoing | (() => void))[] = [];
  let isRunning = false;

  async function handOut(services: Services, sent: readonly Outgoing[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await deliver(services, sent);
        return;
      } catch (error) {
        if (attempt === TRIES) {
          services.log.error({ err: error }, 'messages were not handed out');
          return;
        }
        await sleep(RETRY_MS * attempt);
      }
    }
  }

  function takeMessages(): Outgoing[] {
    const messages: Outgoing[] = [];
    for (let next = waiting[0]; next && typeof next !== 'function' && messages.length < MOST_AT_ONCE; next = waiting[0]) {
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
        } else await handOut(services, takeMessages());
      }
    } finally {
      isRunning = false;
    }
  }

  function add(services: Services, item: Outgoing | (() => void)): void {
    if (waiting.length >= MOST_WAITING) return;
    waiting.push(item);
    if (isRunning) return;
    isRunning = true;
    services.background('hand messages out', () => run(services));
  }

  return { put: add, after: add };
}
