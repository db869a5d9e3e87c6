import { circlesAround, DOUBLINGS, ENOUGH, firstCircle, type SearchCircle } from '../rules/circles.ts';
import { distanceKm, FARTHEST_KM, type Point } from '../rules/sphere.ts';

/** The search: around a point, up to a distance, after the last result of the previous page. */
export type Around = { from: Point; widestKm: number; seen: Point | undefined; limit: number };

/** The places to search: counts them in areas, up to `max`, and finds the nearest in one. */
export type LocationSource = {
  sizes(areas: readonly SearchCircle['ranges'][], most: number): Promise<number[]>;
  nearest(circle: SearchCircle): Promise<number[]>;
};

/** How many circles are counted at once, from the smallest, until one has enough: the wide ones in a city need no count. */
const CIRCLES_AT_ONCE = 4;

/**
 * Ids of the nearest places, in growing circles. A statement for each 4 circles counted, and at most 3 searches. Decision 0004.
 */
export async function nearestInCircles({ from, widestKm, seen, limit }: Around, source: LocationSource): Promise<number[]> {
  const circles = circlesAround(from, Math.min(widestKm, FARTHEST_KM));
  const crowds = await countInCircles(circles, source);
  const start = firstCircle(circles, crowds, seen ? distanceKm(from, seen) : 0);
  let ids: number[] = [];
  for (const circle of circles.slice(start, start + 1 + DOUBLINGS)) {
    ids = await source.nearest(circle);
    if (ids.length >= limit) break;
  }
  return ids;
}

/** How many places each circle contains, up to enough; circles beyond the last one counted have enough, too. */
async function countInCircles(circles: readonly SearchCircle[], source: LocationSource): Promise<number[]> {
  const crowds: number[] = [];
  while (crowds.length < circles.length && !crowds.some((crowd) => crowd >= ENOUGH)) {
    const next = circles.slice(crowds.length, crowds.length + CIRCLES_AT_ONCE);
    const ranges = next.map((circle) => circle.ranges);
    crowds.push(...(await source.sizes(ranges, ENOUGH)));
  }
  return crowds;
}
