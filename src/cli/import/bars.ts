import { MultiBar, type SingleBar } from 'cli-progress';
import type { Progress } from '../../import/core/import.ts';

/** A bar for each table on standard error, with its rate and the time left. */
export function progressBars(): Progress & { stop(): void } {
  const bars = new MultiBar({
    format: '{name} {bar} {value}/{total} {rate}/s {eta_formatted} left',
    noTTYOutput: true,
    notTTYSchedule: 5000,
    stream: process.stderr,
    etaBuffer: 50,
  });
  let current: { bar: SingleBar; name: string; total: number; begun: number } | undefined;
  return {
    begin(name, total) {
      if (current?.name === name) {
        if (current.total !== total) current.bar.setTotal(total);
        current.total = total;
        return;
      }
      current = { bar: bars.create(total, 0, { name: name.padEnd(24), rate: 0 }), name, total, begun: performance.now() };
    },
    update(done) {
      if (!current) return;
      const seconds = (performance.now() - current.begun) / 1000;
      current.bar.update(done, { rate: seconds > 0 ? Math.round(done / seconds) : 0 });
    },
    end() {
      if (current) current.bar.update(current.total);
      current?.bar.stop();
      current = undefined;
    },
    stop: () => bars.stop(),
  };
}

export const SILENT: Progress & { stop(): void } = { begin: () => {}, update: () => {}, end: () => {}, stop: () => {} };
