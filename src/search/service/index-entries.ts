import type { Tx } from '../../database/write.ts';
import {
  deleteEntry,
  deleteTerms,
  type EntityKind,
  insertTerms,
  lockIndexedWords,
  type SearchEntryRow,
  type SearchTermRow,
  saveEntries,
} from '../queries/index-rows.ts';
import { indexTerms, wordsOf } from '../rules/words.ts';

/** What is indexed of an entity: its texts, and a user's location and number. */
export type Entry = { id: number; texts: readonly string[] } & Partial<Pick<SearchEntryRow, 'phone' | 'cell' | 'lat' | 'lng'>>;

/**
 * Updates the index to the entries, in the running transaction. Writes only terms that changed: at most 3 statements, plus one
 * for each entity that lost some.
 */
export async function indexEntries(tx: Tx, kind: EntityKind, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  const indexed = await lockIndexedWords(
    tx,
    kind,
    entries.map((entry) => entry.id),
  );
  const added: SearchTermRow[] = [];
  const rows: SearchEntryRow[] = [];
  for (const { id, texts, phone = null, cell = null, lat = null, lng = null } of entries) {
    const words = wordsOf(...texts);
    const before = indexTerms(indexed.get(id) ?? []);
    const now = indexTerms(words);
    const gone = [...before].filter((term) => !now.has(term));
    await deleteTerms(tx, kind, id, gone);
    for (const term of now) if (!before.has(term)) added.push({ kind, term, entity_id: id });
    rows.push({ kind, entity_id: id, words: words.join(' '), phone, cell, lat, lng });
  }
  await insertTerms(tx, added);
  await saveEntries(tx, rows);
}

/** Removes an entity from the index. */
export async function removeEntry(tx: Tx, kind: EntityKind, id: number): Promise<void> {
  const indexed = await lockIndexedWords(tx, kind, [id]);
  await deleteTerms(tx, kind, id, [...indexTerms(indexed.get(id) ?? [])]);
  await deleteEntry(tx, kind, id);
}
