import type { Socket } from 'node:net';
import type { Knex } from 'knex';
import { UnavailableError } from '../unavailable.ts';
import { databaseOutage, hasMoved, isAnswer } from './outage.ts';

/** A connection of the pool, as the guard sees it. */
export type PooledConnection = { stream: Socket };

// After this time without an answer to a statement, a probe asks whether the server is still reachable.
const SILENCE_MS = 1500;
// While the server is away one call a second tries to reach it; the others fail at once. While it is read-only, all connections
// are replaced at the same rate.
const RETRY_MS = 1000;

/** Keeps a pool from delaying requests while its database is away. Pass `watch` and `isUsable` to the pool, then `protect` it. */
export type PoolGuard = {
  watch(connection: PooledConnection): void;
  isUsable(connection: PooledConnection): boolean;
  protect(db: Knex): void;
};

/** The parts of Knex's client that are used here; its own type is `any`. */
type Client = {
  acquireConnection(): Promise<PooledConnection>;
  acquireRawConnection(): Promise<PooledConnection>;
  destroyRawConnection(connection: PooledConnection): Promise<unknown>;
  pool: {
    numFree(): number;
    on(event: 'acquireSuccess', heard: (eventId: number, connection: PooledConnection) => void): void;
    on(event: 'release', heard: (connection: PooledConnection) => void): void;
  };
};

type Outage = { kind: string; cause: unknown; retryAt: number };

/**
 * When connecting fails, calls fail at once until it succeeds again. When a statement is silent, a separate connection probes the
 * server: without an answer the silent connection is closed; with one the statement is merely slow and can take `timeoutSeconds`.
 * When a node reports that it is read-only or not part of its cluster, no earlier connection is used again: a new one can lead to
 * the node that took over.
 */
export function createPoolGuard(timeoutSeconds: number): PoolGuard {
  const inUse = new WeakSet<PooledConnection>();
  const madeAt = new WeakMap<PooledConnection, number>();
  let movedAt = Number.NEGATIVE_INFINITY;
  let outage: Outage | undefined;
  let probing: Promise<boolean> | undefined;
  let isServerThere = async () => true;

  async function endIfAway(connection: PooledConnection, silence: Silence): Promise<void> {
    const { stream } = connection;
    probing ??= isServerThere().finally(() => {
      probing = undefined;
    });
    const isThere = await probing;
    if (stream.destroyed || stream.bytesRead !== silence.bytesRead) return;
    if (isThere && performance.now() - silence.since < timeoutSeconds * 1000) stream.setTimeout(SILENCE_MS);
    else stream.destroy(Object.assign(new Error('the database was silent for too long'), { code: 'ETIMEDOUT' }));
  }

  function protect(db: Knex): void {
    const client: Client = db.client;
    const connectRaw = client.acquireRawConnection.bind(client);
    const acquire = client.acquireConnection.bind(client);

    client.acquireRawConnection = async () => {
      try {
        const connection = await connectRaw();
        outage = undefined;
        return connection;
      } catch (error) {
        const kind = error instanceof Error ? databaseOutage(error) : undefined;
        if (kind) outage = { kind, cause: error, retryAt: performance.now() + RETRY_MS };
        throw error;
      }
    };
    client.acquireConnection = async () => {
      if (outage && client.pool.numFree() === 0) {
        const { kind, cause, retryAt } = outage;
        const now = performance.now();
        if (now < retryAt) throw new UnavailableError('the database is away', { dependency: 'database', kind, cause });
        outage.retryAt = now + RETRY_MS;
      }
      return acquire();
    };
    isServerThere = async () => {
      try {
        await client.destroyRawConnection(await client.acquireRawConnection());
        return true;
      } catch (error) {
        return isAnswer(error);
      }
    };
    client.pool.on('acquireSuccess', (_eventId, connection) => inUse.add(connection));
    client.pool.on('release', (connection) => inUse.delete(connection));
    db.on('query-error', (error: Error) => {
      const now = performance.now();
      if (now - movedAt > RETRY_MS && hasMoved(error)) movedAt = now;
    });
  }

  return {
    watch(connection) {
      const { stream } = connection;
      let silence: Silence | undefined;
      madeAt.set(connection, performance.now());
      inUse.add(connection); // its first statements are sent before anybody has acquired it
      stream.setTimeout(SILENCE_MS);
      stream.on('timeout', () => {
        if (!inUse.has(connection)) return;
        if (silence?.bytesRead !== stream.bytesRead)
          silence = { bytesRead: stream.bytesRead, since: performance.now() - SILENCE_MS };
        void endIfAway(connection, silence);
      });
    },
    isUsable: (connection) => (madeAt.get(connection) ?? 0) > movedAt,
    protect,
  };
}

/** The time since the last data on a connection. */
type Silence = { bytesRead: number; since: number };
