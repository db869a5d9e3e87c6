import type { Knex } from 'knex';
import { eachKey } from './digests.ts';
import { IdSet } from './id-set.ts';
import { importPages } from './queries.ts';

/** The keys of the rows that came in earlier runs, by step. Reads 1 statement for 50 pages. */
export async function takenKeys(db: Knex, source: string, steps: readonly string[]): Promise<Map<string, IdSet>> {
  const taken = new Map<string, IdSet>();
  for (const step of steps) {
    const ids = new IdSet();
    taken.set(step, ids);
    for (let after = -1; ; ) {
      const pages = await importPages(db, { source, step }, { after, limit: 50 });
      for (const page of pages) eachKey(page.digests, (key) => ids.add(key));
      const last = pages.at(-1);
      if (!last) break;
      after = Number(last.last_key);
    }
  }
  return taken;
}
