import type { Knex } from 'knex';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The metrics of the process, for `GET /metrics`. */
export type Metrics = {
  registry: Registry;
  /** Calls by endpoint and outcome: `ok`, `refused` (an error of the contract), `limited`, `unavailable`, `failed`, `aborted`. */
  requests: Counter<'endpoint' | 'outcome'>;
  /** The duration of calls, in seconds. */
  duration: Histogram<'endpoint'>;
  /** How often something was away, by dependency and kind. */
  unavailable: Counter<'dependency' | 'kind'>;
};

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Counter({
      name: 'community_requests_total',
      help: 'Calls of the API by endpoint and outcome.',
      labelNames: ['endpoint', 'outcome'],
      registers,
    }),
    duration: new Histogram({
      name: 'community_request_duration_seconds',
      help: 'How long calls of the API took.',
      labelNames: ['endpoint'],
      buckets: SECONDS,
      registers,
    }),
    unavailable: new Counter({
      name: 'community_unavailable_total',
      help: 'Errors because something the server needs was away.',
      labelNames: ['dependency', 'kind'],
      registers,
    }),
  };
}

/** Adds the state of the pool of database connections. */
export function watchPool({ registry }: Metrics, db: Knex): void {
  const { pool } = db.client;
  new Gauge({
    name: 'community_database_connections',
    help: 'Connections of the pool: in use, idle, and waited for.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.set({ state: 'used' }, pool?.numUsed() ?? 0);
      this.set({ state: 'free' }, pool?.numFree() ?? 0);
      this.set({ state: 'pending' }, pool?.numPendingAcquires() ?? 0);
    },
  });
}
