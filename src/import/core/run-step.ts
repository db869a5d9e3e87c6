import type { Services } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { digestOf, packDigests, unpackDigests } from './digests.ts';
import type { IdSet } from './id-set.ts';
import type { ImportLock } from './lock.ts';
import { importPages, savePage } from './queries.ts';
import { newTotals, type Report, type StepTotals } from './report.ts';
import type { Source, SourceRow, SourceTable } from './source.ts';
import { Output, type Step, type Verdict } from './step.ts';
import { type Rows, type Target, writeRows } from './target.ts';

/** What one import works with. */
export type Run = {
  services: Pick<Services, 'db' | 'write'>;
  source: Source;
  sourceName: string;
  report: Report;
  lock: ImportLock;
  /** Keys of the rows that came, by step. */
  taken(step: string): IdSet;
  pageSize: number;
  dryRun: boolean;
};

type Progress = (done: number) => void;

/** Rows of a page: those to take, with the checksums of the page as far as they are taken already. */
type Page = { rows: SourceRow[]; before: ReadonlyMap<number, number> | undefined; lastKey: number };

// The database works with one core for each connection, and waits for its disk at each commit.
const PAGES_AT_ONCE = 2;

/**
 * Takes what is new or changed of one source table, a page a transaction, in the order of its key. While the database writes
 * two pages the next is mapped and the one after it read. A page that fails as a whole is halved until the rows at fault are
 * found: these are reported and the rest comes.
 */
export async function runStep<Row>(
  run: Run,
  { step, wrap }: { step: Step<Row>; wrap: (row: SourceRow) => Row },
  progress: Progress,
): Promise<StepTotals> {
  const totals = newTotals(step.name, step.table);
  const table = run.source.tables.get(step.table);
  if (!table) return totals;
  const begun = performance.now();
  const writing: Promise<void>[] = [];
  for await (const page of pagesOf(run, step, table)) {
    const work = await mapPage(run, { step, wrap, page, totals });
    if (writing.length === PAGES_AT_ONCE) await writing.shift();
    const written = finishPage(run, { step, page, totals }, work);
    // awaited in its turn; a failure until then is not lost
    written.catch(() => {});
    writing.push(written);
    totals.seconds = Math.round(performance.now() - begun) / 1000;
    progress(totals.read);
  }
  for (const written of writing) await written;
  totals.seconds = Math.round(performance.now() - begun) / 1000;
  return totals;
}

/** The pages that came before, as they are now, then those after them. The next is read while one is worked on. */
async function* pagesOf<Row>(run: Run, step: Step<Row>, table: SourceTable): AsyncGenerator<Page> {
  const columns = step.columns.filter((column) => table.columns.has(column));
  if (!table.columns.has(step.key)) {
    yield* pagesByOffset(run, table, columns);
    return;
  }
  const stepKey = { source: run.sourceName, step: step.name };
  const known = run.dryRun ? [] : knownPages(run, stepKey);
  const next = async (after: number, stored?: { last_key: number; digests: Buffer }): Promise<Page> => {
    const range = { table, columns, key: step.key, after, limit: run.pageSize };
    const rows = await run.source.range(stored ? { ...range, upTo: Number(stored.last_key) } : range);
    const lastKey = stored ? Number(stored.last_key) : Number(rows.at(-1)?.[step.key] ?? after);
    return { rows, before: stored && unpackDigests(stored.digests), lastKey };
  };
  // a key of 0 or less is no row of anything
  let after = 0;
  for await (const stored of known) {
    const page = await next(after, stored);
    after = page.lastKey;
    if (page.rows.length > 0) yield page;
  }
  let ahead = next(after);
  for (;;) {
    const page = await ahead;
    if (page.rows.length === 0) return;
    ahead = next(page.lastKey);
    // awaited in its turn; a failure until then is not lost
    ahead.catch(() => {});
    yield page;
  }
}

async function* knownPages(run: Run, step: { source: string; step: string }) {
  for (let after = -1; ; ) {
    const pages = await importPages(run.services.db, step, { after, limit: 50 });
    yield* pages;
    const last = pages.at(-1);
    if (!last) return;
    after = Number(last.last_key);
  }
}

async function* pagesByOffset(run: Run, table: SourceTable, columns: readonly string[]): AsyncGenerator<Page> {
  for (let skip = 0; ; skip += run.pageSize) {
    const rows = await run.source.offset(table, columns, { skip, limit: run.pageSize });
    if (rows.length === 0) return;
    // without keys there is nothing to know a row again by: each merges with what is here
    yield { rows, before: undefined, lastKey: -1 };
  }
}

type Mapping<Row> = { step: Step<Row>; wrap: (row: SourceRow) => Row; page: Page; totals: StepTotals };

/** A source row that is new or changed, and what becomes of it. */
type Mapped = { key: number; digest: number; isChange: boolean; output: Output };

/** Rows that do not come. */
type Refused = { key: number; verdict: Exclude<Verdict, undefined> };

type Work = { mapped: Mapped[]; refused: Refused[] };

async function mapPage<Row>(run: Run, { step, wrap, page, totals }: Mapping<Row>): Promise<Work> {
  const work: Work = { mapped: [], refused: [] };
  const compared = step.columns.filter((column) => !step.volatile?.includes(column));
  const candidates: { row: Row; key: number; digest: number; isChange: boolean }[] = [];
  for (const row of page.rows) {
    const key = Number(row[step.key] ?? 0);
    const digest = digestOf(row, compared);
    const before = page.before?.get(key);
    if (before === digest) totals.unchanged += 1;
    else candidates.push({ row: wrap(row), key, digest, isChange: before !== undefined });
  }
  totals.read += page.rows.length;
  if (candidates.length === 0) return work;
  await step.prepare?.(candidates.map(({ row }) => row));
  const ids = run.taken(step.name);
  for (const { row, key, digest, isChange } of candidates) {
    const output = new Output();
    const verdict = step.map(row, output);
    if (verdict !== undefined) work.refused.push({ key, verdict });
    else {
      work.mapped.push({ key, digest, isChange, output });
      // rows of this page and the next may hang on it
      ids.add(key);
    }
  }
  return work;
}

type Writing<Row> = { step: Step<Row>; page: Page; totals: StepTotals };

async function finishPage<Row>(run: Run, writing: Writing<Row>, work: Work): Promise<void> {
  const { step, totals } = writing;
  const isWritten = !run.dryRun && work.mapped.length + work.refused.length > 0;
  const { taken, refused } = isWritten ? await write(run, writing, work.mapped) : { taken: work.mapped, refused: [] };
  for (const { key, isChange, output } of taken) {
    if (isChange) totals.changed += 1;
    else totals.added += 1;
    for (const { reason, detail } of output.notes) {
      totals.notes[reason] = (totals.notes[reason] ?? 0) + 1;
      run.report.tell({ kind: 'note', table: step.table, key, reason, ...(detail === '' ? {} : { detail }) });
    }
  }
  for (const { key } of refused) run.taken(step.name).delete(key);
  for (const { key, verdict } of [...work.refused, ...refused]) {
    if (typeof verdict === 'object') {
      totals.leftOut[verdict.leftOut] = (totals.leftOut[verdict.leftOut] ?? 0) + 1;
      continue;
    }
    // the words of the database after the colon differ from row to row
    const sum = verdict.split(':', 1)[0] ?? verdict;
    totals.skipped[sum] = (totals.skipped[sum] ?? 0) + 1;
    run.report.tell({ kind: 'skipped', table: step.table, key, reason: verdict });
  }
}

/** What a page's transaction came to; thrown away when the transaction is tried again. */
type Outcome = { taken: Mapped[]; refused: Refused[] };

async function write<Row>(run: Run, { step, page }: Writing<Row>, mapped: readonly Mapped[]): Promise<Outcome> {
  return run.services.write(async (tx) => {
    await run.lock.hold(tx);
    const outcome: Outcome = { taken: [], refused: [] };
    if (mapped.length > 0) await takeRows(tx, { targets: step.targets, outcome, depth: 0 }, mapped);
    if (page.lastKey >= 0) {
      const digests = new Map(page.before);
      for (const { key, digest } of outcome.taken) digests.set(key, digest);
      await savePage(tx, {
        source: run.sourceName,
        step: step.name,
        last_key: page.lastKey,
        digests: packDigests(digests),
      });
    }
    return outcome;
  });
}

// A deadlock or timeout has ended the transaction, a lost connection too: no row is at fault.
const NOT_THE_ROW = new Set([1205, 1213, 1020, 1047, 1053, 1317, 2006, 2013, 3024]);

type Taking = { targets: readonly Target[]; outcome: Outcome; depth: number };

async function takeRows(tx: Tx, taking: Taking, mapped: readonly Mapped[]): Promise<void> {
  const { targets, outcome, depth } = taking;
  const savepoint = `import_${depth}`;
  await tx.raw(`SAVEPOINT ${savepoint}`);
  try {
    await writeAll(tx, targets, mapped);
    outcome.taken.push(...mapped);
  } catch (error) {
    if (!isFaultOfRow(error)) throw error;
    await tx.raw(`ROLLBACK TO SAVEPOINT ${savepoint}`);
    const [only] = mapped;
    if (mapped.length === 1 && only) {
      outcome.refused.push({ key: only.key, verdict: `the database refuses it: ${error.message}`.slice(0, 500) });
      return;
    }
    const half = mapped.length >> 1;
    await takeRows(tx, { ...taking, depth: depth + 1 }, mapped.slice(0, half));
    await takeRows(tx, { ...taking, depth: depth + 1 }, mapped.slice(half));
  }
}

function isFaultOfRow(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  // the errors of the server have numbers; others are of the network or of ours
  return 'errno' in error && typeof error.errno === 'number' && error.errno > 0 && !NOT_THE_ROW.has(error.errno);
}

async function writeAll(tx: Tx, targets: readonly Target[], mapped: readonly Mapped[]): Promise<void> {
  const rows = new Map<Target, Rows>(targets.map((target) => [target, { fresh: [], changed: [] }]));
  for (const { isChange, output } of mapped) {
    for (const { target, values } of output.rows) rows.get(target)?.[isChange ? 'changed' : 'fresh'].push(values);
  }
  for (const [target, some] of rows) if (some.fresh.length + some.changed.length > 0) await writeRows(tx, target, some);
}
