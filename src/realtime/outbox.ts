import type { Services } from '../context.ts';
import type { Outgoing } from './deliver.ts';

/** Messages to be handed out in the order they were committed. */
export type Outbox = {
  /** Adds one. What comes together while others are on their way goes as one batch. */
  put(services: Services, sent: Outgoing): void;
};

export type Deliver = (services: Services, sent: readonly Outgoing[]) => Promise<void>;

const MOST_AT_ONCE = 100;
// Beyond this the process cannot follow; clients learn by polling what is dropped here.
const MOST_WAITING = 10_000;

/** `deliver` is never called again before it is done, so what was put first arrives first. */
export function createOutbox(deliver: Deliver): Outbox {
  const waiting: Outgoing[] = [];
  let isRunning = false;

  async function run(services: Services): Promise<void> {
    try {
      while (waiting.length > 0) {
        const sent = waiting.splice(0, MOST_AT_ONCE);
        await deliver(services, sent).catch((error: unknown) =>
          services.log.error({ err: error }, 'messages were not handed out'),
        );
      }
    } finally {
      isRunning = false;
    }
  }

  return {
    put(services, sent) {
      if (waiting.length >= MOST_WAITING) return;
      waiting.push(sent);
      if (isRunning) return;
      isRunning = true;
      services.background('hand messages out', () => run(services));
    },
  };
}
