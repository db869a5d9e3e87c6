import { createInterface } from 'node:readline/promises';
import { Command, InvalidArgumentError } from 'commander';
import type { Progress } from '../import/core/import.ts';
import { hasFaults, type Report, reportData } from '../import/core/report.ts';
import { progressBars, SILENT } from './import/bars.ts';
import { type BuddypressCommand, importBuddypress } from './import/buddypress.ts';
import { printReport } from './import/print.ts';
import { type ImportCommand, importWowonder, PARTS } from './import/wowonder.ts';
import { withServices } from './with-services.ts';

type BuddypressOptions = BuddypressCommand & { json?: boolean; yes?: boolean };
type Options = Omit<ImportCommand, 'only'> & { only?: string[]; json?: boolean; yes?: boolean };

function parts(text: string): string[] {
  const wanted = text.split(',').map((part) => part.trim());
  const known: readonly string[] = PARTS;
  const odd = wanted.find((part) => !known.includes(part));
  if (odd !== undefined) throw new InvalidArgumentError(`${odd} is none of ${PARTS.join(', ')}.`);
  return wanted;
}

/** Ends with 0 when all came, with 2 when it ended and something is in the report, with 1 when it could not end. */
export function importCommand(): Command {
  const command = new Command('import').description('Moves a community of another program in');
  command
    .command('wowonder')
    .description('Import a WoWonder community, versions 1.x to 4.x; again and again, until the domain points here')
    .option('--from <address>', 'a running database, mysql://user:password@host/database; it is only read')
    .option('--dump <file>', 'a dump of mysqldump or phpMyAdmin, .sql or .sql.gz')
    .option('--uploads <place>', 'the folder of the old site, or s3://bucket/prefix')
    .option('--only <parts>', `some of ${PARTS.join(', ')}`, parts)
    .option('--report <file>', 'append every row that did not come, one JSON object a line')
    .option('--dry-run', 'write nothing; tell what would come, what not and why, and how long it will take')
    .option('--into-existing', 'although the site has members of its own')
    .option('--all-notifications', 'those older than 90 days, too')
    .option('--reencode', 'draw pictures anew, without where they were taken')
    .option('--json', 'the report as JSON on standard output')
    .option('--yes', 'ask nothing')
    .action((options: Options) => withServices(({ services }) => run(services, options)));
  command
    .command('buddypress')
    .description('Import members, friends, groups, activity and messages of a WordPress site with BuddyPress')
    .requiredOption('--from <address>', 'its database, mysql://user:password@host/database; it is only read')
    .option('--prefix <text>', 'what the names of its tables begin with', 'wp_')
    .option('--report <file>', 'append every row that did not come, one JSON object a line')
    .option('--dry-run', 'write nothing; tell what would come, and what not and why')
    .option('--into-existing', 'although the site has members of its own')
    .option('--json', 'the report as JSON on standard output')
    .option('--yes', 'ask nothing')
    .action((options: BuddypressOptions) =>
      withServices(({ services }) => {
        const { dryRun = false, intoExisting = false } = options;
        return importing(options, (progress) => importBuddypress(services, { ...options, dryRun, intoExisting }, progress));
      }),
    );
  return command;
}

async function run(services: Parameters<typeof importWowonder>[0], options: Options): Promise<void> {
  const { dryRun = false, intoExisting = false, reencode = false, allNotifications = false } = options;
  if ((options.from === undefined) === (options.dump === undefined)) throw new Error('Give either --from or --dump.');
  const command = { ...options, only: options.only ?? [], dryRun, intoExisting, reencode, allNotifications };
  await importing(options, (progress) => importWowonder(services, command, progress));
}

type Shown = { json?: boolean; yes?: boolean; dryRun?: boolean };

/** Asks before an import, shows how far it is and prints what became of it. */
async function importing(
  { json = false, yes = false, dryRun = false }: Shown,
  work: (progress: Progress) => Promise<Report>,
): Promise<void> {
  if (!yes && !dryRun && !(await confirmed())) throw new Error('Nothing was imported. Answer yes, or add --yes.');
  const bars = json ? SILENT : progressBars();
  try {
    const report = await work(bars);
    bars.stop();
    if (json) console.log(JSON.stringify(reportData(report)));
    else printReport(report, { dryRun });
    if (hasFaults(report)) process.exitCode = 2;
  } finally {
    bars.stop();
  }
}

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(
      'This writes into the database of this site. Have you a backup of what is in it? [yes/no] ',
    );
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
