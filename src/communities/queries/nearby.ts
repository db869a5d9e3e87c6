import type { Knex } from 'knex';
import { type CellRange, type Circle, crowdSizes, nearestIds, type PlaceTable } from '../../database/places.ts';
import { withoutBlocked } from '../../graph/without-blocked.ts';

const PAGES: PlaceTable = { name: 'pages', index: 'pages_cell_index' };

/** How many pages that tell where they are each area has, counted up to `most`. 1 statement. */
export function pageCrowds(db: Knex, areas: readonly (readonly CellRange[])[], most: number): Promise<number[]> {
  return crowdSizes(db, PAGES, { areas, most });
}

export type NearAsked = { circle: Circle; after: number | undefined; limit: number; viewerId: number };

/** Ids of the nearest pages of others in a circle. 1 statement. */
export async function nearestPageIds(db: Knex, { viewerId, ...asked }: NearAsked): Promise<number[]> {
  const query = nearestIds(db, PAGES, asked).whereNull('places.deleted_at').whereNot('places.owner_id', viewerId);
  return withoutBlocked(query, viewerId, 'places.owner_id').pluck('places.id');
}

/** Where a page is, unless a block stands between. 1 statement. */
export async function placeOfPage(db: Knex, id: number, viewerId: number): Promise<{ lat: number; lng: number } | undefined> {
  const query: Knex.QueryBuilder = db('pages').where({ id }).whereNotNull('cell');
  return withoutBlocked(query, viewerId, 'pages.owner_id').first('lat', 'lng');
}
