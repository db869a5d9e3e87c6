import type { Knex } from 'knex';
import type { Tx } from '../database/write.ts';

export type MovieRow = {
  id: number;
  /** By which an import finds its own again. */
  source_key: string;
  name: string;
  genre: string;
  stars: string;
  producer: string;
  country: string;
  release_year: number;
  quality: string;
  duration_minutes: number;
  description: string;
  cover_url: string;
  source_url: string;
  iframe_url: string;
  video_url: string;
  rating: string;
  views: number;
  created_at: Date;
};

declare module 'knex/types/tables.js' {
  interface Tables {
    movies: MovieRow;
  }
}

const columns = [
  'id',
  'name',
  'genre',
  'stars',
  'producer',
  'country',
  'release_year',
  'quality',
  'duration_minutes',
  'description',
  'cover_url',
  'source_url',
  'iframe_url',
  'video_url',
  'rating',
  'views',
] as const satisfies readonly (keyof MovieRow)[];

/** What is shown of a movie. */
export type Movie = Pick<MovieRow, (typeof columns)[number]>;

/** Which movies a list holds; what is absent does not matter. */
export type MovieFilter = { id?: number | undefined; genre?: string | undefined; country?: string | undefined };

/** Movies, newest first. 1 statement. */
export async function movieRows(
  db: Knex,
  filter: MovieFilter,
  { limit, offset }: { limit: number; offset?: number | undefined },
): Promise<Movie[]> {
  const query = db
    .from(walk(db, filter))
    .select<Movie[]>(...columns)
    .orderBy('id', 'desc')
    .limit(limit);
  for (const column of ['id', 'genre', 'country'] as const) {
    const value = filter[column];
    if (value !== undefined) query.where(column, value);
  }
  if (offset !== undefined) query.where('id', '<', offset);
  return query;
}

/** The way along one index. Left to themselves the servers intersect indexes and sort. */
function walk(db: Knex, { id, genre, country }: MovieFilter): Knex.Raw {
  const both = genre !== undefined && country !== undefined;
  const index = both ? 'movies_genre_country_index' : genre ? 'movies_genre_index' : country ? 'movies_country_index' : 'PRIMARY';
  return db.raw('movies FORCE INDEX (??)', [id === undefined ? index : 'PRIMARY']);
}

export async function movieExists(db: Knex, id: number): Promise<boolean> {
  return (await db('movies').where({ id }).first('id')) !== undefined;
}

/** Locks a movie; gives whether it is there. */
export async function lockMovie(tx: Tx, id: number): Promise<boolean> {
  return (await tx('movies').where({ id }).forUpdate().first('id')) !== undefined;
}

export type NewMovie = Pick<MovieRow, 'source_key' | 'name' | 'genre' | 'description' | 'created_at'> &
  Partial<Omit<MovieRow, 'id' | 'views'>>;

/** Stores a movie, or in the place of what an import brought before under its key. */
export async function upsertMovie(tx: Tx, row: NewMovie): Promise<void> {
  const { source_key, created_at, ...columns } = row;
  await tx('movies').insert(row).onConflict('source_key').merge(columns);
}

export async function countView(tx: Tx, id: number): Promise<void> {
  await tx('movies').where({ id }).increment('views', 1);
}

/** Puts at most `limit` movies of a genre into another; gives how many. */
export async function moveGenre(tx: Tx, { from, to, limit }: { from: string; to: string; limit: number }): Promise<number> {
  return tx('movies').where({ genre: from }).limit(limit).update({ genre: to });
}
