import type { ViewerContext } from '../../context.ts';
import { EARTH_RADIUS_KM, type Point } from '../../search/rules/sphere.ts';
import { nearestInCircles } from '../../search/service/circles.ts';
import { countPagesByArea, locationOfPage, nearestPageIds } from '../queries/nearby.ts';
import { type Pages, visiblePages } from './lists.ts';

export type NearbyPage = { from: Point; widestKm: number; after: number | undefined; limit: number };

/**
 * Pages of other users with a location, nearest first, after the last one seen; none when that one no longer has a location. At
 * most 5 statements plus those of `hydratePages`. Contract-beyond: nearby.
 */
export async function nearbyPages(ctx: ViewerContext, near: NearbyPage): Promise<Pages> {
  const { from, after, limit } = near;
  const viewerId = ctx.viewer.id;
  const seen = after === undefined ? undefined : await locationOfPage(ctx.db, after, viewerId);
  if (after !== undefined && !seen) return visiblePages(ctx, []);
  const ids = await nearestInCircles(
    { ...near, seen },
    {
      sizes: (areas, most) => countPagesByArea(ctx.db, areas, most),
      nearest: (circle) =>
        nearestPageIds(ctx.db, { circle: { ...circle, from, earthRadiusKm: EARTH_RADIUS_KM }, after, limit, viewerId }),
    },
  );
  return visiblePages(ctx, ids);
}
