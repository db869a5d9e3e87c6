import type { Knex } from 'knex';

/** Numbers of cells, both ends included. */
export type CellRange = { first: number; last: number };

/** A table with `cell`, `lat` and `lng`, and its index of the three. */
export type LocationTable = { name: string; index: string };

/** A circle, the ranges of cells that cover it, and the radius of the earth. */
export type Circle = {
  from: { lat: number; lng: number };
  radiusKm: number;
  ranges: readonly CellRange[];
  earthRadiusKm: number;
};

/** How many locations each set of ranges holds, counted up to `most`. 1 statement, of index entries alone. */
export async function countByArea(
  db: Knex,
  table: LocationTable,
  { areas, most }: { areas: readonly (readonly CellRange[])[]; most: number },
): Promise<number[]> {
  const [first, ...rest] = areas.map((ranges, index) => {
    const locations = inRanges(locationsByCell(db, table), ranges).select(db.raw('1 as here')).limit(most).as('area');
    return db.from(locations).select<{ area: number; size: number }[]>(db.raw(`${index} as area, COUNT(*) as size`));
  });
  if (!first) return [];
  const rows = await first.unionAll(rest);
  return areas.map((_, index) => Number(rows.find((row) => Number(row.area) === index)?.size ?? 0));
}

/**
 * Ids of the nearest in a circle, after the one with id `after`, whose distance the statement computes by the same formula.
 * `locations` is the table's alias in the statement, for further conditions.
 */
export function nearestIds(
  db: Knex,
  table: LocationTable,
  { circle, after, limit }: { circle: Circle; after: number | undefined; limit: number },
): Knex.QueryBuilder {
  const distance = distanceSql(db, circle);
  const query = inRanges(locationsByCell(db, table), circle.ranges)
    .whereRaw('? <= ?', [distance, circle.radiusKm])
    .orderByRaw('?', [distance])
    .orderBy('locations.id')
    .limit(limit);
  if (after === undefined) return query;
  const seen = db.from({ locations: table.name }).where('locations.id', after).select(distance);
  return query.whereRaw('(? > ? OR (? = ? AND locations.id > ?))', [distance, seen, distance, seen, after]);
}

function locationsByCell(db: Knex, { name, index }: LocationTable): Knex.QueryBuilder {
  return db.from(db.raw('?? AS locations FORCE INDEX (??)', [name, index]));
}

function inRanges(query: Knex.QueryBuilder, ranges: readonly CellRange[]): Knex.QueryBuilder {
  return query.where((any) => {
    for (const { first, last } of ranges) any.orWhereBetween('locations.cell', [first, last]);
  });
}

/** The great-circle distance of `locations` from a point, in km, by the haversine formula. */
function distanceSql(db: Knex, { from, earthRadiusKm }: Circle): Knex.Raw {
  return db.raw(
    '? * ASIN(SQRT(LEAST(1, POW(SIN(RADIANS(locations.lat - ?) / 2), 2) + ' +
      '? * COS(RADIANS(locations.lat)) * POW(SIN(RADIANS(locations.lng - ?) / 2), 2))))',
    [2 * earthRadiusKm, from.lat, Math.cos((from.lat * Math.PI) / 180), from.lng],
  );
}
