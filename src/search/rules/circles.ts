import { type CellRange, cellRanges } from './cells.ts';
import { boxesAround, type Point } from './sphere.ts';

/** How many places can be measured and sorted at once without a noticeable cost. */
export const ENOUGH = 1000;

/** How often a circle with too few results is doubled. */
export const DOUBLINGS = 2;

/** The smallest circle searched. */
const SMALLEST_KM = 0.1;

/** Ranges of cells for a circle: more of them cover less outside it. */
const RANGES = 32;

export type SearchCircle = { radiusKm: number; ranges: CellRange[] };

/** Circles from the smallest to the requested one, each twice as wide as the one before. */
export function circlesAround(from: Point, widestKm: number): SearchCircle[] {
  const radii = [widestKm];
  for (let half = widestKm / 2; half >= SMALLEST_KM; half /= 2) radii.unshift(half);
  return radii.map((radiusKm) => ({ radiusKm, ranges: cellRanges(boxesAround(from, radiusKm), RANGES) }));
}

/**
 * The index of the widest circle that does not contain too many places, and reaches beyond the last person of the previous page.
 */
export function firstCircle(circles: readonly SearchCircle[], crowds: readonly number[], seenKm: number): number {
  const calm = crowds.findLastIndex((crowd) => crowd < ENOUGH);
  const beyond = circles.findIndex((circle) => circle.radiusKm > seenKm * 1.1);
  return Math.max(0, calm, beyond === -1 ? circles.length - 1 : beyond);
}
