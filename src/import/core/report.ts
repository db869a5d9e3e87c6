import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';

/** What became of the rows of one step. */
export type StepTotals = {
  step: string;
  table: string;
  read: number;
  /** Rows that were not here before, and rows that had changed. */
  added: number;
  changed: number;
  unchanged: number;
  /** Rows that should have come and could not, by reason. */
  skipped: Record<string, number>;
  /** Rows that are not meant to come, by reason. */
  leftOut: Record<string, number>;
  notes: Record<string, number>;
  seconds: number;
};

export type FileTotals = { linked: number; copied: number; present: number; missing: number; skipped: Record<string, number> };

/** A line of the report's file. */
export type Incident = {
  kind: 'skipped' | 'note' | 'table' | 'column' | 'file';
  table: string;
  key: number | string;
  reason: string;
  detail?: string;
};

/** Collects what the owner should know. Every single row goes to the file, one JSON object a line; sums stay in memory. */
export type Report = {
  totals: StepTotals[];
  /** Tables that are not taken, with their rows and the reason. */
  tables: { table: string; rows: number; reason: string }[];
  /** Columns nobody knows, by table. */
  columns: { table: string; columns: string[] }[];
  warnings: string[];
  /** Of a dry run: how long the import will take. */
  estimate: string | undefined;
  files: FileTotals | undefined;
  verification: { checked: number; failures: string[] } | undefined;
  /** What came after the rows: counters, feeds, the index, files. */
  phases: { name: string; seconds: number }[];
  seconds: number;
  tell(incident: Incident): void;
  close(): Promise<void>;
};

export function createReport(path?: string): Report {
  const file = path === undefined ? undefined : createWriteStream(path, { flags: 'a' });
  return {
    totals: [],
    tables: [],
    columns: [],
    warnings: [],
    estimate: undefined,
    files: undefined,
    verification: undefined,
    phases: [],
    seconds: 0,
    tell: (incident) => {
      file?.write(`${JSON.stringify(incident)}\n`);
    },
    close: () => finished(file),
  };
}

async function finished(file: WriteStream | undefined): Promise<void> {
  if (!file) return;
  file.end();
  await once(file, 'close');
}

export function newTotals(step: string, table: string): StepTotals {
  return { step, table, read: 0, added: 0, changed: 0, unchanged: 0, skipped: {}, leftOut: {}, notes: {}, seconds: 0 };
}

/** Whether something did not come: rows, files, or a row that does not read back. */
export function hasFaults(report: Report): boolean {
  return (
    report.totals.some(({ skipped }) => Object.keys(skipped).length > 0) ||
    report.warnings.length > 0 ||
    (report.files?.missing ?? 0) > 0 ||
    (report.verification?.failures.length ?? 0) > 0
  );
}

/** The report without its functions, for --json. */
export function reportData({ totals, tables, columns, warnings, estimate, files, verification, phases, seconds }: Report) {
  return { totals, tables, columns, warnings, estimate, files, verification, phases, seconds };
}
