import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { rebuildIndex } from '../search/service/rebuild.ts';
import { withServices } from './with-services.ts';

const kinds = { users: 'user', pages: 'page', groups: 'group' } as const;

type KindName = keyof typeof kinds;
type Options = { only?: KindName; after: number };

function kindName(text: string): KindName {
  if (text === 'users' || text === 'pages' || text === 'groups') return text;
  throw new InvalidArgumentError(`It is one of ${Object.keys(kinds).join(', ')}.`);
}

function idNumber(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is an id.');
}

/** `search rebuild [--only <kind> [--after <id>]]`. */
export function searchCommand(): Command {
  const command = new Command('search').description('What people, pages and groups are found by');
  command
    .command('rebuild')
    .description('Bring the index up to the rows, for data that came in another way than through the site')
    .option('--only <kind>', 'users, pages or groups', kindName)
    .option('--after <id>', 'with --only: take up after the id that an earlier run showed last', idNumber, 0)
    .action(({ only, after }: Options) =>
      withServices(async ({ services }) => {
        if (after > 0 && !only) throw new Error('--after needs --only: each kind has ids of its own');
        const names: KindName[] = only ? [only] : ['users', 'pages', 'groups'];
        for (const name of names) await rebuild(services, name, after);
      }),
    );
  return command;
}

async function rebuild(services: Parameters<typeof rebuildIndex>[0], name: KindName, afterId: number): Promise<void> {
  const bar = new SingleBar({
    format: `${name.padEnd(6)} {bar} id {value}/{total}, {eta_formatted} left`,
    noTTYOutput: true,
    notTTYSchedule: 5000,
  });
  bar.start(0, afterId);
  try {
    await rebuildIndex(services, { kind: kinds[name], afterId }, ({ lastId, highestId }) => {
      bar.setTotal(highestId);
      bar.update(lastId);
    });
  } finally {
    bar.stop();
  }
}
