import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import { withoutBlocked } from '../../graph/without-blocked.ts';

export type PokeRow = { id: number; sender_id: number; recipient_id: number; created_at: Date };

declare module 'knex/types/tables.js' {
  interface Tables {
    pokes: PokeRow;
  }
}

export async function insertPoke(tx: Tx, row: Omit<PokeRow, 'id'>): Promise<void> {
  await tx('pokes').insert(row);
}

/** A poke that the user sent or received. */
export async function pokeOf(tx: Tx, id: number, personId: number): Promise<PokeRow | undefined> {
  return tx('pokes')
    .where({ id })
    .where((either) => either.where({ sender_id: personId }).orWhere({ recipient_id: personId }))
    .forUpdate()
    .first();
}

export async function deletePoke(tx: Tx, id: number): Promise<void> {
  await tx('pokes').where({ id }).delete();
}

export async function deletePokesBetween(tx: Tx, one: number, other: number): Promise<void> {
  await tx('pokes').where({ sender_id: one, recipient_id: other }).delete();
  await tx('pokes').where({ sender_id: other, recipient_id: one }).delete();
}

/** Deletes up to `limit` pokes of a user. Gives how many. */
export function deletePokesOf(tx: Tx, whose: { sender_id: number } | { recipient_id: number }, limit: number): Promise<number> {
  return tx('pokes').where(whose).limit(limit).delete();
}

/** The pokes a user received, newest first. */
export function receivedPokes(
  db: Knex,
  recipientId: number,
  { offset, limit }: { limit: number; offset?: number | undefined },
): Promise<PokeRow[]> {
  const query = db('pokes').where('pokes.recipient_id', recipientId).orderBy('pokes.id', 'desc').limit(limit);
  if (offset !== undefined) query.where('pokes.id', '<', offset);
  return withoutBlocked(query, recipientId, 'pokes.sender_id');
}
