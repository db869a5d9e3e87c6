/** A table as a dump defines it, made to take whatever the dump's rows hold. */
export type TableDefinition = { name: string; sql: string; columns: string[]; primaryKey: string | undefined };

/** Longer text columns are TEXT, so that a row of many fits. */
const MAX_VARCHAR = 190;

/**
 * Reads `CREATE TABLE` and writes it anew for the scratch schema: the columns with tolerant types, all text in one character
 * set, the primary key where it is one number; no other index, no constraint, no engine of old. Undefined for another form.
 */
export function tableDefinition(statement: string): TableDefinition | undefined {
  const head = /^\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(`[^`]+`|[\w$]+)\s*\(/i.exec(statement);
  if (!head?.[1]) return undefined;
  const name = unquoted(head[1]);
  const { parts, end } = partsOf(statement, head[0].length);
  const columns: { name: string; type: string; isCounted: boolean }[] = [];
  let primaryKey: string | undefined;
  for (const part of parts) {
    const key = /^PRIMARY\s+KEY\s*(?:USING\s+\w+\s*)?\(\s*(`[^`]+`|[\w$]+)\s*\)/i.exec(part);
    if (key?.[1]) primaryKey = unquoted(key[1]);
    if (/^(PRIMARY|UNIQUE|KEY|INDEX|FULLTEXT|SPATIAL|CONSTRAINT|FOREIGN|CHECK)\b/i.test(part)) continue;
    const column = /^(`[^`]+`|[\w$]+)\s+([\s\S]+)$/.exec(part);
    if (!column?.[1] || !column[2]) return undefined;
    const isCounted = /\bAUTO_INCREMENT\b/i.test(column[2]);
    if (/\bPRIMARY\s+KEY\b/i.test(column[2])) primaryKey = unquoted(column[1]);
    columns.push({ name: unquoted(column[1]), type: tolerantType(column[2]), isCounted });
  }
  const key = columns.find((column) => column.name === primaryKey && /int/i.test(column.type));
  const next = /AUTO_INCREMENT\s*=\s*(\d+)/i.exec(statement.slice(end))?.[1];
  const lines = columns.map((column) => `${quoted(column.name)} ${column.type}${suffix(column, key?.name)}`);
  if (key) lines.push(`PRIMARY KEY (${quoted(key.name)})`);
  const counter = key?.isCounted && next ? ` AUTO_INCREMENT=${next}` : '';
  const options = `ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC${counter}`;
  return {
    name,
    sql: `CREATE TABLE ${quoted(name)} (${lines.join(', ')}) ${options}`,
    columns: columns.map((column) => column.name),
    primaryKey: key?.name,
  };
}

function suffix({ name, isCounted }: { name: string; isCounted: boolean }, key: string | undefined): string {
  if (name !== key) return ' NULL';
  return isCounted ? ' NOT NULL AUTO_INCREMENT' : ' NOT NULL';
}

/** The parts between the commas of a parenthesis that opens before `from`, and where it ends. */
function partsOf(text: string, from: number): { parts: string[]; end: number } {
  const parts: string[] = [];
  let [start, depth] = [from, 0];
  const token = /'(?:[^'\\]|\\.|'')*'|`[^`]*`|"(?:[^"\\]|\\.)*"|[(),]/gs;
  token.lastIndex = from;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [sign] = match;
    if (sign === '(') depth += 1;
    else if (sign === ')' && depth > 0) depth -= 1;
    else if (sign === ')' || (sign === ',' && depth === 0)) {
      parts.push(text.slice(start, match.index).trim());
      start = match.index + 1;
      if (sign === ')') return { parts, end: match.index + 1 };
    }
  }
  return { parts, end: text.length };
}

function tolerantType(definition: string): string {
  const [, word = 'text', size = '', rest = ''] =
    /^(\w+)\s*(\((?:'(?:[^'\\]|\\.|'')*'|[^)])*\))?([\s\S]*)$/.exec(definition.trim()) ?? [];
  const type = word.toLowerCase();
  const sign = /^\s*unsigned\b/i.test(rest) ? ' UNSIGNED' : '';
  if (type === 'varchar' || type === 'char') return Number(size.slice(1, -1)) > MAX_VARCHAR ? 'TEXT' : `VARCHAR${size || '(1)'}`;
  if (/^(tiny|medium|long)?text$/.test(type)) return type.toUpperCase();
  if (type === 'json') return 'LONGTEXT';
  // a value that is none of the list would be lost
  if (type === 'enum' || type === 'set') return 'VARCHAR(190)';
  if (/^(tiny|small|medium|big)?int(eger)?$/.test(type)) return `${type.toUpperCase()}${sign}`;
  if (/^(decimal|numeric|float|double|real)$/.test(type)) return `${type.toUpperCase()}${size}${sign}`;
  if (/^(date|datetime|timestamp|time)$/.test(type)) return type === 'timestamp' ? 'DATETIME' : `${type.toUpperCase()}`;
  if (type === 'year') return 'INT';
  if (/blob$|binary$/.test(type)) return 'LONGBLOB';
  return 'LONGTEXT';
}

export function unquoted(name: string): string {
  return name.startsWith('`') ? name.slice(1, -1) : name;
}

export function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
