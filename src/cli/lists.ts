import { Command, InvalidArgumentError } from 'commander';
import { OTHER_GENRE } from '../catalogues/rules.ts';
import { addCountry, addCurrency, addGenre, changeCurrency, renameCountry, renameGenre } from '../catalogues/service/lists.ts';
import type { Services } from '../context.ts';
import { removeCountryOfPeople, removeGenreOfMovies, removeUnusedCurrency } from './remove-entry.ts';
import { withServices } from './with-services.ts';

function countryId(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is the id of a country, as `countries list` shows it.');
}

/** `list` of a command: a line an entry, or all as JSON. */
function addList<Row>(command: Command, rowsOf: (services: Services) => readonly Row[], line: (row: Row) => string): void {
  command
    .command('list')
    .description('All of them')
    .option('--json', 'as JSON')
    .action(({ json = false }: { json?: boolean }) =>
      withServices(async ({ services }) => {
        const rows = rowsOf(services);
        if (json) console.log(JSON.stringify(rows));
        else for (const row of rows) console.log(line(row));
      }),
    );
}

/** `genres list|add|rename|remove`. */
export function genresCommand(): Command {
  const command = new Command('genres').description('What movies are sorted into: a word that apps send, and a name to read');
  addList(
    command,
    ({ settings }) => settings.genres(),
    ({ word, name }) => `${word} ${name}`,
  );
  command
    .command('add <word> <name>')
    .description('Add one; a running server follows within seconds')
    .action((word: string, name: string) =>
      withServices(async ({ services }) => {
        await addGenre(services.write, { word, name });
        console.log(`${word} ${name}`);
      }),
    );
  command
    .command('rename <word> <name>')
    .description('Give one another name; its word stays')
    .action((word: string, name: string) =>
      withServices(async ({ services }) => {
        await renameGenre(services.write, word, name);
        console.log(`${word} ${name}`);
      }),
    );
  command
    .command('remove <word>')
    .description(`Remove one. Its movies go to the genre ${OTHER_GENRE}, which stays`)
    .action((word: string) =>
      withServices(async ({ services }) => {
        const moved = await removeGenreOfMovies(services, word);
        console.log(`the genre ${word} is removed; movies that are in the genre ${OTHER_GENRE} now: ${moved}`);
      }),
    );
  return command;
}

/** `countries list|add|rename|remove`. */
export function countriesCommand(): Command {
  const command = new Command('countries').description('Where people and movies come from. Apps send the ids');
  addList(
    command,
    ({ settings }) => settings.countries(),
    ({ id, name }) => `${id} ${name}`,
  );
  command
    .command('add <name>')
    .description('Add one; a running server follows within seconds')
    .option('--id <id>', 'the id it had elsewhere; absent: the next one', countryId)
    .action((name: string, { id }: { id?: number }) =>
      withServices(async ({ services }) => {
        console.log(`${await addCountry(services.write, name, id)} ${name}`);
      }),
    );
  command
    .command('rename')
    .description('Give one another name')
    .argument('<id>', 'its id', countryId)
    .argument('<name>')
    .action((id: number, name: string) =>
      withServices(async ({ services }) => {
        await renameCountry(services.write, id, name);
        console.log(`${id} ${name}`);
      }),
    );
  command
    .command('remove')
    .description('Remove one. Who chose it has none then; movies keep its name')
    .argument('<id>', 'its id', countryId)
    .action((id: number) =>
      withServices(async ({ services }) => {
        const changed = await removeCountryOfPeople(services, id);
        console.log(`country ${id} is removed; people who have none now: ${changed}`);
      }),
    );
  return command;
}

/** `currencies list|add|change|remove`. */
export function currenciesCommand(): Command {
  const command = new Command('currencies').description(
    'What prices are in. Apps send the place in this list, so new ones stand last',
  );
  addList(
    command,
    ({ settings }) => settings.currencies(),
    ({ code, symbol }) => `${code} ${symbol}`,
  );
  command
    .command('add <code> <symbol>')
    .description('Add one; a running server follows within seconds')
    .action((code: string, symbol: string) =>
      withServices(async ({ services }) => {
        await addCurrency(services.write, { code, symbol });
        console.log(`${code} ${symbol}`);
      }),
    );
  command
    .command('change <code> <symbol>')
    .description('Give one another symbol')
    .action((code: string, symbol: string) =>
      withServices(async ({ services }) => {
        await changeCurrency(services.write, code, symbol);
        console.log(`${code} ${symbol}`);
      }),
    );
  command
    .command('remove <code>')
    .description('Remove one that no product is priced in')
    .action((code: string) =>
      withServices(async ({ services }) => {
        await removeUnusedCurrency(services, code);
        console.log(`the currency ${code} is removed`);
      }),
    );
  return command;
}
