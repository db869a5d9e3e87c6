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

/**
 * Takes what is new or changed of one source table, a page a transaction, in the order of its key. A page that fails as a
 * whole is halved until the rows at fault are found: these are reported and the rest comes.
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
  for await (const page of pagesOf(run, step, table)) {
    await takePage(run, { step, wrap, page, totals });
    totals.seconds = Math.round(performance.now() - begun) / 1000;
    progress(totals.read);
  }
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

type Work<Row> = { step: Step<Row>; wrap: (row: SourceRow) => Row; page: Page; totals: StepTotals };

type Candidate<Row> = { row: Row; key: number; digest: number; isChange: boolean };

type Taken = { key: number; digest: number; isChange: boolean; notes: Output['notes'] };

/** What a page's transaction came to; thrown away when the transaction is tried again. */
type Outcome = { taken: Taken[]; skipped: { key: number; verdict: Exclude<Verdict, undefined> }[] };

async function takePage<Row>(run: Run, work: Work<Row>): Promise<void> {
  const { step, wrap, page, totals } = work;
  const compared = step.columns.filter((column) => !step.volatile?.includes(column));
  const candidates: Candidate<Row>[] = [];
  for (const row of page.rows) {
    const key = Number(row[step.key] ?? 0);
    const digest = digestOf(row, compared);
    const before = page.before?.get(key);
    if (before === digest) totals.unchanged += 1;
    else candidates.push({ row: wrap(row), key, digest, isChange: before !== undefined });
  }
  totals.read += page.rows.length;
  if (candidates.length === 0) return;
  await step.prepare?.(candidates.map(({ row }) => row));
  const outcome = run.dryRun ? mapOnly(step, candidates) : await write(run, work, candidates);
  const ids = run.taken(step.name);
  for (const { key, isChange, notes } of outcome.taken) {
    ids.add(key);
    if (isChange) totals.changed += 1;
    else totals.added += 1;
    for (const { reason, detail } of notes) {
      totals.notes[reason] = (totals.notes[reason] ?? 0) + 1;
      run.report.tell({ kind: 'note', table: step.table, key, reason, ...(detail === '' ? {} : { detail }) });
    }
  }
  for (const { key, verdict } of outcome.skipped) {
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

function mapOnly<Row>(step: Step<Row>, candidates: readonly Candidate<Row>[]): Outcome {
  const outcome: Outcome = { taken: [], skipped: [] };
  for (const candidate of candidates) {
    const output = new Output();
    const verdict = step.map(candidate.row, output);
    if (verdict === undefined) outcome.taken.push({ ...candidate, notes: output.notes });
    else outcome.skipped.push({ key: candidate.key, verdict });
  }
  return outcome;
}

async function write<Row>(run: Run, { step, page }: Work<Row>, candidates: readonly Candidate<Row>[]): Promise<Outcome> {
  return run.services.write(async (tx) => {
    await run.lock.hold(tx);
    const outcome: Outcome = { taken: [], skipped: [] };
    await takeRows(tx, { step, outcome, depth: 0 }, candidates);
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

type Writing<Row> = { step: Step<Row>; outcome: Outcome; depth: number };

async function takeRows<Row>(tx: Tx, writing: Writing<Row>, candidates: readonly Candidate<Row>[]): Promise<void> {
  const { step, outcome, depth } = writing;
  const savepoint = `import_${depth}`;
  await tx.raw(`SAVEPOINT ${savepoint}`);
  try {
    const part = await writeAll(tx, step, candidates);
    outcome.taken.push(...part.taken);
    outcome.skipped.push(...part.skipped);
  } catch (error) {
    if (!isFaultOfRow(error)) throw error;
    await tx.raw(`ROLLBACK TO SAVEPOINT ${savepoint}`);
    const [only] = candidates;
    if (candidates.length === 1 && only) {
      outcome.skipped.push({ key: only.key, verdict: `the database refuses it: ${error.message}`.slice(0, 500) });
      return;
    }
    const half = candidates.length >> 1;
    await takeRows(tx, { ...writing, depth: depth + 1 }, candidates.slice(0, half));
    await takeRows(tx, { ...writing, depth: depth + 1 }, candidates.slice(half));
  }
}

function isFaultOfRow(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  // the errors of the server have numbers; others are of the network or of ours
  return 'errno' in error && typeof error.errno === 'number' && error.errno > 0 && !NOT_THE_ROW.has(error.errno);
}

async function writeAll<Row>(tx: Tx, step: Step<Row>, candidates: readonly Candidate<Row>[]): Promise<Outcome> {
  const outcome: Outcome = { taken: [], skipped: [] };
  const rows = new Map<Target, Rows>();
  for (const candidate of candidates) {
    const output = new Output();
    const verdict = step.map(candidate.row, output);
    if (verdict !== undefined) {
      outcome.skipped.push({ key: candidate.key, verdict });
      continue;
    }
    for (const [target, values] of output.rows) {
      const known = rows.get(target) ?? { fresh: [], changed: [] };
      rows.set(target, known);
      for (const value of values) (candidate.isChange ? known.changed : known.fresh).push(value);
    }
    outcome.taken.push({ key: candidate.key, digest: candidate.digest, isChange: candidate.isChange, notes: output.notes });
  }
  for (const target of step.targets) {
    const some = rows.get(target);
    if (some) await writeRows(tx, target, some);
  }
  return outcome;
}
