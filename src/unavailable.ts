import { databaseOutage } from './database/outage.ts';

/** The server's dependencies, and the server itself when it is stopping or overloaded. */
export type Dependency = 'database' | 'redis' | 'storage' | 'mail' | 'push' | 'disk' | 'server';

/**
 * Something needed is away: not a bug, and over once it is back. Answered by 503 with `Retry-After`; never reports a request as
 * done. Contract §4 Transport.
 */
export class UnavailableError extends Error {
  readonly dependency: Dependency;
  /** How it is away, for metrics and the log: `refused`, `reset`, `timeout`, `full`, … */
  readonly kind: string;
  readonly retryAfterSeconds = 5;

  constructor(message: string, { dependency, kind, cause }: { dependency: Dependency; kind: string; cause?: unknown }) {
    super(message, { cause });
    this.name = 'UnavailableError';
    this.dependency = dependency;
    this.kind = kind;
  }
}

// No space, no quota, or mounted read-only after a disk fault.
const DISK_CODES = new Set(['ENOSPC', 'EDQUOT', 'EROFS']);

/**
 * The unavailability that an error reports; undefined for other errors. Stores, mail and Redis throw `UnavailableError`
 * themselves; errors of the database and of the disk can come from anywhere and are recognised here.
 */
export function unavailabilityOf(error: unknown): UnavailableError | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if (cause instanceof UnavailableError) return cause;
    const kind = databaseOutage(cause);
    if (kind) return new UnavailableError('the database is away', { dependency: 'database', kind, cause });
    if ('code' in cause && DISK_CODES.has(String(cause.code)))
      return new UnavailableError('the disk takes no more', { dependency: 'disk', kind: 'full', cause });
  }
  return undefined;
}
