import type { Knex } from 'knex';
import { withoutBlocked } from '../../graph/without-blocked.ts';
import { type Box, EARTH_RADIUS_KM, type Point } from '../../search/rules/sphere.ts';

/** Part of a list: at most `limit` items after the one with id `offset`. */
export type ListPart = { limit: number; offset?: number | undefined };

/** Which products: all of these that are given. `boxes` hold the circle of `radiusKm` around `from`. */
export type ProductFilter = {
  ownerId?: number | undefined;
  categoryId?: number | undefined;
  terms: readonly string[];
  near?: { from: Point; radiusKm: number; boxes: readonly Box[] } | undefined;
};

/** Ids of products for sale that have a picture, newest first. 1 statement. */
export async function productIds(
  db: Knex,
  { ownerId, categoryId, terms, near }: ProductFilter,
  { viewerId, limit, offset }: ListPart & { viewerId: number },
): Promise<number[]> {
  const query: Knex.QueryBuilder = db('products')
    .whereNull('products.deleted_at')
    .where('products.sold', 0)
    .orderBy('products.id', 'desc')
    .limit(limit);
  if (offset !== undefined) query.where('products.id', '<', offset);
  if (ownerId !== undefined) query.where('products.owner_id', ownerId);
  if (categoryId !== undefined) query.where('products.category_id', categoryId);
  terms.forEach((term, index) => {
    const name = `term_${index}`;
    query.joinRaw('JOIN product_terms AS ?? ON ?? = ? AND ?? = products.id', [name, `${name}.term`, term, `${name}.product_id`]);
  });
  if (near) whereNear(query, near);
  query.whereExists((image) => {
    image.select('product_images.id').from('product_images').whereRaw('product_images.product_id = products.id');
  });
  query.whereExists((owner) => {
    owner.select('users.id').from('users').whereRaw('users.id = products.owner_id').where('users.state', 'active');
  });
  return withoutBlocked(query, viewerId, 'products.owner_id').pluck('products.id');
}

/** The great-circle distance, by the haversine formula, of those in the boxes. */
function whereNear(
  query: Knex.QueryBuilder,
  { from, radiusKm, boxes }: { from: Point; radiusKm: number; boxes: readonly Box[] },
): void {
  query.where((any) => {
    for (const { south, north, west, east } of boxes) {
      any.orWhere((box) => box.whereBetween('products.lat', [south, north]).whereBetween('products.lng', [west, east]));
    }
  });
  query.whereRaw(
    '? * ASIN(SQRT(LEAST(1, POW(SIN(RADIANS(products.lat - ?) / 2), 2) + ' +
      '? * COS(RADIANS(products.lat)) * POW(SIN(RADIANS(products.lng - ?) / 2), 2)))) <= ?',
    [2 * EARTH_RADIUS_KM, from.lat, Math.cos((from.lat * Math.PI) / 180), from.lng, radiusKm],
  );
}
