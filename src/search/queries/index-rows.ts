import type { Tx } from '../../database/write.ts';

/** The kinds of entities that can be searched. */
export type EntityKind = 'user' | 'page' | 'group';

export type SearchTermRow = { kind: EntityKind; term: string; entity_id: number };

export type SearchEntryRow = {
  kind: EntityKind;
  entity_id: number;
  words: string;
  phone: string | null;
  cell: number | null;
  lat: number | null;
  lng: number | null;
};

declare module 'knex/types/tables.js' {
  interface Tables {
    search_terms: SearchTermRow;
    search_entries: SearchEntryRow;
  }
}

const ROWS_PER_STATEMENT = 1000;

/** The indexed words of each entity, locked; absent: not indexed. */
export async function lockIndexedWords(tx: Tx, kind: EntityKind, ids: readonly number[]): Promise<Map<number, string[]>> {
  const rows = await tx('search_entries')
    .where({ kind })
    .whereIn('entity_id', ids)
    .orderBy('entity_id')
    .forUpdate()
    .select('entity_id', 'words');
  return new Map(rows.map((row) => [row.entity_id, row.words.split(' ').filter(Boolean)] as const));
}

export async function saveEntries(tx: Tx, rows: readonly SearchEntryRow[]): Promise<void> {
  if (rows.length > 0)
    await tx('search_entries')
      .insert([...rows])
      .onConflict(['kind', 'entity_id'])
      .merge();
}

/** Inserted in index order, which makes large inserts fast. */
export async function insertTerms(tx: Tx, rows: readonly SearchTermRow[]): Promise<void> {
  const sorted = rows.toSorted((a, b) => (a.term < b.term ? -1 : a.term > b.term ? 1 : a.entity_id - b.entity_id));
  for (let from = 0; from < sorted.length; from += ROWS_PER_STATEMENT) {
    await tx('search_terms')
      .insert(sorted.slice(from, from + ROWS_PER_STATEMENT))
      .onConflict(['kind', 'term', 'entity_id'])
      .merge(['entity_id']);
  }
}

export async function deleteTerms(tx: Tx, kind: EntityKind, entityId: number, terms: readonly string[]): Promise<void> {
  if (terms.length > 0)
    await tx('search_terms')
      .where({ kind, entity_id: entityId })
      .whereIn('term', [...terms])
      .delete();
}

export async function deleteEntry(tx: Tx, kind: EntityKind, entityId: number): Promise<void> {
  await tx('search_entries').where({ kind, entity_id: entityId }).delete();
}
