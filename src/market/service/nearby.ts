import type { ViewerContext } from '../../context.ts';
import { EARTH_RADIUS_KM, type Point } from '../../search/rules/sphere.ts';
import { nearestInCircles } from '../../search/service/circles.ts';
import { hydrateProducts, type ProductMaps } from '../hydrate.ts';
import { countProductsByArea, locationOfProduct, nearestProductIds } from '../queries/nearby.ts';
import { canListProduct } from '../rules.ts';

export type NearbyProduct = { from: Point; widestKm: number; after: number | undefined; limit: number };

/**
 * Products of other users for sale with a location, nearest first, after the last one seen; none when that one is no longer for
 * sale. At most 9 statements plus those of `hydrateProducts`. Contract-beyond: nearby.
 */
export async function nearbyProducts(ctx: ViewerContext, near: NearbyProduct): Promise<{ ids: number[]; maps: ProductMaps }> {
  const { from, after, limit } = near;
  const viewerId = ctx.viewer.id;
  const seen = after === undefined ? undefined : await locationOfProduct(ctx.db, after, viewerId);
  const isEnd = after !== undefined && !seen;
  const found = isEnd
    ? []
    : await nearestInCircles(
        { ...near, seen },
        {
          sizes: (areas, most) => countProductsByArea(ctx.db, areas, most),
          nearest: (circle) =>
            nearestProductIds(ctx.db, { circle: { ...circle, from, earthRadiusKm: EARTH_RADIUS_KM }, after, limit, viewerId }),
        },
      );
  const maps = await hydrateProducts(ctx, found);
  return { ids: found.filter((id) => canListProduct(id, maps)), maps };
}
