import type { Logger } from 'pino';
import type { Metrics } from './metrics.ts';
import { type UnavailableError, unavailabilityOf } from './unavailable.ts';

/**
 * Records an error that says something is away: counts it, and logs it once a kind and ten seconds, without a stack. Gives the
 * error as `UnavailableError`; undefined for any other.
 */
export type NoteUnavailable = (error: unknown) => UnavailableError | undefined;

const QUIET_MS = 10_000;

/** One for each process: an outage fails thousands of calls the same way, and one line says as much as thousands. */
export function createUnavailableNotes(log: Logger, metrics: Metrics): NoteUnavailable {
  const told = new Map<string, { at: number; since: number }>();

  return function noteUnavailable(error) {
    const found = unavailabilityOf(error);
    if (!found) return undefined;
    const { dependency, kind } = found;
    metrics.unavailable.inc({ dependency, kind });
    const key = `${dependency}:${kind}`;
    const last = told.get(key) ?? { at: Number.NEGATIVE_INFINITY, since: 0 };
    const now = performance.now();
    if (now - last.at < QUIET_MS) {
      last.since += 1;
      told.set(key, last);
      return found;
    }
    told.set(key, { at: now, since: 0 });
    const cause = found.cause instanceof Error ? found.cause.message : found.message;
    log.warn({ dependency, kind, cause: cause.slice(0, 300), repeated: last.since }, `${dependency} is away: ${kind}`);
    return found;
  };
}
