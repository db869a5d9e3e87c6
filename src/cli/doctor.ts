import { Command } from 'commander';
import { articleCounters } from '../articles/counters.ts';
import { commentCounters } from '../comments/counters.ts';
import { communityCounters } from '../communities/counters.ts';
import type { Services } from '../context.ts';
import { type CounterCheck, counterDrift, type Drift, highestId, repairCounter } from '../database/counters.ts';
import { eventCounters } from '../events/counters.ts';
import { graphCounters } from '../graph/counters.ts';
import { postCounters } from '../posts/counters.ts';
import { storyCounters } from '../stories/counters.ts';
import { withServices } from './with-services.ts';

/** Every counter the site keeps beside its rows. */
export const counterChecks: readonly CounterCheck[] = [
  ...graphCounters,
  ...communityCounters,
  ...eventCounters,
  ...commentCounters,
  ...postCounters,
  ...articleCounters,
  ...storyCounters,
];

const RANGE = 1000;

export type CounterReport = { counter: string; drifted: Drift[]; repaired: number };

/** Counts what the counters count, a range of ids at a time, and with `repair` stores it where it differs. */
export async function checkCounters(
  { db, write }: Pick<Services, 'db' | 'write'>,
  { repair, checks = counterChecks }: { repair: boolean; checks?: readonly CounterCheck[] },
): Promise<CounterReport[]> {
  const reports: CounterReport[] = [];
  for (const check of checks) {
    const report: CounterReport = { counter: `${check.table}.${check.column}`, drifted: [], repaired: 0 };
    const last = await highestId(db, check.table);
    for (let from = 1; from <= last; from += RANGE) {
      const drifted = await counterDrift(db, check, { from, to: from + RANGE - 1 });
      report.drifted.push(...drifted);
      if (!repair) continue;
      for (const { id } of drifted) if (await repairCounter(write, check, id)) report.repaired += 1;
    }
    reports.push(report);
  }
  return reports;
}

/** `doctor counters [--repair]`. Ends with 1 while something is wrong. */
export function doctorCommand(): Command {
  const command = new Command('doctor').description('Looks for what is wrong with the data, and mends it');
  command
    .command('counters')
    .description('Compare every counter with the rows it counts')
    .option('--repair', 'store what was counted')
    .option('--json', 'as JSON')
    .action(({ repair = false, json = false }: { repair?: boolean; json?: boolean }) =>
      withServices(async ({ services }) => {
        const reports = await checkCounters(services, { repair });
        if (json) console.log(JSON.stringify(reports));
        else for (const report of reports) print(report, repair);
        if (!repair && reports.some((report) => report.drifted.length > 0)) process.exitCode = 1;
      }),
    );
  return command;
}

function print({ counter, drifted, repaired }: CounterReport, repair: boolean): void {
  console.log(
    `${counter}: ${drifted.length === 0 ? 'right' : `${drifted.length} wrong`}${repair ? `, ${repaired} repaired` : ''}`,
  );
  for (const { id, stored, actual } of drifted.slice(0, 20)) console.log(`    ${id}: is ${stored}, should be ${actual}`);
  if (drifted.length > 20) console.log(`    and ${drifted.length - 20} more`);
}
