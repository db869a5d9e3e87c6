import type { Logger } from 'pino';
import type { Metrics } from './metrics.ts';
import { type UnavailableError, unavailabilityOf } from './unavailable.ts';

/**
 * Records an error that says something is away: counts it, and logs it once per kind and ten seconds, without a stack. Gives the
 * error as `UnavailableError`; undefined for any other.
 */
export type NoteUnavailable = (error: unknown) => UnavailableError | undefined;

const QUIET_MS = 10_000;

/** One for each process: an outage fails thousands of calls the same way, and one line says as much as thousands. */
export function createUnavailableNotes(log: Logger, metrics: Metrics): NoteUnavailable {
  const logged = new Map<string, { at: number; since: number }>();

  return function noteUnavailable(error) {
    const found = unavailabilityOf(error);
    if (!found) return undefined;
    const { dependency, kind } = found;
    metrics.unavailable.inc({ dependency, kind });
    const key = `${dependency}:${kind}`;
    const last = logged.get(key) ?? { at: Number.NEGATIVE_INFINITY, since: 0 };
    const now = performance.now();
    if (now - last.at < QUIET_MS) {
      last.since += 1;
      logged.set(key, last);
      return found;
    }
    logged.set(key, { at: now, since: 0 });
    log.warn({ dependency, kind, cause: causeOf(found), repeated: last.since }, `${dependency} is away: ${kind}`);
    return found;
  };
}

/** The server's own message, or a code: other texts may contain a statement or an address. */
function causeOf({ cause, message }: UnavailableError): string {
  if (!(cause instanceof Error)) return message;
  if ('sqlMessage' in cause && cause.sqlMessage) return String(cause.sqlMessage).slice(0, 300);
  return 'code' in cause && cause.code ? String(cause.code) : cause.message.slice(0, 300);
}
