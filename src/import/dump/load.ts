import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import {
  type Connection,
  type ConnectionOptions,
  createConnection,
  type ResultSetHeader,
  type RowDataPacket,
} from 'mysql2/promise';
import { decodeDump } from './decode.ts';
import { type Statement, statementsOf } from './statements.ts';
import { quoted, tableDefinition, unquoted } from './table-definition.ts';

/** What loading came to. `broken`: statements with bytes that are no text; `lost`: rows the server did not take. */
export type Loaded = {
  rows: number;
  tables: number;
  broken: number;
  lost: { table: string; reason: string }[];
  truncatedIn: string | undefined;
  seconds: number;
  /** An earlier run had loaded the same file. */
  wasThere: boolean;
};

type Options = {
  file: string;
  /** Without a database. */
  connection: ConnectionOptions;
  schema: string;
  /** The column to read a table by, by its name in lower case without prefix; it gets an index where the dump has none. */
  keyOf(table: string): string;
  onProgress(bytes: number, total: number): void;
};

const SESSION = [
  // zero dates, values too long and 0 as an id are taken as they are
  "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
  'SET SESSION foreign_key_checks = 0',
  'SET SESSION unique_checks = 0',
];

/**
 * Loads a dump of mysqldump or phpMyAdmin, gzipped or not, into a schema of its own, which is made anew. Only tables and rows
 * are taken from it; every other statement is passed over, and none can name another schema.
 */
export async function loadDump(options: Options): Promise<Loaded> {
  const { file, schema } = options;
  const { size, mtimeMs } = await stat(file);
  const mark = `${file} ${size} ${Math.round(mtimeMs)}`;
  const connection = await createConnection({ ...options.connection, charset: 'utf8mb4' });
  try {
    for (const sql of SESSION) await connection.query(sql);
    // an old server may not allow it, and then has none of the checks
    await connection.query('SET SESSION innodb_strict_mode = OFF').catch(() => {});
    const known = await finishedLoad(connection, schema);
    if (known?.mark === mark) {
      await connection.query(`USE ${quoted(schema)}`);
      return { ...known.loaded, wasThere: true };
    }
    await connection.query(`DROP DATABASE IF EXISTS ${quoted(schema)}`);
    await connection.query(`CREATE DATABASE ${quoted(schema)} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
    await connection.query(`USE ${quoted(schema)}`);
    const loaded = await load(connection, options, size);
    await connection.query(`CREATE TABLE ${MARKER} (id INT PRIMARY KEY, mark TEXT, loaded LONGTEXT)`);
    await connection.query(`INSERT INTO ${MARKER} VALUES (1, ?, ?)`, [mark, JSON.stringify(loaded)]);
    return loaded;
  } finally {
    await connection.end();
  }
}

/** Removes the schema of a loaded dump: it holds passwords and keys that came with the rest. */
export async function dropDump(connection: ConnectionOptions, schema: string): Promise<void> {
  const session = await createConnection(connection);
  try {
    await session.query(`DROP DATABASE IF EXISTS ${quoted(schema)}`);
  } finally {
    await session.end();
  }
}

export const MARKER = 'import_dump_is_loaded';

async function finishedLoad(connection: Connection, schema: string): Promise<{ mark: string; loaded: Loaded } | undefined> {
  const [tables] = await connection.query<RowDataPacket[]>(
    'SELECT table_name FROM information_schema.tables WHERE table_schema = ? AND table_name = ?',
    [schema, MARKER],
  );
  if (tables.length === 0) return undefined;
  const [rows] = await connection.query<RowDataPacket[]>(`SELECT mark, loaded FROM ${quoted(schema)}.${MARKER}`);
  const [row] = rows;
  return row ? { mark: String(row.mark), loaded: JSON.parse(String(row.loaded)) } : undefined;
}

async function load(connection: Connection, options: Options, size: number): Promise<Loaded> {
  const begun = performance.now();
  const loader = new Loader(connection);
  const chunks = await chunksOf(options.file, (bytes) => options.onProgress(bytes, size));
  try {
    for await (const statement of statementsOf(chunks)) await loader.take(statement);
  } catch (error) {
    // a gzip file that was cut off: what came before is kept
    if (!(error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR')) throw error;
    loader.loaded.truncatedIn ??= 'the compressed file';
  }
  await loader.finish(options.keyOf);
  return { ...loader.loaded, seconds: Math.round((performance.now() - begun) / 100) / 10 };
}

/** The bytes of the file, decompressed where they are compressed. */
async function chunksOf(file: string, onRead: (bytes: number) => void): Promise<AsyncIterable<Buffer>> {
  const handle = await open(file);
  const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  await handle.close();
  const stream = createReadStream(file, { highWaterMark: 1024 * 1024 });
  let bytes = 0;
  stream.on('data', (chunk) => {
    bytes += chunk.length;
    onRead(bytes);
  });
  const isGzip = buffer[0] === 0x1f && buffer[1] === 0x8b;
  return isGzip ? stream.pipe(createGunzip({ chunkSize: 256 * 1024 })) : stream;
}

const INSERT =
  /^(?:INSERT|REPLACE)\s+(?:IGNORE\s+|LOW_PRIORITY\s+|DELAYED\s+)*(?:INTO\s+)?(`[^`]+`|[\w$]+)(\s*\.)?\s*(\([^)]*\)\s*)?VALUES?\s*/i;
const MODIFY = /^ALTER\s+TABLE\s+(`[^`]+`|[\w$]+)\s+MODIFY\s[\s\S]*AUTO_INCREMENT\s*=\s*(\d+)/i;
const ADD_KEY = /^ALTER\s+TABLE\s+(`[^`]+`|[\w$]+)\s+ADD\s+PRIMARY\s+KEY\s*\(\s*(`[^`]+`|[\w$]+)\s*\)/i;

class Loader {
  readonly loaded: Loaded = { rows: 0, tables: 0, broken: 0, lost: [], truncatedIn: undefined, seconds: 0, wasThere: false };
  readonly #connection: Connection;
  /** Keys by table: what is read by, and the counter it goes on from. */
  readonly #tables = new Map<string, { columns: string[]; key: string | undefined; next: number }>();
  #insert: { table: string; head: string } | undefined;
  /** The rows on their way: the next statement is read meanwhile. */
  #sending: Promise<void> = Promise.resolve();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async take({ bytes, continued, truncated }: Statement): Promise<void> {
    const { text, isBroken } = decodeDump(bytes);
    if (isBroken) this.loaded.broken += 1;
    // comments of old servers' versions stand before statements, too
    const sql = text.replace(/^(?:\s|\/\*[\s\S]*?\*\/)+/, '');
    if (continued) {
      if (truncated) this.loaded.truncatedIn = this.#insert?.table;
      if (this.#insert && sql !== '') await this.#send(this.#insert, sql);
      return;
    }
    this.#insert = undefined;
    if (/^CREATE\s+TABLE/i.test(sql) && !truncated) {
      await this.#sending;
      await this.#create(sql);
    } else if (/^(INSERT|REPLACE)/i.test(sql)) await this.#firstRows(sql, truncated);
    else if (/^ALTER\s+TABLE/i.test(sql)) this.#alter(sql);
    if (truncated) this.loaded.truncatedIn ??= 'the end of the file';
  }

  async #create(sql: string): Promise<void> {
    const definition = tableDefinition(sql);
    if (!definition) return;
    await this.#connection.query(`DROP TABLE IF EXISTS ${quoted(definition.name)}`);
    await this.#connection.query(definition.sql);
    this.#tables.set(definition.name, { columns: definition.columns, key: definition.primaryKey, next: 0 });
    this.loaded.tables += 1;
  }

  async #firstRows(sql: string, truncated: boolean): Promise<void> {
    const head = INSERT.exec(sql);
    if (!head?.[1] || head[2] !== undefined) {
      // a name with a schema before it leads out of here
      if (head) this.loaded.lost.push({ table: head[1] ?? '', reason: 'a statement that names another schema' });
      return;
    }
    const table = unquoted(head[1]);
    if (truncated) this.loaded.truncatedIn = table;
    if (!this.#tables.has(table)) {
      this.loaded.lost.push({ table, reason: 'rows of a table that the dump does not define' });
      return;
    }
    this.#insert = { table, head: `INSERT INTO ${quoted(table)} ${head[3] ?? ''}VALUES ` };
    const rows = sql.slice(head[0].length);
    if (rows.startsWith('(')) await this.#send(this.#insert, rows);
  }

  async #send(insert: { table: string; head: string }, rows: string): Promise<void> {
    await this.#sending;
    this.#sending = this.#rows(insert, rows);
    // awaited before the next rows; a failure until then is not lost
    this.#sending.catch(() => {});
  }

  async #rows({ table, head }: { table: string; head: string }, rows: string): Promise<void> {
    const taken = await this.#try(head + rows);
    if (typeof taken === 'number') {
      this.loaded.rows += taken;
      return;
    }
    // one of them is at fault: each by itself
    for (const row of rowsOf(rows)) {
      const one = await this.#try(head + row);
      if (typeof one === 'number') this.loaded.rows += one;
      else this.loaded.lost.push({ table, reason: one.message.slice(0, 300) });
    }
  }

  async #try(sql: string): Promise<number | Error> {
    try {
      const [result] = await this.#connection.query<ResultSetHeader>(sql);
      return result.affectedRows;
    } catch (error) {
      // errors of the server have a number; without it the connection is gone
      if (error instanceof Error && 'errno' in error && Number(error.errno) > 0) return error;
      throw error;
    }
  }

  #alter(sql: string): void {
    const [, keyed = '', key = ''] = ADD_KEY.exec(sql) ?? [];
    const table = this.#tables.get(unquoted(keyed));
    if (table) table.key = unquoted(key);
    const [, counted = '', next = ''] = MODIFY.exec(sql) ?? [];
    const counter = this.#tables.get(unquoted(counted));
    if (counter) counter.next = Number(next);
  }

  /** Gives tables the index they are read by. phpMyAdmin writes keys at the end, and a file that was cut off has none. */
  async finish(keyOf: (table: string) => string): Promise<void> {
    await this.#sending;
    const indexed = new Set(await this.#withPrimaryKey());
    for (const [name, { columns, key, next }] of this.#tables) {
      if (indexed.has(name)) continue;
      const wanted = key ?? columns.find((column) => column.toLowerCase() === keyOf(name.toLowerCase()));
      if (wanted === undefined) continue;
      await this.#connection.query(`ALTER TABLE ${quoted(name)} ADD INDEX import_key (${quoted(wanted)})`);
      if (next > 0) await this.#raise(name, wanted, next);
    }
  }

  /** The counter stands in the definition of a column; without it the ids of what was deleted last would be given again. */
  async #raise(table: string, column: string, next: number): Promise<void> {
    const sql = `ALTER TABLE ${quoted(table)} MODIFY ${quoted(column)} BIGINT NOT NULL AUTO_INCREMENT, AUTO_INCREMENT = ${next}`;
    await this.#try(sql);
  }

  async #withPrimaryKey(): Promise<string[]> {
    const [rows] = await this.#connection.query<RowDataPacket[]>(
      "SELECT table_name AS name FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name = 'PRIMARY'",
    );
    return rows.map((row) => String(row.name));
  }
}

/** The rows of `(1,'a'),(2,'b')`, each with its parentheses. */
export function rowsOf(text: string): string[] {
  const rows: string[] = [];
  let [start, depth] = [-1, 0];
  const token = /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|[()]/gs;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (match[0] === '(') {
      if (depth === 0) start = match.index;
      depth += 1;
    } else if (match[0] === ')') {
      depth -= 1;
      if (depth === 0 && start >= 0) rows.push(text.slice(start, match.index + 1));
    }
  }
  return rows;
}
