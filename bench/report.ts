/** Median, 95th and 99th percentile and maximum, rounded to one decimal. */
export function quantiles(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return [0.5, 0.95, 0.99, 1].map((share) => round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0));
}

/** Prints rows of a label and numbers (p50, p95, p99, max, ...) in columns. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const head = ['', 'p50', 'p95', 'p99', 'max'];
  const all = [head, ...rows];
  const widths = Array.from({ length: Math.max(...all.map((row) => row.length)) }, (_, column) =>
    Math.max(...all.map((row) => String(row[column] ?? '').length)),
  );
  return all
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? String(cell).padEnd(widths[0] ?? 0) : String(cell).padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
