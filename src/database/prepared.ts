import type { Knex } from 'knex';

/** The values that change between calls: numbers, and lists of ids for `whereIn`. */
type Given = Readonly<Record<string, number | readonly number[]>>;

/** A compiled statement: each of its values is a constant, or refers to a value in `Given`. */
type Compiled = { sql: string; values: readonly (Place | { constant: unknown })[] };
type Place = { name: string; index: number };

/**
 * Lists are padded to one of these lengths with their last id, so that each connection prepares few statements; a longer list is
 * sent as text.
 */
const LIST_LENGTHS = [1, 4, 10, 20, 50];

// Placeholder values during compilation. No constant of a statement is as large.
const FIRST_STAND_IN = 2 ** 52;

/** ER_MAX_PREPARED_STMT_COUNT_REACHED: the server keeps no more prepared statements. */
const TOO_MANY_PREPARED = 1461;

/**
 * A hot reading statement: built by Knex once for each length of its lists, then sent as a prepared statement on a connection of
 * the pool or of the transaction. For statements that nearly every page sends: building one with Knex takes as long as sending
 * it, and MariaDB spends a quarter of its time parsing. Sends nothing for an empty list.
 */
export function prepared<Values extends Given, Row>(
  build: (db: Knex, given: Values) => Knex.QueryBuilder,
): (db: Knex, given: Values) => Promise<Row[]> {
  const compiled = new Map<string, Compiled>();
  return async (db, given) => {
    const lists = Object.values(given).filter((value) => typeof value !== 'number');
    if (lists.some((list) => list.length === 0)) return [];
    const lengths = lists.map((list) => LIST_LENGTHS.find((length) => length >= list.length));
    if (lengths.includes(undefined)) return build(db, given);
    const key = lengths.join();
    const known = compiled.get(key);
    const statement = known ?? compile(db, standInsFor(given), build);
    if (!known) compiled.set(key, statement);
    return run<Row>(db, statement.sql, valuesOf(statement, given));
  };
}

type Built<Values extends Given> = { given: Values; places: Map<number, Place> };

function standInsFor<Values extends Given>(given: Values): Built<Values> {
  const places = new Map<number, Place>();
  const standIn = (name: string, index: number) => {
    const value = FIRST_STAND_IN + places.size;
    places.set(value, { name, index });
    return value;
  };
  const entries = Object.entries(given).map(([name, value]) => {
    if (typeof value === 'number') return [name, standIn(name, 0)];
    const length = LIST_LENGTHS.find((one) => one >= value.length) ?? 0;
    return [name, Array.from({ length }, (_, index) => standIn(name, index))];
  });
  return { given: Object.fromEntries(entries) as Values, places }; // the names and kinds are those it was made from
}

function compile<Values extends Given>(
  db: Knex,
  { given, places }: Built<Values>,
  build: (db: Knex, given: Values) => Knex.QueryBuilder,
): Compiled {
  const { sql, bindings } = build(db, given).toSQL().toNative();
  return { sql, values: bindings.map((constant) => places.get(Number(constant)) ?? { constant }) };
}

function valuesOf({ values }: Compiled, given: Given): unknown[] {
  return values.map((value) => {
    if ('constant' in value) return value.constant;
    const one = given[value.name] ?? 0;
    return typeof one === 'number' ? one : (one[value.index] ?? one.at(-1));
  });
}

type Done = (error: (Error & { errno?: number }) | null, rows: unknown) => void;
type Connection = Record<'execute' | 'query', (sql: string, values: unknown[], done: Done) => void>;

/** The rows of a text with `?` for each value, sent as a prepared statement. Emits `query` like Knex does for its own. */
export async function run<Row>(db: Knex, sql: string, values: unknown[]): Promise<Row[]> {
  const { client } = db;
  const connection: Connection = await client.acquireConnection();
  try {
    const query = { sql, bindings: values };
    client.emit('query', query);
    return await new Promise<Row[]>((resolve, reject) => {
      const done: Done = (error, rows) => {
        if (!error) return resolve(rows as Row[]); // what the statement selects
        client.emit('query-error', error, query);
        reject(error);
      };
      connection.execute(sql, values, (error, rows) => {
        if (error?.errno === TOO_MANY_PREPARED) connection.query(sql, values, done);
        else done(error, rows);
      });
    });
  } finally {
    await client.releaseConnection(connection);
  }
}
