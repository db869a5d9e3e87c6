import { fileKey } from './files.ts';
import { plainText } from './text.ts';

const MAX_ID = 4_294_967_295;
const MAX_SECONDS = 253_402_300_799;

/** A row of the source, read without trust: a column that is missing or odd gives the empty value of what is asked for. */
export class Fields {
  readonly #row: Readonly<Record<string, unknown>>;

  constructor(row: Readonly<Record<string, unknown>>) {
    this.#row = row;
  }

  has(column: string): boolean {
    return this.#row[column] !== undefined && this.#row[column] !== null;
  }

  /** As stored. */
  raw(column: string): string {
    const value = this.#row[column];
    if (value === null || value === undefined) return '';
    return Buffer.isBuffer(value) ? value.toString('utf8') : String(value);
  }

  /** Decoded, on one line, at most so many characters. */
  line(column: string, length: number): string {
    return cut(plainText(this.raw(column)).replace(/\s+/g, ' ').trim(), length);
  }

  /** Decoded, with its lines. */
  text(column: string): string {
    return plainText(this.raw(column)).trim();
  }

  number(column: string): number {
    const value = this.#row[column];
    const number = typeof value === 'number' ? value : Number(this.raw(column).trim() || Number.NaN);
    return Number.isFinite(number) ? number : 0;
  }

  /** A whole number that an unsigned column takes; 0 for others. */
  id(column: string): number {
    const number = this.number(column);
    return Number.isInteger(number) && number > 0 && number <= MAX_ID ? number : 0;
  }

  /** A small whole number up to `most`; 0 for others. */
  choice(column: string, most: number): number {
    const number = this.id(column);
    return number <= most ? number : 0;
  }

  flag(column: string, otherwise = false): 0 | 1 {
    if (!this.has(column) || this.raw(column) === '') return otherwise ? 1 : 0;
    return ['0', 'no', 'off', 'false'].includes(this.raw(column).toLowerCase()) ? 0 : 1;
  }

  /** Unix seconds; undefined for never. */
  time(column: string): Date | undefined {
    const seconds = Math.floor(this.number(column));
    return seconds > 0 && seconds <= MAX_SECONDS ? new Date(seconds * 1000) : undefined;
  }

  /** The first of the columns that holds a time. */
  firstTime(...columns: readonly string[]): Date | undefined {
    for (const column of columns) {
      const time = this.time(column);
      if (time) return time;
    }
    return undefined;
  }

  /** `YYYY-MM-DD` of a real day; undefined for none, as `0000-00-00`. */
  day(column: string): string | undefined {
    const found = /^(\d{4})-(\d{1,2})-(\d{1,2})/.exec(this.raw(column));
    if (!found) return undefined;
    const [year = 0, month = 0, day = 0] = found.slice(1).map(Number);
    const date = new Date(Date.UTC(year, month - 1, day));
    const isReal = year >= 1000 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
    return isReal ? date.toISOString().slice(0, 10) : undefined;
  }

  /** The key of a file; '' for none or one that cannot be kept. */
  file(column: string, most = 255): string {
    const key = fileKey(this.raw(column)) ?? '';
    return key.length <= most ? key : '';
  }

  /** Whether the column names a file that cannot be kept. */
  hasBadFile(column: string): boolean {
    return fileKey(this.raw(column)) === undefined;
  }

  /** A coordinate within its range; undefined for none. */
  degrees(column: string, most: number): number | undefined {
    if (this.raw(column).trim() === '') return undefined;
    const degrees = this.number(column);
    return degrees !== 0 && Math.abs(degrees) <= most ? degrees : undefined;
  }
}

export function cut(text: string, length: number): string {
  return text.length <= length ? text : [...text].slice(0, length).join('');
}
