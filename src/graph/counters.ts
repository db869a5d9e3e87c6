import type { CounterCheck } from '../database/counters.ts';

/** The counters of follows. */
export const graphCounters: readonly CounterCheck[] = [
  { table: 'users', column: 'followers_count', rows: { table: 'follows', key: 'followee_id', where: { state: 'active' } } },
  { table: 'users', column: 'following_count', rows: { table: 'follows', key: 'follower_id', where: { state: 'active' } } },
];
