import { type Connection, type ConnectionOptions, createConnection, type RowDataPacket } from 'mysql2/promise';
import type { Source, SourceRow, SourceTable } from './source.ts';

/** Where a source's tables are, and what their names begin with (compared without case). */
export type MysqlSource = { connection: ConnectionOptions; database: string; prefix: string };

const SESSION = [
  "SET SESSION time_zone = '+00:00'",
  "SET SESSION sql_mode = ''",
  // this connection changes nothing, whatever a bug would ask for
  'SET SESSION TRANSACTION READ ONLY',
];

/** Opens a MySQL or MariaDB database for reading. Its tables and columns are discovered, without regard to case. */
export async function openMysqlSource({ connection, database, prefix }: MysqlSource): Promise<Source> {
  const reader = await createConnection({
    ...connection,
    database,
    charset: 'utf8mb4',
    // zero dates and times without a zone stay as they are
    dateStrings: true,
    jsonStrings: true,
    supportBigNumbers: true,
  });
  try {
    for (const sql of SESSION) await reader.query(sql);
    return sourceOf(reader, await discover(reader, database, prefix));
  } catch (error) {
    await reader.end();
    throw error;
  }
}

async function discover(reader: Connection, database: string, prefix: string): Promise<Map<string, SourceTable>> {
  const [columns] = await reader.query<RowDataPacket[]>(
    'SELECT table_name AS tableName, column_name AS columnName FROM information_schema.columns ' +
      'WHERE table_schema = ? ORDER BY table_name, ordinal_position',
    [database],
  );
  const [tables] = await reader.query<RowDataPacket[]>(
    "SELECT table_name AS tableName, auto_increment AS nextId FROM information_schema.tables WHERE table_schema = ? AND table_type = 'BASE TABLE'",
    [database],
  );
  const found = new Map<string, SourceTable & { columns: Map<string, string> }>();
  for (const { tableName, nextId } of tables) {
    const name = String(tableName);
    const lower = name.toLowerCase();
    const short = lower.startsWith(prefix.toLowerCase()) ? lower.slice(prefix.length) : lower;
    found.set(short, { name, columns: new Map(), nextId: Number(nextId ?? 0) });
  }
  const byName = new Map([...found.values()].map((table) => [table.name, table]));
  for (const { tableName, columnName } of columns) {
    byName.get(String(tableName))?.columns.set(String(columnName).toLowerCase(), String(columnName));
  }
  return found;
}

function sourceOf(reader: Connection, tables: ReadonlyMap<string, SourceTable>): Source {
  async function rows(sql: string, values: unknown[]): Promise<SourceRow[]> {
    const [found] = await reader.query<RowDataPacket[]>(sql, values);
    return found;
  }
  async function number(sql: string, values: unknown[]): Promise<number> {
    const [row] = await rows(sql, values);
    return Number(row?.n ?? 0);
  }
  return {
    tables,
    count: (table) => number('SELECT COUNT(*) AS n FROM ??', [table.name]),
    highest: (table, key) => number('SELECT MAX(??) AS n FROM ??', [real(table, key), table.name]),
    range({ table, columns, key, after, upTo, limit }) {
      const column = real(table, key);
      const end = upTo === undefined ? '' : ' AND ?? <= ?';
      const values = [...names(table, columns), table.name, column, after, ...(upTo === undefined ? [] : [column, upTo])];
      const most = upTo === undefined ? ` LIMIT ${limit}` : '';
      return rows(`SELECT ${list(columns)} FROM ?? WHERE ?? > ?${end} ORDER BY ??${most}`, [...values, column]);
    },
    offset(table, columns, { skip, limit }) {
      const order = columns.map(() => '??').join(', ');
      const values = [...names(table, columns), table.name, ...columns.map((column) => real(table, column))];
      return rows(`SELECT ${list(columns)} FROM ?? ORDER BY ${order} LIMIT ${limit} OFFSET ${skip}`, values);
    },
    matching(table, columns, { column, values }) {
      if (values.length === 0) return Promise.resolve([]);
      const given = [...names(table, columns), table.name, real(table, column), values];
      return rows(`SELECT ${list(columns)} FROM ?? WHERE ?? IN (?)`, given);
    },
    close: () => reader.end(),
  };
}

/** `?? AS ??` for each column, under its lower-case name. */
function list(columns: readonly string[]): string {
  return columns.map(() => '?? AS ??').join(', ');
}

function names(table: SourceTable, columns: readonly string[]): string[] {
  return columns.flatMap((column) => [real(table, column), column]);
}

function real(table: SourceTable, column: string): string {
  return table.columns.get(column) ?? column;
}
