import type { Services } from '../../context.ts';
import { IdSet } from './id-set.ts';
import { acquireLock, type ImportLock } from './lock.ts';
import { hasPages } from './queries.ts';
import type { Report } from './report.ts';
import { type Run, runStep } from './run-step.ts';
import type { Source } from './source.ts';
import type { Plan, Step } from './step.ts';
import { takenKeys } from './taken.ts';

/** Tells how far an import is: of one table or piece of work after the other. */
export type Progress = {
  begin(name: string, total: number): void;
  update(done: number): void;
  end(): void;
};

export type ImportOptions = {
  services: Pick<Services, 'db' | 'write'>;
  source: Source;
  sourceName: string;
  report: Report;
  progress: Progress;
  /** Parts to take; all where empty. */
  only: readonly string[];
  dryRun: boolean;
  intoExisting: boolean;
  pageSize?: number;
};

const PAGE_ROWS = 2000;

/**
 * Imports a source by the plan its module makes of it. It may be run again and takes what is new or changed; stopped at any
 * point, the next run goes on. One at a time; a site with members of its own is refused.
 */
export async function runImport<Row>(options: ImportOptions, planOf: (run: Run) => Promise<Plan<Row>>): Promise<void> {
  const { services, sourceName, dryRun } = options;
  const isFirst = !(await hasPages(services.db, sourceName));
  if (isFirst && !dryRun) await refuseMembers(options);
  const lock = dryRun ? NO_LOCK : await acquireLock(services);
  const begun = performance.now();
  try {
    const taken = new Map<string, IdSet>();
    const run: Run = {
      services,
      source: options.source,
      sourceName,
      report: options.report,
      lock,
      taken(step) {
        const ids = taken.get(step) ?? new IdSet();
        taken.set(step, ids);
        return ids;
      },
      pageSize: options.pageSize ?? PAGE_ROWS,
      dryRun,
    };
    const plan = await planOf(run);
    const names = plan.steps.map((step) => step.name);
    if (!isFirst) for (const [name, ids] of await takenKeys(services.db, sourceName, names)) taken.set(name, ids);
    if (isFirst && !dryRun) await plan.begin?.();
    await tellUnknown(options, plan);
    for (const step of plan.steps) {
      if (options.only.length === 0 || options.only.includes(step.part)) await takeStep(run, { plan, step, options });
    }
    if (dryRun) return;
    for (const { name, run: work } of plan.finish) {
      await lock.hold(services.db);
      const phaseBegun = performance.now();
      options.progress.begin(name, 1);
      await work((done, total) => {
        options.progress.begin(name, total);
        options.progress.update(done);
      });
      options.progress.end();
      options.report.phases.push({ name, seconds: Math.round(performance.now() - phaseBegun) / 1000 });
    }
  } finally {
    options.report.seconds = Math.round((performance.now() - begun) / 100) / 10;
    await lock.release();
  }
}

const NO_LOCK: ImportLock = { hold: async () => {}, release: async () => {} };

/** Ids of a site with members of its own would meet those of the source. */
async function refuseMembers({ services, intoExisting }: ImportOptions): Promise<void> {
  if (intoExisting) return;
  const member = await services.db('users').whereNot('state', 'deleted').first('id');
  if (member === undefined) return;
  throw new Error(
    'This site has members of its own, and their ids would meet those that are imported. Import into a new site, or add ' +
      '--into-existing: what meets is then left out and reported.',
  );
}

type Part<Row> = { plan: Plan<Row>; step: Step<Row>; options: ImportOptions };

async function takeStep<Row>(run: Run, { plan, step, options }: Part<Row>): Promise<void> {
  const table = run.source.tables.get(step.table);
  if (!table) {
    if (step.isEssential) run.report.warnings.push(`the source has no table ${step.table}`);
    return;
  }
  const total = await run.source.count(table);
  options.progress.begin(step.table, total);
  const totals = await runStep(run, { step, wrap: plan.wrap }, (done) => options.progress.update(done));
  options.progress.end();
  run.report.totals.push(totals);
  // rows that came while it was read are no fault
  if (totals.read < total)
    run.report.warnings.push(`${step.table}: ${total - totals.read} of ${total} rows have no key and were not read`);
}

/** Names tables and columns of the source that no step takes. */
async function tellUnknown<Row>({ source, report }: ImportOptions, plan: Plan<Row>): Promise<void> {
  const steps = new Map<string, Step<Row>[]>();
  for (const step of plan.steps) steps.set(step.table, [...(steps.get(step.table) ?? []), step]);
  for (const [name, table] of source.tables) {
    const taking = steps.get(name);
    if (!taking) {
      const rows = await source.count(table);
      const reason = plan.leftOut.get(name) ?? 'nobody knows this table: a plug-in of yours?';
      report.tables.push({ table: table.name, rows, reason });
      if (rows > 0) report.tell({ kind: 'table', table: table.name, key: '', reason, detail: `${rows} rows` });
      continue;
    }
    const known = new Set(taking.flatMap((step) => [...step.columns, ...(step.ignored ?? [])]));
    const columns = [...table.columns].flatMap(([lower, column]) => (known.has(lower) ? [] : [column]));
    if (columns.length === 0) continue;
    report.columns.push({ table: table.name, columns });
    report.tell({ kind: 'column', table: table.name, key: '', reason: 'columns nobody knows', detail: columns.join(', ') });
  }
}
