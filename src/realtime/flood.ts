import type { Rate } from '../config.ts';

/** The verdict on the next event of a connection: pass, refuse, or cut the connection. */
export type FloodGuard = (nowMs: number) => 'pass' | 'refuse' | 'cut';

/** Counts a connection's events in windows of `seconds`. A client that continues after as many refusals is cut off. */
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
