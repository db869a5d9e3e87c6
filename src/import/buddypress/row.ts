import type { SourceRow } from '../core/source.ts';

/** A row of a WordPress database: columns that are missing give empty values, times are UTC. */
export class Row {
  readonly #row: SourceRow;

  constructor(row: SourceRow) {
    this.#row = row;
  }

  text(column: string): string {
    const value = this.#row[column];
    return value === null || value === undefined ? '' : String(value).replaceAll('\0', '').toWellFormed().trim();
  }

  id(column: string): number {
    const number = Number(this.#row[column]);
    return Number.isInteger(number) && number > 0 ? number : 0;
  }

  date(column: string): Date | undefined {
    const date = new Date(`${this.text(column).replace(' ', 'T')}Z`);
    return Number.isNaN(date.getTime()) || date.getTime() <= 0 ? undefined : date;
  }
}
