import type { Knex } from 'knex';
import type { EntityKind } from './index-rows.ts';
import { type PeopleFilter, type Searcher, whereMatching } from './people.ts';

/** Pages, groups or people with a term in their names. */
export type TermList = { by: 'term'; kind: EntityKind; term: string };

/** An index list of people. Every result of a query is in all of its lists, so the shortest one is scanned. */
export type PeopleList = TermList | { by: 'country'; countryId: number } | { by: 'verified' } | { by: 'online'; since: Date };

/** How many ids of a list lie below `before`, counted up to a limit, and the lowest of those counted. */
export type ListSize<List = PeopleList> = { list: List; size: number; floor: number };

/** The newest ids of a list: below `before`, not below `floor`. */
export type IdRange = { before: number; floor: number };

/** The filter, and the maximum number of results. */
export type Wanted = { terms: readonly string[]; filter: PeopleFilter; asker: Searcher; limit: number };

/** Above every id. */
export const NO_ID = 4_294_967_296;

/** Counts each list up to `max`. 1 statement, of index entries alone. */
export async function listSizes<List extends PeopleList>(
  db: Knex,
  lists: readonly List[],
  { before, most }: { before: number; most: number },
): Promise<ListSize<List>[]> {
  const [first, ...rest] = lists.map((list, index) =>
    db
      .from(newestIds(db, list, before).limit(most).as('newest'))
      .select<{ list_index: number; size: number; floor: number | null }[]>(
        // NOTE: no binding here: Knex puts those of the inner query before those of the columns.
        db.raw(`${index} as list_index, COUNT(*) as size, MIN(id) as floor`),
      ),
  );
  if (!first) return [];
  const rows = await first.unionAll(rest);
  return rows.flatMap(({ list_index, size, floor }) => {
    const list = lists[Number(list_index)];
    return list ? [{ list, size: Number(size), floor: floor ?? 0 }] : [];
  });
}

function newestIds(db: Knex, list: PeopleList, before: number): Knex.QueryBuilder {
  if (list.by === 'term') {
    return db('search_terms')
      .where({ kind: list.kind, term: list.term })
      .where('entity_id', '<', before)
      .orderBy('entity_id', 'desc')
      .select('entity_id as id');
  }
  const people = db('users').where('users.id', '<', before).select('users.id');
  // Online users are ordered by time: a sort would read all of them.
  return list.by === 'online' ? inList(people, list) : inList(people, list).orderBy('users.id', 'desc');
}

function inList(query: Knex.QueryBuilder, list: Exclude<PeopleList, { by: 'term' }>): Knex.QueryBuilder {
  if (list.by === 'country') return query.where('users.country_id', list.countryId);
  if (list.by === 'verified') return query.where('users.verified', 1);
  return query.where('users.last_seen_at', '>', list.since);
}

const indexes = {
  country: 'users_country_index',
  verified: 'users_verified_index',
  online: 'users_last_seen_at_index',
} as const;

/**
 * The people of a list who have each of the terms, by one scan of the list's index. The join is straight, so that the order, and
 * with it the bound, is the same on every server and does not depend on statistics.
 */
export function walk(db: Knex, list: PeopleList, terms: readonly string[]): Knex.QueryBuilder {
  if (list.by !== 'term') return withTerms(inList(db.from(db.raw('users FORCE INDEX (??)', [indexes[list.by]])), list), terms);
  return withTerms(
    walkTerm(db, list).joinRaw('STRAIGHT_JOIN users ON users.id = walked.entity_id'),
    terms.filter((term) => term !== list.term),
  );
}

function walkTerm(db: Knex, { kind, term }: TermList): Knex.QueryBuilder {
  return db('search_terms as walked').where({ 'walked.kind': kind, 'walked.term': term });
}

/** Filters for people who have each of the terms. The query must include `users`. */
export function withTerms(query: Knex.QueryBuilder, terms: readonly string[]): Knex.QueryBuilder {
  return joinTerms(query, terms, { kind: 'user', id: 'users.id' });
}

function joinTerms(
  query: Knex.QueryBuilder,
  terms: readonly string[],
  { kind, id }: { kind: EntityKind; id: string },
): Knex.QueryBuilder {
  terms.forEach((term, index) => {
    const name = `term_${index}`;
    query.joinRaw('STRAIGHT_JOIN search_terms AS ?? ON ?? = ? AND ?? = ? AND ?? = ??', [
      ...[name, `${name}.kind`, kind, `${name}.term`, term, `${name}.entity_id`, id],
    ]);
  });
  return query;
}

/** The newest pages or groups in an id range of a list that have all the terms. 1 statement. */
export async function newestWithTerms(
  db: Knex,
  list: TermList,
  stretch: IdRange,
  { terms, limit }: Pick<Wanted, 'terms' | 'limit'>,
): Promise<number[]> {
  const others = terms.filter((term) => term !== list.term);
  return joinTerms(walkTerm(db, list), others, { kind: list.kind, id: 'walked.entity_id' })
    .where('walked.entity_id', '<', stretch.before)
    .where('walked.entity_id', '>=', stretch.floor)
    .orderBy('walked.entity_id', 'desc')
    .limit(limit)
    .pluck('walked.entity_id');
}

/** The newest people in an id range of a list that pass the filter. */
export async function newestMatching(db: Knex, list: PeopleList, stretch: IdRange, wanted: Wanted): Promise<number[]> {
  const id = list.by === 'term' ? 'walked.entity_id' : 'users.id';
  return whereMatching(walk(db, list, wanted.terms), wanted.filter, wanted.asker)
    .where(id, '<', stretch.before)
    .where(id, '>=', stretch.floor)
    .orderBy(id, 'desc')
    .limit(wanted.limit)
    .pluck(id);
}
