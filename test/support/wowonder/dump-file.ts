import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createGzip } from 'node:zlib';

export type Value = string | number | null;

/** A table of the dump: its columns with their SQL types, and its rows in the order of the columns. */
export type DumpTable = {
  name: string;
  columns: readonly (readonly [name: string, type: string])[];
  key?: string;
  charset?: 'latin1' | 'utf8' | 'utf8mb4';
  rows: Iterable<readonly Value[]>;
};

/** How the dump is written: as mysqldump does, or as phpMyAdmin does, with keys at the end. */
export type Style = 'mysqldump' | 'phpmyadmin';

/** In a text: one byte that is no UTF-8. */
export const BROKEN = '\ue0e9';
const BROKEN_BYTES = Buffer.from(BROKEN);

const ROWS_A_STATEMENT = { mysqldump: 400, phpmyadmin: 100 };

/** Writes tables as a dump, gzipped where the name ends in `.gz`. Memory holds one statement. */
export async function writeDump(path: string, tables: readonly DumpTable[], style: Style): Promise<void> {
  const file = createWriteStream(path);
  const stream = path.endsWith('.gz') ? createGzip({ level: 1 }) : file;
  if (stream !== file) stream.pipe(file);
  const write = async (text: string) => {
    if (!stream.write(bytesOf(text))) await once(stream, 'drain');
  };
  await write(HEAD[style]);
  const keys: string[] = [];
  for (const table of tables) {
    let next = 1;
    await write(definition(table, style));
    for (const { statement, highest } of inserts(table, style)) {
      await write(statement);
      next = Math.max(next, highest + 1);
    }
    if (table.key) keys.push(...keyStatements(table.name, table.key, next));
  }
  if (style === 'phpmyadmin') await write(keys.join('\n'));
  await write(TAIL[style]);
  stream.end();
  await once(file, 'close');
}

const HEAD: Record<Style, string> = {
  mysqldump: `-- MySQL dump 10.13  Distrib 5.5.62; it's not for the faint-hearted
--
-- Host: localhost    Database: community
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8 */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;

`,
  phpmyadmin: `-- phpMyAdmin SQL Dump
-- version 4.9.5
# https://www.phpmyadmin.net/

SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
SET AUTOCOMMIT = 0;
START TRANSACTION;
SET time_zone = "+00:00";
/*!40101 SET NAMES utf8mb4 */;

`,
};

const TAIL: Record<Style, string> = {
  mysqldump: `DELIMITER ;;
/*!50003 CREATE*/ /*!50003 TRIGGER counted BEFORE INSERT ON Wo_Posts FOR EACH ROW BEGIN
  INSERT INTO elsewhere.log VALUES (1);
END */;;
DELIMITER ;
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
-- Dump completed on 2019-05-04  3:02:01
`,
  phpmyadmin: '\nCOMMIT;\n',
};

function definition({ name, columns, key, charset = 'utf8' }: DumpTable, style: Style): string {
  const lines = columns.map(([column, type]) => {
    const text = /char|text|enum/.test(type) ? ` CHARACTER SET ${charset} COLLATE ${charset}_general_ci` : '';
    const counter = column === key && style === 'mysqldump' ? ' NOT NULL AUTO_INCREMENT' : ' NOT NULL';
    const standard = /date$/.test(type) ? " DEFAULT '0000-00-00'" : '';
    return `  \`${column}\` ${type}${text}${column === key ? counter : `${standard} COMMENT 'it''s; a (column)'`}`;
  });
  if (style === 'mysqldump' && key) lines.push(`  PRIMARY KEY (\`${key}\`)`, `  KEY \`other\` (\`${key}\`)`);
  const engine = style === 'mysqldump' ? 'MyISAM' : 'InnoDB';
  const drop = style === 'mysqldump' ? `DROP TABLE IF EXISTS \`${name}\`;\n` : '';
  return `${drop}CREATE TABLE \`${name}\` (\n${lines.join(',\n')}\n) ENGINE=${engine} AUTO_INCREMENT=7 DEFAULT CHARSET=${charset} ROW_FORMAT=COMPACT;\n\n`;
}

function* inserts(table: DumpTable, style: Style): Generator<{ statement: string; highest: number }> {
  const place = table.columns.findIndex(([column]) => column === table.key);
  const names = style === 'phpmyadmin' ? ` (${table.columns.map(([column]) => `\`${column}\``).join(', ')})` : '';
  const between = style === 'phpmyadmin' ? ',\n' : ',';
  let rows: string[] = [];
  let highest = 0;
  const flush = () => ({ statement: `INSERT INTO \`${table.name}\`${names} VALUES ${rows.join(between)};\n`, highest });
  for (const row of table.rows) {
    if (place >= 0) highest = Math.max(highest, Number(row[place]));
    rows.push(`(${row.map(literal).join(',')})`);
    if (rows.length < ROWS_A_STATEMENT[style]) continue;
    yield flush();
    rows = [];
  }
  if (rows.length > 0) yield flush();
}

function keyStatements(name: string, key: string, next: number): string[] {
  return [
    `ALTER TABLE \`${name}\`\n  ADD PRIMARY KEY (\`${key}\`),\n  ADD KEY \`other\` (\`${key}\`);`,
    `ALTER TABLE \`${name}\`\n  MODIFY \`${key}\` int(11) NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=${next};`,
  ];
}

const ESCAPES: Record<string, string> = { "'": "\\'", '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\0': '\\0' };

function literal(value: Value): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return String(value);
  return `'${value.replace(/['\\\n\r\0]/g, (sign) => ESCAPES[sign] ?? sign)}'`;
}

function bytesOf(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (!text.includes(BROKEN)) return bytes;
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(BROKEN_BYTES); at >= 0; at = bytes.indexOf(BROKEN_BYTES, from)) {
    parts.push(bytes.subarray(from, at), Buffer.from([0xe9]));
    from = at + BROKEN_BYTES.length;
  }
  return Buffer.concat([...parts, bytes.subarray(from)]);
}
