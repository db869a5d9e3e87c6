import { OTHER_GENRE } from '../catalogues/rules.ts';
import type { CommentSubject } from '../comments/service/subject.ts';
import type { Services, ViewerContext } from '../context.ts';
import { changeInBatches } from '../database/batches.ts';
import { Refusal } from '../http/errors.ts';
import {
  countView,
  lockMovie,
  type Movie,
  type MovieFilter,
  moveGenre,
  movieExists,
  movieRows,
  type NewMovie,
  upsertMovie,
} from './queries.ts';

export type { NewMovie };

/** Movies, newest first, none of a genre nobody knows; one asked for by its id counts as viewed. 1 statement. Contract §2.35. */
export async function movies(
  ctx: ViewerContext,
  { limit, offset, ...filter }: MovieFilter & { limit: number; offset?: number | undefined },
): Promise<Movie[]> {
  if (filter.genre !== undefined && !ctx.settings.genres().some(({ word }) => word === filter.genre)) return [];
  const country = filter.country === undefined ? undefined : countryNamed(ctx, filter.country);
  const found = await movieRows(ctx.db, { ...filter, country }, { limit, offset });
  const [opened] = filter.id === undefined ? [] : found;
  if (opened) ctx.background('count a view of a movie', () => ctx.write((tx) => countView(tx, opened.id)));
  return found;
}

/** The name of a country given by its id; anything else is a name. */
function countryNamed({ settings }: Pick<ViewerContext, 'settings'>, given: string): string {
  return settings.countries().find(({ id }) => String(id) === given)?.name ?? given;
}

/** Movies, as what is commented on. They are nobody's: the staff moderates. */
export const movieSubject: CommentSubject = {
  async requireVisible(ctx, id) {
    if (!(await movieExists(ctx.db, id))) throw new Refusal('subjectNotFound');
    return { canComment: true, canModerate: ctx.viewer.role !== 'member' };
  },
  async lockOpen(tx, id) {
    if (!(await lockMovie(tx, id))) throw new Refusal('subjectNotFound');
    return { comments_count: 0 };
  },
  exclusion: () => 'any',
  limitsRepeats: false,
};

/** Brings a movie from elsewhere; one brought before under the same key is changed. May be run again. */
export async function importMovie(services: Services, movie: NewMovie): Promise<void> {
  await services.write((tx) => upsertMovie(tx, movie));
}

/** Moves the movies of a removed genre to Other, in bounded batches; gives how many. May be run again. */
export function moveMovies({ write }: Pick<Services, 'write'>, genre: string): Promise<number> {
  return changeInBatches(write, (tx, limit) => moveGenre(tx, { from: genre, to: OTHER_GENRE, limit }));
}
