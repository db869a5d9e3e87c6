import type { Knex } from 'knex';
import { withoutBlocked } from '../../graph/without-blocked.ts';
import type { CellRange } from '../rules/cells.ts';
import { EARTH_RADIUS_KM, type Point } from '../rules/sphere.ts';
import { type PeopleList, walk, withTerms } from './lists.ts';
import { type PeopleFilter, type Searcher, whereMatching, withoutFollows } from './people.ts';

/** Where to search: in ranges of cells that cover the circle, or, when shorter, along a list. */
export type Area = { from: Point; radiusKm: number; by: readonly CellRange[] | PeopleList };

export type NearbyWanted = {
  terms: readonly string[];
  filter: PeopleFilter;
  asker: Searcher;
  /** The last person of the previous page: continue with those farther away, or equally far with a higher id. */
  after: number | undefined;
  limit: number;
};

export type NearbyRow = { id: number; distance: number };

/** How many people each set of ranges contains, counted up to `max`. 1 statement, of index entries alone. */
export async function countPeopleByArea(db: Knex, areas: readonly (readonly CellRange[])[], most: number): Promise<number[]> {
  const [first, ...rest] = areas.map((ranges, index) => {
    const places = inRanges(locationsByCell(db), ranges).select(db.raw('1 as here')).limit(most).as('crowd');
    return db.from(places).select<{ area: number; size: number }[]>(db.raw(`${index} as area, COUNT(*) as size`));
  });
  if (!first) return [];
  const rows = await first.unionAll(rest);
  return areas.map((_, index) => Number(rows.find((row) => Number(row.area) === index)?.size ?? 0));
}

/**
 * The nearest people in an area that pass the filter, without the searcher and people connected to them. 1 statement; it computes
 * the distance of the last person of the previous page by the same formula.
 */
export async function nearestPeople(db: Knex, { from, radiusKm, by }: Area, wanted: NearbyWanted): Promise<NearbyRow[]> {
  const distance = distanceSql(db, from);
  const query = whereMatching(
    'by' in by ? alongList(db, by, wanted.terms) : alongCells(db, by, wanted.terms),
    wanted.filter,
    wanted.asker,
  )
    .whereNotNull('places.cell')
    .whereRaw('? <= ?', [distance, radiusKm])
    .whereNot('users.id', wanted.asker.viewerId)
    .select<NearbyRow[]>('users.id', db.raw('? as distance', [distance]))
    .orderBy([{ column: 'distance' }, { column: 'users.id' }])
    .limit(wanted.limit);
  if (wanted.after !== undefined) {
    const seen = db('search_entries as places').where({ kind: 'user', entity_id: wanted.after }).select(distance);
    query.whereRaw('(? > ? OR (? = ? AND users.id > ?))', [distance, seen, distance, seen, wanted.after]);
  }
  return withoutFollows(query, wanted.asker.viewerId, 'users.id');
}

function alongCells(db: Knex, ranges: readonly CellRange[], terms: readonly string[]): Knex.QueryBuilder {
  const query = inRanges(locationsByCell(db), ranges).joinRaw('STRAIGHT_JOIN users ON users.id = places.entity_id');
  return withTerms(query, terms);
}

function alongList(db: Knex, list: PeopleList, terms: readonly string[]): Knex.QueryBuilder {
  const join = 'STRAIGHT_JOIN search_entries AS places ON places.kind = ? AND places.entity_id = users.id';
  return walk(db, list, terms).joinRaw(join, ['user']);
}

function locationsByCell(db: Knex): Knex.QueryBuilder {
  return db.from(db.raw('search_entries AS places FORCE INDEX (search_entries_cell_index)'));
}

function inRanges(query: Knex.QueryBuilder, ranges: readonly CellRange[]): Knex.QueryBuilder {
  return query.where((any) => {
    for (const { first, last } of ranges) any.orWhereBetween('places.cell', [first, last]);
  });
}

/** The great-circle distance of `places` from a point, in km, by the haversine formula. */
function distanceSql(db: Knex, from: Point): Knex.Raw {
  const cosine = Math.cos((from.lat * Math.PI) / 180);
  return db.raw(
    '? * ASIN(SQRT(LEAST(1, POW(SIN(RADIANS(places.lat - ?) / 2), 2) + ' +
      '? * COS(RADIANS(places.lat)) * POW(SIN(RADIANS(places.lng - ?) / 2), 2))))',
    [2 * EARTH_RADIUS_KM, from.lat, cosine, from.lng],
  );
}

/** The location of a user who shares it, unless a block stands between them and the searcher: the distance would reveal it. */
export async function locationOfUser(db: Knex, asker: Searcher, id: number): Promise<Point | undefined> {
  const entries = db('search_entries').where({ kind: 'user', entity_id: id }).whereNotNull('cell');
  const row = await withoutBlocked(entries, asker.viewerId, 'search_entries.entity_id').first('lat', 'lng');
  return row?.lat == null || row.lng === null ? undefined : { lat: row.lat, lng: row.lng };
}
