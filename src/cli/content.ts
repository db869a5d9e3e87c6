import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import type { Ctx, Services } from '../context.ts';
import { GateError, Refusal } from '../http/errors.ts';
import { ARTICLE_FIELDS, articleItem, type Place } from './content/articles.ts';
import { ContentError, type Item } from './content/item.ts';
import { MOVIE_COLUMNS, movieItems } from './content/movies.ts';
import { withServices } from './with-services.ts';

export type ImportReport = { good: number; failures: string[] };

type Options = { dryRun: boolean; onStep?: (done: number, total: number) => void };

/**
 * Brings movies (CSV) and articles (Markdown with front matter) in; what is wrong is left out and told, `movies.csv:12: ...`.
 * May be run again: what came before under the same key is changed to what the file says.
 */
export async function importContent(
  services: Services,
  paths: readonly string[],
  { dryRun, onStep }: Options,
): Promise<ImportReport> {
  const ctx: Ctx = { ...services, now: new Date(), client: { address: '', userAgent: '' } };
  const report: ImportReport = { good: 0, failures: [] };
  const items = await itemsOf(ctx, paths, report);
  for (const [index, item] of items.entries()) {
    const fault = await faultOf(async () => {
      const bring = await item.prepare({ dryRun });
      if (!dryRun) await bring();
    });
    if (fault === undefined) report.good += 1;
    else report.failures.push(`${item.place}: ${fault}`);
    onStep?.(index + 1, items.length);
  }
  return report;
}

async function itemsOf(ctx: Ctx, paths: readonly string[], report: ImportReport): Promise<Item[]> {
  const items: Item[] = [];
  const movies = new Map<string, string>();
  const articles = new Map<string, string>();
  for (const given of paths) {
    for (const { path, folder } of await placesOf(given)) {
      const fault = await faultOf(async () => {
        const kind = extname(path).toLowerCase();
        if (kind === '.csv') items.push(...(await movieItems(ctx, path, movies)));
        else if (ARTICLE_KINDS.includes(kind)) items.push(articleItem(ctx, { path, folder }, articles));
        else throw new ContentError('neither .csv nor .md');
      });
      if (fault !== undefined) report.failures.push(`${path}: ${fault}`);
    }
  }
  return items;
}

const ARTICLE_KINDS = ['.md', '.markdown'];

/** A file itself; of a folder the movies and articles in it and below, by name. */
async function placesOf(given: string): Promise<Place[]> {
  const found = await stat(given).catch(() => undefined);
  if (!found?.isDirectory()) return [{ path: given }];
  const names = await readdir(given, { recursive: true });
  const wanted = names.filter((name) => ['.csv', ...ARTICLE_KINDS].includes(extname(name).toLowerCase())).sort();
  return wanted.map((name) => ({ path: join(given, name), folder: given }));
}

const REASONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    empty: 'nothing harmless is left of its text',
    tooLong: 'what is left of its text is longer than the site takes',
    keyTaken: 'the article of this key is by another author; give it another as `key`',
    unsupported: 'thumbnail: not a picture of a kind taken here (JPEG, PNG, GIF, WebP)',
    tooLarge: 'thumbnail: the picture is too large',
    corrupt: 'thumbnail: the picture cannot be read',
  }),
);

/** What is wrong with the content; what is wrong with the site, such as a database that went away, ends the run. */
async function faultOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof ContentError) return error.message;
    if (error instanceof Refusal) return REASONS.get(error.reason) ?? error.reason;
    if (error instanceof GateError) return 'its author was deleted meanwhile';
    if (isFileError(error)) return error.message;
    throw error;
  }
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && ['ENOENT', 'EACCES', 'EISDIR'].includes(String(error.code));
}

/** `content import <files...> [--dry-run]`. Ends with 1 when any line or file failed. */
export function contentCommand(): Command {
  const command = new Command('content').description('Movies and articles that come from files');
  command
    .command('import')
    .description('Bring in movies (.csv) and articles (.md); run again, it changes what it brought before')
    .argument('<files...>', 'or folders of them')
    .option('--dry-run', 'check everything, write nothing')
    .addHelpText(
      'after',
      `
A .csv holds movies, its first line names the columns: ${MOVIE_COLUMNS.join(', ')}.
source_key, name and genre are needed; a movie is found again by its source_key.

A .md is an article; between two lines of --- before its text: ${ARTICLE_FIELDS.join(', ')}.
title and author (a username) are needed; thumbnail is the path of a picture, seen from the file. An article is found again
by its key: unless given, the name of its file, seen from the folder if that is what you name here.`,
    )
    .action((paths: string[], { dryRun = false }: { dryRun?: boolean }) =>
      withServices(async ({ services }) => {
        const { good, failures } = await withBar((onStep) => importContent(services, paths, { dryRun, onStep }));
        for (const failure of failures) console.error(failure);
        console.log(`${good} ${dryRun ? 'can be brought in' : 'brought in'}, ${failures.length} failed`);
        if (failures.length > 0) process.exitCode = 1;
      }),
    );
  return command;
}

/** A bar that is not there without a terminal. */
async function withBar<Result>(work: (onStep: (done: number, total: number) => void) => Promise<Result>): Promise<Result> {
  const bar = new SingleBar({ format: '{bar} {value}/{total}, {eta_formatted} left', clearOnComplete: true });
  bar.start(0, 0);
  try {
    return await work((done, total) => {
      bar.setTotal(total);
      bar.update(done);
    });
  } finally {
    bar.stop();
  }
}
