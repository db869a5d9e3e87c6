import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { Ctx } from '../../context.ts';
import { importMovie } from '../../movies/service.ts';
import { ContentError, checked, type Item, once, sourceKey } from './item.ts';

const words = (length: number) => z.string().max(length, `at most ${length} characters`);
const needed = (length: number) => words(length).min(1, 'is needed');
const number = (most: number) =>
  z
    .string()
    .regex(/^\d{0,6}$/, 'a whole number')
    .transform(Number)
    .refine((value) => value <= most, `at most ${most}`);
const address = z.union([z.literal(''), z.url({ protocol: /^https?$/, error: 'an address of the web' }).max(500)], {
  error: 'an address of the web, at most 500 characters',
});

const MovieLine = z.object({
  source_key: sourceKey,
  name: needed(200),
  genre: needed(32),
  description: words(16_000).default(''),
  stars: words(500).optional(),
  producer: words(200).optional(),
  country: words(100).optional(),
  release_year: number(9999).optional(),
  quality: words(32).optional(),
  duration_minutes: number(65_535).optional(),
  cover_url: address.optional(),
  source_url: address.optional(),
  iframe_url: address.optional(),
  video_url: address.optional(),
  rating: words(8).optional(),
});

const NEEDED = ['source_key', 'name', 'genre'];

/** The columns a file of movies may have, in any order; those that are needed first. */
export const MOVIE_COLUMNS = Object.keys(MovieLine.shape);

/** A line a movie, and one for each line that cannot be read. `taken` are the keys met so far. */
export async function movieItems(ctx: Ctx, path: string, taken: Map<string, string>): Promise<Item[]> {
  const [header, ...lines] = csvLines(await readFile(path, 'utf8'));
  const names = header?.cells?.map((name) => name.trim()) ?? [];
  const wrong = headerFault(names);
  if (wrong) return [failing(`${path}:${header?.line ?? 1}`, header?.fault ?? wrong)];
  return lines.map(({ line, cells, fault }): Item => {
    const place = `${path}:${line}`;
    if (!cells) return failing(place, fault ?? 'cannot be read');
    if (cells.length !== names.length) return failing(place, `${cells.length} columns where the first line has ${names.length}`);
    return {
      place,
      async prepare() {
        const movie = checked(MovieLine, Object.fromEntries(names.map((name, index) => [name, cells[index]?.trim()])));
        once(taken, movie.source_key, place);
        const row = { ...movie, ...placed(ctx, movie), created_at: ctx.now };
        return () => importMovie(ctx, withoutAbsent(row));
      },
    };
  });
}

/** The genre and country of a movie, which must be the site's. A country may be given by its id. */
function placed({ settings }: Ctx, { genre, country }: z.output<typeof MovieLine>) {
  const words = settings.genres().map(({ word }) => word);
  if (!words.includes(genre)) throw new ContentError(`genre: one of ${words.join(', ')}`);
  if (country === undefined || country === '') return { country };
  const wanted = country.toLowerCase();
  const known = settings.countries().find(({ id, name }) => String(id) === wanted || name.toLowerCase() === wanted);
  if (!known) throw new ContentError(`country: the site has none called ${country}; \`admin countries list\` shows them`);
  return { country: known.name };
}

function headerFault(names: readonly string[]): string | undefined {
  const unknown = names.find((name) => !MOVIE_COLUMNS.includes(name));
  if (unknown !== undefined) return `there is no column ${unknown}; there are ${MOVIE_COLUMNS.join(', ')}`;
  const missing = NEEDED.find((name) => !names.includes(name));
  if (missing !== undefined) return `the column ${missing} is missing`;
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : `the column ${twice} is there twice`;
}

const failing = (place: string, fault: string): Item => ({ place, prepare: () => Promise.reject(new ContentError(fault)) });

type Line = { line: number; cells?: string[]; fault?: string };

/**
 * The lines of a file that hold something, each with the number of the one it begins on. A line that cannot be read takes no
 * other with it, as a quote would that is opened by mistake: reading goes on with the next line.
 */
function csvLines(text: string): Line[] {
  const raw = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .split('\n');
  const lines: Line[] = [];
  let columns: number | undefined;
  for (let at = 0; at < raw.length; ) {
    const length = recordLength(raw, at);
    const { cells, fault } = cellsOf(raw.slice(at, at + length));
    columns ??= cells?.length;
    const runsOn = length > 1 && cells !== undefined && cells.length !== columns;
    const wrong = runsOn ? `a quote runs on to line ${at + length}, and the columns come out wrong` : fault;
    if (wrong !== undefined) lines.push({ line: at + 1, fault: wrong });
    else if (cells) lines.push({ line: at + 1, cells });
    at += wrong === undefined ? length : 1;
  }
  return lines;
}

/** Over how many lines a record goes: until its quotes are even, or one where they never are. */
function recordLength(raw: readonly string[], at: number): number {
  let quotes = 0;
  for (let end = at; end < raw.length; end += 1) {
    quotes += (raw[end]?.split('"').length ?? 1) - 1;
    if (quotes % 2 === 0) return end - at + 1;
  }
  return 1;
}

/** The cells of a record, nothing for an empty line, or what is wrong with it. */
function cellsOf(raw: readonly string[]): { cells?: string[]; fault?: string } {
  const text = raw.join('\n');
  if (text.trim() === '') return {};
  if (text.split('"').length % 2 === 0) return { fault: 'a quote is opened and never closed' };
  try {
    const [cells] = parse(text, { record_delimiter: '\n', relax_column_count: true });
    return cells ? { cells } : {};
  } catch (error) {
    // of the parser's own words only the first: the numbers behind them are those of the record
    return { fault: error instanceof Error ? (error.message.split(':')[0] ?? '') : String(error) };
  }
}

/** Absent columns stay as they are in the database. */
function withoutAbsent<Row extends object>(row: Row): { [Name in keyof Row]: Exclude<Row[Name], undefined> } {
  // what is left holds no undefined, which the compiler cannot see through the entries
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as never;
}
