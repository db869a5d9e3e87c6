import { Command, InvalidArgumentError } from 'commander';
import { addCategory, type CategoryKind, type CategoryRow, removeCategory, renameCategory } from '../settings/service.ts';
import { withServices } from './with-services.ts';

const KINDS: readonly CategoryKind[] = ['page', 'group', 'blog', 'product', 'job'];

function categoryKind(text: string): CategoryKind {
  const kind = KINDS.find((known) => known === text);
  if (!kind) throw new InvalidArgumentError(`It is one of ${KINDS.join(', ')}.`);
  return kind;
}

function categoryId(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is the id of a category, as `categories list` shows it.');
}

/** `categories list|add|rename|remove`. */
export function categoriesCommand(): Command {
  const command = new Command('categories').description('What pages, groups, articles (blog), products and jobs are sorted into');
  command
    .command('list')
    .description('All of them with their ids')
    .option('--kind <kind>', KINDS.join(', '), categoryKind)
    .option('--json', 'as JSON')
    .action(({ kind, json = false }: { kind?: CategoryKind; json?: boolean }) =>
      withServices(async ({ services }) => {
        const all = services.settings.categories().filter((category) => !kind || category.kind === kind);
        if (json) console.log(JSON.stringify(all));
        else for (const line of categoryLines(all)) console.log(line);
      }),
    );
  command
    .command('add')
    .description('Add one; a running server follows within seconds')
    .argument('<kind>', KINDS.join(', '), categoryKind)
    .argument('<name>')
    .option('--parent <id>', 'make it a sub-category of this one', categoryId)
    .action((kind: CategoryKind, name: string, { parent }: { parent?: number }) =>
      withServices(async ({ services }) => {
        const id = await addCategory(services.write, { kind, name, parentId: parent });
        console.log(`${id} ${name}`);
      }),
    );
  command
    .command('rename')
    .description('Give one another name')
    .argument('<id>', 'its id', categoryId)
    .argument('<name>')
    .action((id: number, name: string) =>
      withServices(async ({ services }) => {
        await renameCategory(services.write, id, name);
        console.log(`${id} ${name}`);
      }),
    );
  command
    .command('remove')
    .description('Remove one; what was in it is in none from then on')
    .argument('<id>', 'its id', categoryId)
    .action((id: number) =>
      withServices(async ({ services }) => {
        await removeCategory(services.write, id);
        console.log(`category ${id} is removed`);
      }),
    );
  return command;
}

/** A line a category, by kind, sub-categories below the one they belong to. */
export function categoryLines(categories: readonly CategoryRow[]): string[] {
  return KINDS.flatMap((kind) => {
    const own = categories.filter((category) => category.kind === kind);
    const tops = own.filter((category) => category.parent_id === 0);
    const lines = tops.flatMap((top) => [
      `  ${top.id} ${top.name}`,
      ...own.filter((category) => category.parent_id === top.id).map((category) => `    ${category.id} ${category.name}`),
    ]);
    return lines.length > 0 ? [kind, ...lines] : [];
  });
}
