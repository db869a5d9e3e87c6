import type { Knex } from 'knex';
import { withoutBlocked } from '../../graph/without-blocked.ts';
import { type Box, EARTH_RADIUS_KM, type Point } from '../../search/rules/sphere.ts';

/** A page of a list: at most `limit` items after the one with id `offset`. */
export type ListPart = { limit: number; offset?: number | undefined };

/** Which products: those that match all given members. `boxes` contain the circle of `radiusKm` around `from`. */
export type ProductFilter = {
  ownerId?: number | undefined;
  categoryId?: number | undefined;
  terms: readonly string[];
  near?: { from: Point; radiusKm: number; boxes: readonly Box[] } | undefined;
};

/** Ids of products that active users have for sale, newest first. 1 statement. */
export async function productIds(
  db: Knex,
  filter: ProductFilter,
  { viewerId, limit, offset }: ListPart & { viewerId: number },
): Promise<number[]> {
  const id = filter.terms.length > 0 ? 'term_0.product_id' : 'products.id';
  const query = walk(db, filter)
    // one lookup a product: the servers would rather begin with the users
    .joinRaw('STRAIGHT_JOIN users FORCE INDEX (PRIMARY) ON users.id = products.owner_id')
    .where('users.state', 'active')
    .whereNull('products.deleted_at')
    .where('products.sold', 0)
    .orderBy(id, 'desc')
    .limit(limit);
  if (offset !== undefined) query.where(id, '<', offset);
  if (filter.ownerId !== undefined) query.where('products.owner_id', filter.ownerId);
  if (filter.categoryId !== undefined) query.where('products.category_id', filter.categoryId);
  if (filter.near) whereNear(query, filter.near);
  return withoutBlocked(query, viewerId, 'products.owner_id').pluck('products.id');
}

/** The index that gives the list in its order. Without the hint the servers intersect indexes and sort. */
function walk(db: Knex, { ownerId, categoryId, terms, near }: ProductFilter): Knex.QueryBuilder {
  if (terms.length > 0) return walkTerms(db, terms);
  if (ownerId !== undefined) return db.from(db.raw('products FORCE INDEX (products_owner_index)'));
  // a few near ones are sorted; of many, the newest are found first
  if (near) return db.from(db.raw('products USE INDEX (PRIMARY, products_place_index)'));
  if (categoryId !== undefined) return db.from(db.raw('products FORCE INDEX (products_category_index)'));
  return db.from(db.raw('products FORCE INDEX (PRIMARY)'));
}

/** By the longest term, which is likely to be the rarest, filtered by the others. */
function walkTerms(db: Knex, terms: readonly string[]): Knex.QueryBuilder {
  const [first = '', ...others] = terms.toSorted((one, other) => other.length - one.length);
  const query: Knex.QueryBuilder = db('product_terms as term_0').where('term_0.term', first);
  others.forEach((term, index) => {
    const name = `term_${index + 1}`;
    query.joinRaw('STRAIGHT_JOIN product_terms AS ?? ON ?? = ? AND ?? = term_0.product_id', [
      ...[name, `${name}.term`, term, `${name}.product_id`],
    ]);
  });
  return query.joinRaw('STRAIGHT_JOIN products ON products.id = term_0.product_id');
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

export async function isCurrencyUsed(db: Knex, currency: string): Promise<boolean> {
  return (await db('products').where({ currency }).whereNull('deleted_at').first('id')) !== undefined;
}
