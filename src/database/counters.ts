import type { Knex } from 'knex';
import type { Tx, Write } from './write.ts';

/** A counter column and the rows it counts: those of `rows.table` whose `key` is the id and that match `where`. */
export type CounterCheck = {
  table: string;
  column: string;
  rows: { table: string; key: string; where?: Readonly<Record<string, string | number | null>> };
};

/** A counter that does not equal its rows. */
export type Drift = { id: number; stored: number; actual: number };

export type Range = { from: number; to: number };

/** The counters in a range of ids that do not equal their rows. 1 statement. */
export async function counterDrift(db: Knex, check: CounterCheck, { from, to }: Range): Promise<Drift[]> {
  const stored = `${check.table}.${check.column}`;
  const actual = `COUNT(??)`;
  const rowId = 'counted_rows.id';
  const rows = await counted(db, check)
    .whereBetween(`${check.table}.id`, [from, to])
    .havingRaw(`${actual} <> ??`, [rowId, stored]);
  return rows.map((row) => ({ id: Number(row.id), stored: Number(row.stored), actual: Number(row.actual) }));
}

/**
 * Recounts the rows of one id and stores the result. Locks its row first, like every writer of the counter. Gives the drift that
 * was left.
 */
export async function repairCounter(write: Write, check: CounterCheck, id: number): Promise<Drift | undefined> {
  return write(async (tx: Tx) => {
    await tx(check.table).select('id').where({ id }).forUpdate();
    const [row] = await counted(tx, check).where(`${check.table}.id`, id);
    if (!row || Number(row.stored) === Number(row.actual)) return undefined;
    await tx(check.table)
      .where({ id })
      .update({ [check.column]: row.actual });
    return { id, stored: Number(row.stored), actual: Number(row.actual) };
  });
}

/** Adds to counters of a row that is locked, none below 0. Nothing to add asks nothing. */
export async function addToCounters(tx: Tx, table: string, id: number, changes: Readonly<Record<string, number>>): Promise<void> {
  const sums = Object.entries(changes)
    .filter(([, change]) => change !== 0)
    .map(([counter, change]) => [
      counter,
      change > 0 ? tx.raw('?? + ?', [counter, change]) : tx.raw('GREATEST(??, ?) - ?', [counter, -change, -change]),
    ]);
  if (sums.length > 0) await tx(table).where({ id }).update(Object.fromEntries(sums));
}

/** The highest id of a table, 0 for an empty one. */
export async function highestId(db: Knex, table: string): Promise<number> {
  const row = await db(table).max('id as id').first();
  return Number(row?.id ?? 0);
}

function counted(db: Knex, { table, column, rows }: CounterCheck) {
  return (
    db(table)
      // under another name: a table can count rows of its own
      .leftJoin(`${rows.table} as counted_rows`, (join) => {
        join.on(`counted_rows.${rows.key}`, `${table}.id`);
        for (const [name, value] of Object.entries(rows.where ?? {})) {
          if (value === null) join.andOnNull(`counted_rows.${name}`);
          else join.andOnVal(`counted_rows.${name}`, value);
        }
      })
      .groupBy(`${table}.id`, `${table}.${column}`)
      .select(`${table}.id as id`, `${table}.${column} as stored`)
      .count('counted_rows.id as actual')
  );
}
