import type { Run } from '../core/run-step.ts';
import type { SourceRow } from '../core/source.ts';
import { Fields } from './fields.ts';
import { type Names, namedIds } from './text.ts';

// Names looked up for earlier pages; as many take about 10 MB.
const MAX_KEPT = 100_000;

/**
 * What ids become here: the source counts comments on posts, replies to them, and comments on articles and movies apart, and
 * here they are in one table. Comments on posts keep their ids; the others are added to these.
 */
export type IdBases = Readonly<Record<'reply' | 'article' | 'movie', number>>;

/** What the steps know of the source and of what came: settings, names by id, and which ids are here. */
export class World {
  readonly run: Run;
  readonly now: Date;
  readonly costRounds: number;
  readonly allNotifications: boolean;
  readonly bases: IdBases;
  readonly #config: ReadonlyMap<string, string>;
  readonly #users = new Map<number, string>();
  readonly #tags = new Map<number, string>();

  constructor(
    run: Run,
    options: {
      now: Date;
      costRounds: number;
      allNotifications: boolean;
      bases: IdBases;
      config: ReadonlyMap<string, string>;
    },
  ) {
    this.run = run;
    this.now = options.now;
    this.costRounds = options.costRounds;
    this.allNotifications = options.allNotifications;
    this.bases = options.bases;
    this.#config = options.config;
  }

  config(name: string): string {
    return this.#config.get(name.toLowerCase()) ?? '';
  }

  /** Whether a row of a step is here. 0 never is. */
  has(step: string, id: number): boolean {
    return id > 0 && this.run.taken(step).has(id);
  }

  hasUser(id: number): boolean {
    return this.has('users', id);
  }

  /** The id where it is here, else 0. */
  idIn(step: string, id: number): number {
    return this.has(step, id) ? id : 0;
  }

  readonly names: Names = { users: this.#users, tags: this.#tags };

  /** Looks up the people and hashtags that texts name. 2 statements at most. */
  async lookUpNames(texts: readonly string[]): Promise<void> {
    const users = new Set<number>();
    const tags = new Set<number>();
    for (const text of texts) {
      const named = namedIds(text);
      for (const id of named.users) if (!this.#users.has(id)) users.add(id);
      for (const id of named.tags) if (!this.#tags.has(id)) tags.add(id);
    }
    await this.#look({ table: 'users', id: 'user_id', text: 'username' }, users, this.#users);
    await this.#look({ table: 'hashtags', id: 'id', text: 'tag' }, tags, this.#tags);
  }

  async #look(
    { table, id, text }: { table: string; id: string; text: string },
    wanted: ReadonlySet<number>,
    known: Map<number, string>,
  ): Promise<void> {
    const found = this.run.source.tables.get(table);
    if (wanted.size === 0 || !found?.columns.has(id) || !found.columns.has(text)) return;
    if (known.size > MAX_KEPT) known.clear();
    for (const row of await this.run.source.matching(found, [id, text], { column: id, values: [...wanted] })) {
      const fields = new Fields(row);
      known.set(fields.id(id), fields.raw(text));
    }
  }

  /** A column of rows of another table, by a number. */
  async column(table: string, key: string, column: string, ids: Iterable<number>): Promise<Map<number, Fields>> {
    const found = this.run.source.tables.get(table);
    const wanted = [...new Set(ids)].filter((id) => id > 0);
    const rows = new Map<number, Fields>();
    if (wanted.length === 0 || !found?.columns.has(key) || !found.columns.has(column)) return rows;
    for (const row of await this.run.source.matching(found, [key, column], { column: key, values: wanted })) {
      const fields = new Fields(row);
      rows.set(fields.id(key), fields);
    }
    return rows;
  }
}

/** All rows of a small table. */
export async function allRows(run: Pick<Run, 'source'>, table: string, columns: readonly string[]): Promise<Fields[]> {
  const found = run.source.tables.get(table);
  if (!found) return [];
  const wanted = columns.filter((column) => found.columns.has(column));
  if (wanted.length === 0) return [];
  const rows: SourceRow[] = [];
  for (let skip = 0; ; skip += 2000) {
    const part = await run.source.offset(found, wanted, { skip, limit: 2000 });
    rows.push(...part);
    if (part.length < 2000) break;
  }
  return rows.map((row) => new Fields(row));
}

/** Whom or what a step maps: rows wrapped as `Fields`. */
export type { Fields };
