import type { ViewerContext } from '../../context.ts';
import { canSeeUser } from '../../graph/rules.ts';
import { hydrateUsers, type UserMaps } from '../../users/hydrate.ts';
import { type ListSize, listSizes, NO_ID, newestMatching, type PeopleList } from '../queries/lists.ts';
import { isFiltering, type PeopleFilter, type Searcher, searcherOf } from '../queries/people.ts';
import { mostPopular, mostPopularOf, popularityFloor, popularityOf } from '../queries/popular.ts';
import { queryTerms } from '../rules/words.ts';

/** How far one search scans a list. Results rarer than this are not found. */
export const MAX_WALK = 4000;

/** The same along the order of popularity, where each person is read from another page of the table. */
const POPULAR_WALK = 2000;

/** The query: words (undefined: everybody), the filter, and the page. */
export type PeopleQuery = { key: string | undefined; filter: PeopleFilter; limit: number; before: number | undefined };

type Asked = Omit<PeopleQuery, 'key'> & { terms: readonly string[] };

/**
 * One page of the people who have all the words in their names, newest first; without words everybody, the most followed first.
 * At most 3 + hydration statements, each reading at most `MAX_WALK` index entries of a list. Contract: search.
 */
export async function searchPeople(
  ctx: ViewerContext,
  { key, ...question }: PeopleQuery,
): Promise<{ ids: number[]; maps: UserMaps }> {
  const terms = key === undefined ? [] : queryTerms(key);
  const ids = key === undefined ? await popularIds(ctx, question) : await newestIds(ctx, { ...question, terms });
  const maps = await hydrateUsers(ctx, ids);
  return { ids: ids.filter((id) => canSeeUser(id, maps)), maps };
}

/** The lists that contain every result of a query, those of words first. */
export function listsFor(terms: readonly string[], filter: PeopleFilter, asker: Searcher): PeopleList[] {
  return [
    ...terms.map((term) => ({ by: 'term', kind: 'user', term }) as const),
    ...(filter.countryId === undefined ? [] : [{ by: 'country', countryId: filter.countryId } as const]),
    ...(filter.verified === true ? [{ by: 'verified' } as const] : []),
    ...(filter.online === true ? [{ by: 'online', since: asker.onlineSince } as const] : []),
  ];
}

/** The shortest list, the first of several; undefined without lists. */
export function shortest<List>(sizes: readonly ListSize<List>[]): ListSize<List> | undefined {
  return sizes.reduce<ListSize<List> | undefined>((best, next) => (best && best.size <= next.size ? best : next), undefined);
}

async function newestIds(ctx: ViewerContext, { terms, filter, limit, before = NO_ID }: Asked): Promise<number[]> {
  const [first] = terms;
  // Words without a letter or digit are in nobody's name.
  if (first === undefined) return [];
  const asker = searcherOf(ctx);
  const wanted = { terms, filter, asker, limit };
  const word: PeopleList = { by: 'term', kind: 'user', term: first };
  if (terms.length === 1 && !isFiltering(filter)) return newestMatching(ctx.db, word, { before, floor: 0 }, wanted);
  const sizes = await listSizes(ctx.db, listsFor(terms, filter, asker), { before, most: MAX_WALK });
  const walked = shortest(sizes);
  return walked ? newestMatching(ctx.db, walked.list, { before, floor: walked.floor }, wanted) : [];
}

async function popularIds(ctx: ViewerContext, { filter, limit, before }: Omit<Asked, 'terms'>): Promise<number[]> {
  const asker = searcherOf(ctx);
  const wanted = { terms: [], filter, asker, limit };
  const [below, sizes] = await Promise.all([
    before === undefined ? undefined : popularityOf(ctx.db, before),
    listSizes(ctx.db, listsFor([], filter, asker), { before: NO_ID, most: MAX_WALK }),
  ]);
  if (before !== undefined && !below) return [];
  const short = shortest(sizes);
  if (short && short.size < MAX_WALK) return mostPopularOf(ctx.db, short.list, below, wanted);
  const floor = isFiltering(filter) ? await popularityFloor(ctx.db, below, POPULAR_WALK) : undefined;
  return mostPopular(ctx.db, { below, floor }, wanted);
}
