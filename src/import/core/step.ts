import type { SqlValue, Target, TargetRow } from './target.ts';
import { valuesOf } from './target.ts';

/** What becomes of one source row: rows of targets, and notes. */
export class Output {
  readonly rows: { target: Target; values: SqlValue[] }[] = [];
  readonly notes: { reason: string; detail: string }[] = [];

  add<Column extends string>(target: Target<Column>, row: TargetRow<Column>): void {
    this.rows.push({ target: target as unknown as Target, values: valuesOf(target, row) }); // the columns less precisely
  }

  /** Something about the row that the owner should know, though it comes. */
  note(reason: string, detail = ''): void {
    this.notes.push({ reason, detail });
  }
}

/** Why a row does not come; nothing where it does. `leftOut`: it is not meant to, and nothing is wrong with it. */
export type Verdict = string | { leftOut: string } | undefined;

/**
 * What becomes of the rows of one source table. `columns` are read, where the source has them; `ignored` ones are known and
 * not taken. All others are named in the report.
 */
export type Step<Row> = {
  /** Names its checkpoint. */
  name: string;
  /** Chosen with --only. */
  part: string;
  /** In lower case, without the prefix. */
  table: string;
  key: string;
  /** Its absence is worth a warning. */
  isEssential?: boolean;
  columns: readonly string[];
  ignored?: readonly string[];
  /** Columns that change all the time and are not worth importing a row again for. */
  volatile?: readonly string[];
  /** In the order they are written. */
  targets: readonly Target[];
  /** Looks up what the rows of a page need, each kind once. */
  prepare?(rows: readonly Row[]): Promise<void>;
  map(row: Row, output: Output): Verdict;
};

/** Work on the imported rows as a whole, by few statements; may be run again. */
export type Finish = { name: string; run(progress: (done: number, total: number) => void): Promise<void> };

/** What a source module makes of a source: its steps in order, and what it found. */
export type Plan<Row> = {
  source: string;
  steps: readonly Step<Row>[];
  /** Tables that are known and have no place here, with the reason. */
  leftOut: ReadonlyMap<string, string>;
  /** Makes a row handy for `map`. */
  wrap(row: Readonly<Record<string, unknown>>): Row;
  /** Before the first row of a first run. */
  begin?(): Promise<void>;
  finish: readonly Finish[];
};
