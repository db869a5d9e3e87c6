import type { Run } from './run-step.ts';
import type { SourceRow } from './source.ts';

/** Rows of one step, and what is wrong with one of them as it is read back; undefined where nothing is. */
export type Sample = {
  step: string;
  table: string;
  key: string;
  columns: readonly string[];
  fault(row: SourceRow): Promise<string | undefined>;
};

const PER_PAGE = 5;

/**
 * Reads `count` rows of each sample back, chosen by chance from the source, and compares. Rows that did not come are in the
 * report already and are passed over.
 */
export async function verify(
  run: Run,
  samples: readonly Sample[],
  { count, random = Math.random }: { count: number; random?: () => number },
): Promise<{ checked: number; failures: string[] }> {
  const result: { checked: number; failures: string[] } = { checked: 0, failures: [] };
  for (const sample of samples) {
    const table = run.source.tables.get(sample.table);
    if (!table?.columns.has(sample.key)) continue;
    const columns = sample.columns.filter((column) => table.columns.has(column));
    const highest = await run.source.highest(table, sample.key);
    const seen = new Set<number>();
    // a small table is looked through as often as a large one; rows met twice are checked once
    for (let tries = 0; tries < count && seen.size < count; tries += 1) {
      const after = Math.floor(random() * highest) - 1;
      for (const row of await run.source.range({ table, columns, key: sample.key, after, limit: PER_PAGE })) {
        const key = Number(row[sample.key]);
        if (seen.size >= count || seen.has(key) || !run.taken(sample.step).has(key)) continue;
        seen.add(key);
        result.checked += 1;
        const fault = await sample.fault(row);
        if (fault !== undefined) result.failures.push(`${sample.table} ${key}: ${fault}`);
      }
    }
  }
  return result;
}
