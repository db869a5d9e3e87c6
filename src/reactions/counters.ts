import type { CounterCheck } from '../database/counters.ts';
import type { ReactionSet } from './catalogue.ts';
import { REACTION_COUNTERS, WONDER } from './rules.ts';

/** The counters that the subjects of a set have. */
export function reactionCounters({ table, countedIn, hasWonders = false }: ReactionSet): CounterCheck[] {
  if (!countedIn) return [];
  const check = (column: string, where: CounterCheck['rows']['where'] = {}): CounterCheck => ({
    table: countedIn,
    column,
    rows: { table, key: 'subject_id', where },
  });
  return [
    ...REACTION_COUNTERS.map((column, index) => check(column, { reaction: index + 1 })),
    check('reactions_count', hasWonders ? { is_wonder: 0 } : {}),
    ...(hasWonders ? [check('wonders_count', { reaction: WONDER })] : []),
  ];
}
