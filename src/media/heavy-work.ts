import pLimit, { type LimitFunction } from 'p-limit';
import { LimitError } from '../http/errors.ts';

/** Runs CPU-heavy work for a user; null: for the site itself. */
export type HeavyWork = <Result>(ownerId: number | null, work: () => Promise<Result>) => Promise<Result>;

// Far more than one form holds.
const MAX_PER_OWNER = 60;
const RETRY_AFTER_SECONDS = 30;

/**
 * Limits how much runs at once, and one less for any one user: a picture of a few kilobytes can take ten seconds, and a user who
 * sends hundreds waits for themselves instead of everybody for them. Throws LimitError for one too many.
 */
export function createHeavyWork(concurrency: number): HeavyWork {
  const all = pLimit(concurrency);
  const lanes = new Map<number | null, { limit: LimitFunction; count: number }>();

  return async function heavyWork(ownerId, work) {
    const lane = lanes.get(ownerId) ?? { limit: pLimit(Math.max(1, concurrency - 1)), count: 0 };
    if (lane.count >= MAX_PER_OWNER) throw new LimitError(RETRY_AFTER_SECONDS);
    lane.count += 1;
    lanes.set(ownerId, lane);
    try {
      return await lane.limit(() => all(work));
    } finally {
      lane.count -= 1;
      if (lane.count === 0) lanes.delete(ownerId);
    }
  };
}
