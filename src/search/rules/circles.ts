import { type CellRange, cellRanges } from './cells.ts';
import { boxesAround, type Point } from './sphere.ts';

/** A crowd of places that are measured and sorted without a second thought. */
export const ENOUGH = 1000;

/** How often a circle with too few is doubled. */
export const DOUBLINGS = 2;

/** Smallest circle looked into. */
const SMALLEST_KM = 0.1;

/** Ranges of cells over a circle: more of them hold fewer outside of it. */
const RANGES = 32;

export type SearchCircle = { radiusKm: number; ranges: CellRange[] };

/** Circles from the smallest to the one asked for, each twice as wide as the one before. */
export function circlesAround(from: Point, widestKm: number): SearchCircle[] {
  const radii = [widestKm];
  for (let half = widestKm / 2; half >= SMALLEST_KM; half /= 2) radii.unshift(half);
  return radii.map((radiusKm) => ({ radiusKm, ranges: cellRanges(boxesAround(from, radiusKm), RANGES) }));
}

/** The place of the widest circle without a crowd, but of one that reaches beyond the last seen. */
export function firstCircle(circles: readonly SearchCircle[], crowds: readonly number[], seenKm: number): number {
  const calm = crowds.findLastIndex((crowd) => crowd < ENOUGH);
  const beyond = circles.findIndex((circle) => circle.radiusKm > seenKm * 1.1);
  return Math.max(0, calm, beyond === -1 ? circles.length - 1 : beyond);
}
