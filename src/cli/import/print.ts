import { hasFaults, type Report, type StepTotals } from '../../import/core/report.ts';

/** The report as tables for a terminal. */
export function printReport(report: Report, { dryRun }: { dryRun: boolean }): void {
  const rows = report.totals.map((totals) => [
    totals.table,
    ...[totals.read, totals.added, totals.changed, totals.unchanged, sum(totals.leftOut), sum(totals.skipped)].map(grouped),
    totals.seconds.toFixed(1),
  ]);
  printTable(['table', 'read', dryRun ? 'would come' : 'new', 'changed', 'unchanged', 'left out', 'at fault', 'seconds'], rows);
  printReasons('Rows that could not come', report.totals, 'skipped');
  printReasons('Rows that are not meant to come', report.totals, 'leftOut');
  printReasons('Worth knowing', report.totals, 'notes');
  const tables = report.tables.filter(({ rows }) => rows > 0);
  if (tables.length > 0) console.log('\nTables that are not taken');
  for (const { table, rows, reason } of tables) console.log(`  ${table}, ${grouped(rows)} rows: ${reason}`);
  if (report.columns.length > 0) console.log('\nColumns nobody knows');
  for (const { table, columns } of report.columns) console.log(`  ${table}: ${columns.join(', ')}`);
  printFiles(report);
  for (const warning of report.warnings) console.log(`\nWarning: ${warning}`);
  if (report.estimate !== undefined) console.log(`\n${report.estimate}`);
  const { verification } = report;
  if (verification) {
    console.log(
      `\n${verification.checked} rows were read back through the API's own services, ${verification.failures.length} differ`,
    );
    for (const failure of verification.failures.slice(0, 20)) console.log(`  ${failure}`);
  }
  console.log(`\n${hasFaults(report) ? 'Done, with faults' : 'Done'} in ${report.seconds} seconds`);
}

function printFiles({ files }: Report): void {
  if (!files) return;
  const { linked, copied, present, missing } = files;
  console.log(`\nFiles: ${linked} linked, ${copied} copied, ${present} there before, ${missing} missing`);
  for (const [reason, count] of Object.entries(files.skipped)) console.log(`  ${count} not taken: ${reason}`);
}

function printReasons(title: string, totals: readonly StepTotals[], part: 'skipped' | 'leftOut' | 'notes'): void {
  const lines = totals.flatMap((step) =>
    Object.entries(step[part]).map(([reason, count]) => `  ${step.table}: ${grouped(count)} ${reason}`),
  );
  if (lines.length > 0) console.log(`\n${title}\n${lines.join('\n')}`);
}

function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  console.log([line(head), ...rows.map(line)].join('\n'));
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ' ');
}
