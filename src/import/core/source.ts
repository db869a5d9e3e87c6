/** A row of a source: columns in lower case; numbers, text, bytes or null. */
export type SourceRow = Readonly<Record<string, unknown>>;

/** A table of a source, as it says itself. `columns`: from lower case to the real name. */
export type SourceTable = {
  name: string;
  columns: ReadonlyMap<string, string>;
  /** The next id it would give; 0 where it gives none. */
  nextId: number;
};

/** Rows of one table by a numeric key: those after `after`, up to `upTo` where it is given. */
export type KeyRange = {
  table: SourceTable;
  columns: readonly string[];
  key: string;
  after: number;
  upTo?: number;
  limit: number;
};

/** A database that is read and never changed. */
export type Source = {
  /** By lower-case name without the program's prefix. */
  tables: ReadonlyMap<string, SourceTable>;
  count(table: SourceTable): Promise<number>;
  highest(table: SourceTable, key: string): Promise<number>;
  /** In the order of the key. */
  range(range: KeyRange): Promise<SourceRow[]>;
  /** Rows of a table without a numeric key, in a fixed order. */
  offset(table: SourceTable, columns: readonly string[], part: { skip: number; limit: number }): Promise<SourceRow[]>;
  /** Rows whose column holds one of the values. */
  matching(
    table: SourceTable,
    columns: readonly string[],
    where: { column: string; values: readonly (number | string)[] },
  ): Promise<SourceRow[]>;
  close(): Promise<void>;
};
