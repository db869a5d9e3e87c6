import type { ViewerContext } from '../../context.ts';
import { EARTH_RADIUS_KM, type Point } from '../../search/rules/sphere.ts';
import { nearestInCircles } from '../../search/service/circles.ts';
import { hydrateProducts, type ProductMaps } from '../hydrate.ts';
import { nearestProductIds, placeOfProduct, productCrowds } from '../queries/nearby.ts';
import { canListProduct } from '../rules.ts';

export type Near = { from: Point; widestKm: number; after: number | undefined; limit: number };

/**
 * Products of others for sale that say where they are, the nearest first, after the last one seen; none where that one is for
 * sale no more. At most 9 statements and those of `hydrateProducts`. Contract-beyond: nearby.
 */
export async function productsNear(ctx: ViewerContext, near: Near): Promise<{ ids: number[]; maps: ProductMaps }> {
  const { from, after, limit } = near;
  const viewerId = ctx.viewer.id;
  const seen = after === undefined ? undefined : await placeOfProduct(ctx.db, after, viewerId);
  const isEnd = after !== undefined && !seen;
  const found = isEnd
    ? []
    : await nearestInCircles(
        { ...near, seen },
        {
          sizes: (areas, most) => productCrowds(ctx.db, areas, most),
          nearest: (circle) =>
            nearestProductIds(ctx.db, { circle: { ...circle, from, earthRadiusKm: EARTH_RADIUS_KM }, after, limit, viewerId }),
        },
      );
  const maps = await hydrateProducts(ctx, found);
  return { ids: found.filter((id) => canListProduct(id, maps)), maps };
}
