import { databaseOutage } from './database/outage.ts';

/** What the server cannot do without, and the server itself where it stops or has too much to do. */
export type Dependency = 'database' | 'redis' | 'storage' | 'mail' | 'push' | 'disk' | 'server';

/**
 * Something needed is away: no bug, and over as soon as it is back. Answered by 503 with `Retry-After`; never reports a request
 * as done. Contract §4 Transport.
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

// No space, no quota, mounted read-only after a fault of the disk.
const DISK_CODES = new Set(['ENOSPC', 'EDQUOT', 'EROFS']);

/**
 * What an error says of something that is away; undefined for anything else. Stores, mail and Redis throw `UnavailableError`
 * themselves; errors of the database and of the disk come from everywhere and are recognised here.
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
