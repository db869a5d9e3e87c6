import { circlesAround, DOUBLINGS, ENOUGH, firstCircle, type SearchCircle } from '../rules/circles.ts';
import { distanceKm, FARTHEST_KM, type Point } from '../rules/sphere.ts';

/** Where the nearest are looked for: from a point, at most so far away, and after the one last seen. */
export type Around = { from: Point; widestKm: number; seen: Point | undefined; limit: number };

/** What is looked through: how many are in areas, up to `most`, and the nearest in one. */
export type LocationSource = {
  sizes(areas: readonly SearchCircle['ranges'][], most: number): Promise<number[]>;
  nearest(circle: SearchCircle): Promise<number[]>;
};

/** So many circles are counted at once, from the smallest on, until one is a crowd: of wide ones in a city nobody need know. */
const CIRCLES_AT_ONCE = 4;

/** Ids of the nearest, in circles that grow. A statement for each 4 circles counted, and at most 3 of the search. Decision 0004. */
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

/** How many are in each circle, up to a crowd; those beyond the last one counted are crowds too. */
async function countInCircles(circles: readonly SearchCircle[], source: LocationSource): Promise<number[]> {
  const crowds: number[] = [];
  while (crowds.length < circles.length && !crowds.some((crowd) => crowd >= ENOUGH)) {
    const next = circles.slice(crowds.length, crowds.length + CIRCLES_AT_ONCE);
    const ranges = next.map((circle) => circle.ranges);
    crowds.push(...(await source.sizes(ranges, ENOUGH)));
  }
  return crowds;
}
