import type { Rate } from '../config.ts';

/** What becomes of the next event of a connection: it passes, is refused, or is one too many. */
export type FloodGuard = (nowMs: number) => 'pass' | 'refuse' | 'cut';

/** Counts a connection's events in windows of `seconds`. A client that goes on against as many refusals is cut off. */
export function createFloodGuard({ points, seconds }: Rate): FloodGuard {
  let windowEnds = 0;
  let count = 0;
  return (nowMs) => {
    if (nowMs >= windowEnds) {
      windowEnds = nowMs + seconds * 1000;
      count = 0;
    }
    count += 1;
    if (count <= points) return 'pass';
    return count <= points * 2 ? 'refuse' : 'cut';
  };
}
