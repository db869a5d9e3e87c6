import type { Knex } from 'knex';
import { type CounterCheck, highestId } from './counters.ts';
import type { Write } from './write.ts';

const RANGE = 10_000;

type Progress = (done: number, total: number) => void;

/** Counters of one table that count rows of one other by one key: one statement counts them all. */
type Group = { table: string; rows: string; key: string; checks: CounterCheck[] };

/**
 * Stores what counters should be, for rows that came in another way than through the site: one statement for each range of
 * ids and each table that is counted. Rows whose counters are right are not written.
 */
export async function recountAll(
  { db, write }: { db: Knex; write: Write },
  checks: readonly CounterCheck[],
  progress: Progress,
): Promise<void> {
  const groups = new Map<string, Group>();
  for (const check of checks) {
    const name = `${check.table} ${check.rows.table} ${check.rows.key}`;
    const group = groups.get(name) ?? { table: check.table, rows: check.rows.table, key: check.rows.key, checks: [] };
    groups.set(name, group);
    group.checks.push(check);
  }
  let done = 0;
  for (const group of groups.values()) {
    const last = await highestId(db, group.table);
    for (let from = 1; from <= last; from += RANGE) {
      const { sql, values } = recount(group, { from, to: from + RANGE - 1 });
      await write((tx) => tx.raw(sql, values));
    }
    done += 1;
    progress(done, groups.size);
  }
}

type Range = { from: number; to: number };

function recount({ table, rows, key, checks }: Group, { from, to }: Range): { sql: string; values: (string | number)[] } {
  const sums = checks.map((check, index) => ({ ...conditionOf(check), column: check.column, name: `n${index}` }));
  const sql =
    `UPDATE ?? AS counting LEFT JOIN (SELECT ?? AS id, ${sums.map(({ condition, name }) => `SUM(${condition}) AS ${name}`).join(', ')} ` +
    `FROM ?? WHERE ?? BETWEEN ? AND ? GROUP BY ??) AS counted ON counted.id = counting.id ` +
    `SET ${sums.map(({ name }) => `counting.?? = COALESCE(counted.${name}, 0)`).join(', ')} ` +
    `WHERE counting.id BETWEEN ? AND ? AND (${sums.map(({ name }) => `counting.?? <> COALESCE(counted.${name}, 0)`).join(' OR ')})`;
  const columns = sums.map(({ column }) => column);
  const values = [table, key, ...sums.flatMap((sum) => sum.values), rows, key, from, to, key, ...columns, from, to, ...columns];
  return { sql, values };
}

/** What makes a row count, as an expression of 1 or 0. */
function conditionOf({ rows }: CounterCheck): { condition: string; values: (string | number)[] } {
  const entries = Object.entries(rows.where ?? {});
  if (entries.length === 0) return { condition: '1', values: [] };
  const condition = entries.map(([, value]) => (value === null ? '?? IS NULL' : '?? = ?')).join(' AND ');
  return { condition, values: entries.flatMap(([name, value]) => (value === null ? [name] : [name, value])) };
}
