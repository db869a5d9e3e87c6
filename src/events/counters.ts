import type { CounterCheck } from '../database/counters.ts';

/** The counters of events. */
export const eventCounters: readonly CounterCheck[] = (['going', 'interested'] as const).map((kind) => ({
  table: 'events',
  column: `${kind}_count`,
  rows: { table: 'event_responses', key: 'event_id', where: { kind } },
}));
