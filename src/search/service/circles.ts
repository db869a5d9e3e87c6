import { CROWD, circlesAround, DOUBLINGS, firstCircle, type SearchCircle } from '../rules/circles.ts';
import { distanceKm, FARTHEST_KM, type Point } from '../rules/sphere.ts';

/** Where the nearest are looked for: from a point, at most so far away, and after the one last seen. */
export type Around = { from: Point; widestKm: number; seen: Point | undefined; limit: number };

/** What is looked through: how many are in areas, up to `most`, and the nearest in one. */
export type PlaceSource = {
  sizes(areas: readonly SearchCircle['ranges'][], most: number): Promise<number[]>;
  nearest(circle: SearchCircle): Promise<number[]>;
};

/** Ids of the nearest, in circles that grow. 1 statement and at most 3 of the source. Decision 0004. */
export async function nearestInCircles({ from, widestKm, seen, limit }: Around, source: PlaceSource): Promise<number[]> {
  const circles = circlesAround(from, Math.min(widestKm, FARTHEST_KM));
  const crowds = await source.sizes(
    circles.map((circle) => circle.ranges),
    CROWD,
  );
  const start = firstCircle(circles, crowds, seen ? distanceKm(from, seen) : 0);
  let ids: number[] = [];
  for (const circle of circles.slice(start, start + 1 + DOUBLINGS)) {
    ids = await source.nearest(circle);
    if (ids.length >= limit) break;
  }
  return ids;
}
