import { Command, InvalidArgumentError } from 'commander';
import { CATEGORY_KINDS, type Categories, type CategoryKind, OTHER_ID, shownCategory } from '../catalogues/rules.ts';
import { addCategory, renameCategory, wordOf } from '../catalogues/service/categories.ts';
import { removeCategoryOfThings } from './remove-entry.ts';
import { withServices } from './with-services.ts';

const KINDS = CATEGORY_KINDS.join(', ');

function categoryKind(text: string): CategoryKind {
  const kind = CATEGORY_KINDS.find((known) => known === text);
  if (!kind) throw new InvalidArgumentError(`It is one of ${KINDS}.`);
  return kind;
}

function categoryId(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is the id of a category, as `categories list` shows it.');
}

/** A bound far above all that sites have, so that the ids after it stay short as well. */
function newId(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a number from 1 to 999999.');
}

type Sub = { sub?: boolean };

/** `categories list|add|rename|remove`. */
export function categoriesCommand(): Command {
  const command = new Command('categories').description(
    'What pages, groups, articles (blog), products and jobs are sorted into. Each kind has ids of its own, and so have its sub-categories',
  );
  command
    .command('list')
    .description('All of them with their ids')
    .option('--kind <kind>', KINDS, categoryKind)
    .option('--json', 'as JSON')
    .action(({ kind: wanted, json = false }: { kind?: CategoryKind; json?: boolean }) =>
      withServices(async ({ services }) => {
        const kinds = CATEGORY_KINDS.filter((kind) => wanted === undefined || kind === wanted);
        const all = kinds.map((kind) => services.settings.categories(kind));
        if (json) console.log(JSON.stringify(all.flatMap(categoryObjects)));
        else for (const line of all.flatMap(categoryLines)) console.log(line);
      }),
    );
  command
    .command('add')
    .description('Add one; a running server follows within seconds')
    .argument('<kind>', KINDS, categoryKind)
    .argument('<name>')
    .option('--parent <id>', 'make it a sub-category of this one', categoryId)
    .option('--id <id>', 'the id it had elsewhere; absent: the next one', newId)
    .action((kind: CategoryKind, name: string, { parent, id }: { parent?: number; id?: number }) =>
      withServices(async ({ services }) => {
        console.log(`${await addCategory(services.write, { kind, name, parentId: parent, id })} ${name}`);
      }),
    );
  command
    .command('rename')
    .description('Give one another name')
    .argument('<kind>', KINDS, categoryKind)
    .argument('<id>', 'its id', categoryId)
    .argument('<name>')
    .option('--sub', 'the id is that of a sub-category')
    .action((kind: CategoryKind, id: number, name: string, { sub = false }: Sub) =>
      withServices(async ({ services }) => {
        await renameCategory(services.write, { kind, id, isSub: sub }, name);
        console.log(`${id} ${name}`);
      }),
    );
  command
    .command('remove')
    .description(`Remove one. What is in it goes to category ${OTHER_ID} (Other), which stays; of a sub-category, to none`)
    .argument('<kind>', KINDS, categoryKind)
    .argument('<id>', 'its id', categoryId)
    .option('--sub', 'the id is that of a sub-category')
    .action((kind: CategoryKind, id: number, { sub = false }: Sub) =>
      withServices(async ({ services }) => {
        const moved = await removeCategoryOfThings(services, { kind, id, isSub: sub });
        const other = shownCategory(services.settings.categories(kind), OTHER_ID);
        const where = sub ? 'without a sub-category' : `in category ${other.id} ${other.name}`;
        console.log(`${kind} ${wordOf({ isSub: sub })} ${id} is removed; what was in it is ${where} now: ${moved}`);
      }),
    );
  return command;
}

/** A line a category of a kind, sub-categories below the one they belong to. */
export function categoryLines(all: Categories): string[] {
  const lines = categoryObjects(all).flatMap(({ id, name, sub_categories }) => [
    `  ${id} ${name}`,
    ...sub_categories.map((sub) => `    ${sub.id} ${sub.name}`),
  ]);
  return lines.length > 0 ? [all.kind, ...lines] : [];
}

function categoryObjects({ kind, byId, subsById }: Categories) {
  const subsOf = Map.groupBy(subsById.values(), ({ categoryId: parent }) => parent);
  return [...byId.values()].map(({ id, name }) => ({
    kind,
    id,
    name,
    sub_categories: (subsOf.get(id) ?? []).map((sub) => ({ id: sub.id, name: sub.name })),
  }));
}
