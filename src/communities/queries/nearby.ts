import type { Knex } from 'knex';
import { type CellRange, type Circle, countByArea, type LocationTable, nearestIds } from '../../database/locations.ts';
import { withoutBlocked } from '../../graph/without-blocked.ts';

const PAGES: LocationTable = { name: 'pages', index: 'pages_cell_index' };

/** How many pages with a location each area contains, counted up to `max`. 1 statement. */
export function countPagesByArea(db: Knex, areas: readonly (readonly CellRange[])[], most: number): Promise<number[]> {
  return countByArea(db, PAGES, { areas, most });
}

export type NearbyPagesQuery = { circle: Circle; after: number | undefined; limit: number; viewerId: number };

/** Ids of the nearest pages of other users in a circle. 1 statement. */
export async function nearestPageIds(db: Knex, { viewerId, ...asked }: NearbyPagesQuery): Promise<number[]> {
  const query = nearestIds(db, PAGES, asked).whereNull('locations.deleted_at').whereNot('locations.owner_id', viewerId);
  return withoutBlocked(query, viewerId, 'locations.owner_id').pluck('locations.id');
}

/** The location of a page, unless a block stands between. 1 statement. */
export async function locationOfPage(db: Knex, id: number, viewerId: number): Promise<{ lat: number; lng: number } | undefined> {
  const query: Knex.QueryBuilder = db('pages').where({ id }).whereNotNull('cell');
  return withoutBlocked(query, viewerId, 'pages.owner_id').first('lat', 'lng');
}
