import bcrypt from 'bcrypt';
import type { Services } from '../../context.ts';
import { type Progress, runImport } from '../../import/core/import.ts';
import { openMysqlSource } from '../../import/core/mysql-source.ts';
import { idOffset, storedOffset } from '../../import/core/queries.ts';
import { createReport, type Report } from '../../import/core/report.ts';
import type { Run } from '../../import/core/run-step.ts';
import type { Source } from '../../import/core/source.ts';
import { verify } from '../../import/core/verify.ts';
import { dropDump, loadDump, MARKER } from '../../import/dump/load.ts';
import { createReaders } from '../../import/readers.ts';
import { checkFiles } from '../../import/uploads/check.ts';
import { bucketSource, folderSource } from '../../import/uploads/file-source.ts';
import { transferFiles } from '../../import/uploads/transfer.ts';
import { idBases, wowonderPlan } from '../../import/wowonder/plan.ts';
import { wowonderSamples } from '../../import/wowonder/samples.ts';
import type { IdBases } from '../../import/wowonder/world.ts';
import { counterChecks } from '../doctor.ts';
import { siteServer, sourceServer } from './connections.ts';

export type ImportCommand = {
  from?: string;
  dump?: string;
  uploads?: string;
  report?: string;
  only: readonly string[];
  dryRun: boolean;
  intoExisting: boolean;
  allNotifications: boolean;
  reencode: boolean;
  pageSize?: number;
};

const PREFIX = 'wo_';
const SOURCE = 'wowonder';
const SAMPLES = 50;
/** Without the `--uploads` of a first run. */
const NO_FILES = { linked: 0, copied: 0, present: 0, missing: 0, skipped: {} };

/** The parts that --only chooses from. */
export const PARTS = [
  ...['settings', 'users', 'communities', 'content', 'posts', 'comments', 'chats', 'reactions', 'notifications', 'reports'],
  'uploads',
] as const;

/** Moves a WoWonder community in; gives what became of it. */
export async function importWowonder(services: Services, command: ImportCommand, progress: Progress): Promise<Report> {
  const report = createReport(command.report);
  const site = siteServer(services.db);
  const place = command.dump === undefined ? undefined : { ...site, file: command.dump };
  if (place) await load(place, { report, progress });
  const from = place ? { connection: site.connection, database: site.schema } : sourceServer(command.from ?? '');
  const source = withoutMarker(await openMysqlSource({ ...from, prefix: PREFIX }));
  try {
    if (!source.tables.has('users')) throw new Error('There is no table Wo_Users: this is no database of WoWonder.');
    await take(services, { command, source, report, progress });
  } finally {
    await source.close();
    await report.close();
  }
  // what it held came, or is named in the report; passwords and keys lie in it
  if (place) await dropDump(site.connection, site.schema);
  return report;
}

type Dump = ReturnType<typeof siteServer> & { file: string };
type Told = { report: Report; progress: Progress };

async function load({ file, connection, schema }: Dump, { report, progress }: Told): Promise<void> {
  let begun = false;
  const loaded = await loadDump({
    file,
    connection,
    schema,
    keyOf: (table) => KEYS.get(table.replace(PREFIX, '')) ?? 'id',
    onProgress(bytes, total) {
      if (!begun) progress.begin('dump, in kB', Math.ceil(total / 1000));
      begun = true;
      progress.update(Math.floor(bytes / 1000));
    },
  });
  progress.end();
  if (loaded.truncatedIn !== undefined)
    report.warnings.push(`the dump ends within ${loaded.truncatedIn}: what comes after is not in it`);
  if (loaded.broken > 0) {
    report.warnings.push(`${loaded.broken} parts of the dump hold bytes that are no UTF-8; they were read as Windows-1252`);
  }
  for (const { table, reason } of loaded.lost) report.tell({ kind: 'skipped', table, key: '', reason: `the dump: ${reason}` });
  if (loaded.lost.length > 0) report.warnings.push(`${loaded.lost.length} rows of the dump could not be loaded, see --report`);
}

/** Tables whose key is not `id`. */
const KEYS = new Map([
  ['users', 'user_id'],
  ['pages', 'page_id'],
  ['groupchat', 'group_id'],
]);

function withoutMarker(source: Source): Source {
  const tables = new Map(source.tables);
  tables.delete(MARKER);
  return { ...source, tables };
}

type Taking = Told & { command: ImportCommand; source: Source };

async function take(services: Services, { command, source, report, progress }: Taking): Promise<void> {
  const bases = await storedBases(services, source, command.dryRun);
  let running: Run | undefined;
  await runImport({ ...command, services, source, sourceName: SOURCE, report, progress }, async (run) => {
    running = run;
    const costRounds = services.config.auth.bcryptCostRounds;
    const plan = await wowonderPlan(run, {
      costRounds,
      now: new Date(),
      allNotifications: command.allNotifications,
      bases,
      counters: counterChecks,
    });
    if (command.dryRun) return plan;
    const files = { name: 'uploads', run: () => takeFiles(services, { command, report, progress }) };
    return { ...plan, finish: [...plan.finish, files] };
  });
  if (command.dryRun) report.estimate = await estimate(services, source, report);
  else if (running) {
    await services.settings.refresh();
    report.verification = await verify(running, wowonderSamples(createReaders(services), bases), { count: SAMPLES });
  }
}

/** Where the ranges of ids begin is decided by the first run. */
async function storedBases(services: Services, source: Source, dryRun: boolean): Promise<IdBases> {
  const fresh = await idBases(source);
  const stored = async (kind: keyof IdBases) => {
    const known = await idOffset(services.db, { source: SOURCE, kind });
    if (known !== undefined || dryRun) return Number(known ?? fresh[kind]);
    return services.write((tx) => storedOffset(tx, { source: SOURCE, kind, base: fresh[kind] }));
  };
  return { reply: await stored('reply'), article: await stored('article'), movie: await stored('movie') };
}

type Files = Told & { command: ImportCommand };

async function takeFiles(services: Services, { command, report, progress }: Files): Promise<void> {
  const { uploads, reencode, only } = command;
  if (only.length > 0 && !only.includes('uploads')) return;
  const { config, media } = services;
  let totals: NonNullable<Report['files']> = { ...NO_FILES, skipped: {} };
  if (uploads !== undefined) {
    const source = uploads.startsWith('s3://') ? bucketSource(uploads, config.s3) : folderSource(uploads);
    totals = await transferFiles(source, {
      media,
      report,
      reencode,
      onProgress: (done) => {
        progress.begin('uploads', done);
        progress.update(done);
      },
    });
    await checkFiles(services, { report, totals, onProgress: () => {} });
  }
  report.files = totals;
}

const ROWS_PER_SECOND = 20_000;

/** How long it will take: rows at a rate that was measured, and the passwords that have to be hashed once more. */
async function estimate({ config }: Services, source: Source, report: Report): Promise<string> {
  const rows = report.totals.reduce((sum, { added }) => sum + added, 0);
  const begun = performance.now();
  await bcrypt.hash('x', config.auth.bcryptCostRounds);
  const hashSeconds = (performance.now() - begun) / 1000;
  const users = source.tables.get('users');
  const unsalted = users?.columns.has('password') ? await countUnsalted(source) : 0;
  const seconds = Math.ceil(rows / ROWS_PER_SECOND + (unsalted * hashSeconds) / 2);
  return `Nothing was written. The import will take about ${minutes(seconds)} beside its files; ${unsalted} passwords are hashed anew`;
}

async function countUnsalted(source: Source): Promise<number> {
  const users = source.tables.get('users');
  if (!users) return 0;
  let count = 0;
  for (let after = 0; ; ) {
    const rows = await source.range({ table: users, columns: ['user_id', 'password'], key: 'user_id', after, limit: 5000 });
    const last = rows.at(-1);
    if (!last) return count;
    count += rows.filter(({ password }) => /^([0-9a-f]{32}|[0-9a-f]{40})$/i.test(String(password))).length;
    after = Number(last.user_id);
  }
}

function minutes(seconds: number): string {
  return seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
