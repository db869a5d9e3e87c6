import { Command, InvalidArgumentError } from 'commander';
import { promotedLines, promotePage, unpromotePage } from '../communities/service/promote.ts';
import { withServices } from './with-services.ts';

const DAY_MS = 86_400_000;

function days(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a number of days, 1 to 9999.');
}

/** `pages promote|unpromote|promoted`. */
export function pagesCommand(): Command {
  const command = new Command('pages').description('Which pages everybody is shown as promoted');
  command
    .command('promote <name>')
    .description('Promote a page, by the name in its address')
    .option('--days <n>', 'for so many days; without it, until it is taken back', days)
    .action((name: string, options: { days?: number }) =>
      withServices(async ({ services }) => {
        const until = options.days === undefined ? undefined : new Date(Date.now() + options.days * DAY_MS);
        await promotePage(services, name, until);
        console.log(`${name} is promoted ${until ? `until ${until.toISOString()}` : 'until it is taken back'}`);
      }),
    );
  command
    .command('unpromote <name>')
    .description('Take a promotion back')
    .action((name: string) =>
      withServices(async ({ services }) => {
        await unpromotePage(services, name);
        console.log(`${name} is promoted no more`);
      }),
    );
  command
    .command('promoted')
    .description('The pages that are promoted')
    .action(() =>
      withServices(async ({ services }) => {
        for (const line of await promotedLines(services, new Date())) console.log(line);
      }),
    );
  return command;
}
