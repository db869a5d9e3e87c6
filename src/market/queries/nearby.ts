import type { Knex } from 'knex';
import { type CellRange, type Circle, countByArea, type LocationTable, nearestIds } from '../../database/locations.ts';
import { withoutBlocked } from '../../graph/without-blocked.ts';

const PRODUCTS: LocationTable = { name: 'products', index: 'products_cell_index' };

/** How many products for sale each area contains, counted up to `max`. 1 statement. */
export function countProductsByArea(db: Knex, areas: readonly (readonly CellRange[])[], most: number): Promise<number[]> {
  return countByArea(db, PRODUCTS, { areas, most });
}

export type NearbyProductsQuery = { circle: Circle; after: number | undefined; limit: number; viewerId: number };

/** Ids of the nearest products of other users in a circle that have a picture. 1 statement. */
export async function nearestProductIds(db: Knex, { viewerId, ...asked }: NearbyProductsQuery): Promise<number[]> {
  const query = nearestIds(db, PRODUCTS, asked)
    .joinRaw('STRAIGHT_JOIN users FORCE INDEX (PRIMARY) ON users.id = locations.owner_id')
    .where('users.state', 'active')
    .whereNull('locations.deleted_at')
    .where('locations.sold', 0)
    .whereNot('locations.owner_id', viewerId)
    // one lookup a product: with EXISTS, the servers may collect the pictures of all products first
    .whereRaw('(SELECT images.id FROM product_images AS images WHERE images.product_id = locations.id LIMIT 1) IS NOT NULL');
  return withoutBlocked(query, viewerId, 'locations.owner_id').pluck('locations.id');
}

/** The location of a product for sale, unless a block stands between. 1 statement. */
export async function locationOfProduct(
  db: Knex,
  id: number,
  viewerId: number,
): Promise<{ lat: number; lng: number } | undefined> {
  const query: Knex.QueryBuilder = db('products').where({ id }).whereNotNull('cell');
  return withoutBlocked(query, viewerId, 'products.owner_id').first('lat', 'lng');
}
