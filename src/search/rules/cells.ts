import type { Box, Point } from './sphere.ts';

/** Bits of each coordinate in a cell's number: cells of about 1 m by 2 m. */
const BITS = 24;
const SIDE = 2 ** BITS;

/** Numbers of cells, both ends included. */
export type CellRange = { first: number; last: number };

/** A square of the quadtree: `level` 0 is the whole earth, each level halves both sides. */
type Square = { level: number; x: number; y: number };

/** Cells by their coordinates, both ends included. */
type Rectangle = { left: number; right: number; bottom: number; top: number };

/**
 * The number of the cell that contains a point. Longitude and latitude are interleaved bit by bit (a Z-order curve), so that
 * every square of the quadtree is one range of numbers.
 */
export function cellOf({ lat, lng }: Point): number {
  return interleaved(column(lng), row(lat), BITS);
}

/**
 * Ranges of cells that cover the boxes, and a little more: squares are halved while about `max` of them suffice, and neighbours
 * on the curve become one range.
 */
export function cellRanges(boxes: readonly Box[], most = 16): CellRange[] {
  const wanted = boxes.map((box) => ({
    left: column(box.west),
    right: column(box.east),
    bottom: row(box.south),
    top: row(box.north),
  }));
  const whole: Square[] = [];
  let partial: Square[] = [{ level: 0, x: 0, y: 0 }];
  while (partial.length > 0) {
    const quarters = partial.flatMap(quartersOf).filter((square) => wanted.some((rectangle) => overlap(square, rectangle)));
    const within = quarters.filter((square) => wanted.some((rectangle) => isWithin(square, rectangle)));
    if (whole.length + quarters.length > most) break;
    whole.push(...within);
    partial = quarters.filter((square) => !within.includes(square));
  }
  return merged([...whole, ...partial].map(rangeOf).sort((a, b) => a.first - b.first));
}

function column(lng: number): number {
  return Math.min(SIDE - 1, Math.floor(((lng + 180) / 360) * SIDE));
}

function row(lat: number): number {
  return Math.min(SIDE - 1, Math.floor(((lat + 90) / 180) * SIDE));
}

/** 48 bits at most, so a plain number holds them; the shifts stay within 24. */
function interleaved(x: number, y: number, bits: number): number {
  let number = 0;
  for (let bit = bits - 1; bit >= 0; bit -= 1) number = number * 4 + ((y >> bit) & 1) * 2 + ((x >> bit) & 1);
  return number;
}

function quartersOf({ level, x, y }: Square): Square[] {
  if (level === BITS) return [];
  return [0, 1, 2, 3].map((quarter) => ({ level: level + 1, x: x * 2 + (quarter & 1), y: y * 2 + (quarter >> 1) }));
}

function sidesOf({ level, x, y }: Square): Rectangle {
  const side = 2 ** (BITS - level);
  return { left: x * side, right: (x + 1) * side - 1, bottom: y * side, top: (y + 1) * side - 1 };
}

function overlap(square: Square, b: Rectangle): boolean {
  const a = sidesOf(square);
  return a.left <= b.right && b.left <= a.right && a.bottom <= b.top && b.bottom <= a.top;
}

function isWithin(square: Square, b: Rectangle): boolean {
  const a = sidesOf(square);
  return b.left <= a.left && a.right <= b.right && b.bottom <= a.bottom && a.top <= b.top;
}

function rangeOf({ level, x, y }: Square): CellRange {
  const cells = 4 ** (BITS - level);
  const first = interleaved(x, y, level) * cells;
  return { first, last: first + cells - 1 };
}

function merged(ranges: readonly CellRange[]): CellRange[] {
  const result: CellRange[] = [];
  for (const range of ranges) {
    const before = result.at(-1);
    if (before && before.last + 1 >= range.first) before.last = Math.max(before.last, range.last);
    else result.push({ ...range });
  }
  return result;
}
