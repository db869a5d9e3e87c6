import type { Services } from '../../context.ts';
import { buddypressPlan } from '../../import/buddypress/plan.ts';
import { type Progress, runImport } from '../../import/core/import.ts';
import { openMysqlSource } from '../../import/core/mysql-source.ts';
import { createReport, type Report } from '../../import/core/report.ts';
import { counterChecks } from '../doctor.ts';
import { sourceServer } from './connections.ts';

export type BuddypressCommand = {
  from: string;
  prefix: string;
  report?: string;
  dryRun: boolean;
  intoExisting: boolean;
};

/** Moves the members, friends, groups, activity and messages of a WordPress site with BuddyPress in. */
export async function importBuddypress(services: Services, command: BuddypressCommand, progress: Progress): Promise<Report> {
  const report = createReport(command.report);
  const source = await openMysqlSource({ ...sourceServer(command.from), prefix: command.prefix });
  try {
    const options = { services, source, sourceName: 'buddypress', report, progress, only: [] };
    await runImport({ ...options, dryRun: command.dryRun, intoExisting: command.intoExisting }, async (run) =>
      buddypressPlan(run, { now: new Date(), counters: counterChecks }),
    );
  } finally {
    await source.close();
    await report.close();
  }
  return report;
}
