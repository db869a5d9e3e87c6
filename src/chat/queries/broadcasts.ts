import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';

export type BroadcastRow = { id: number; owner_id: number; name: string; image: string; created_at: Date };
export type BroadcastMemberRow = { broadcast_id: number; user_id: number };

declare module 'knex/types/tables.js' {
  interface Tables {
    broadcasts: BroadcastRow;
    broadcast_members: BroadcastMemberRow;
  }
}

/** A person's broadcasts, newest first. */
export async function broadcastRows(
  db: Knex,
  ownerId: number,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<BroadcastRow[]> {
  const query = db('broadcasts').where({ owner_id: ownerId }).orderBy('id', 'desc').limit(limit);
  if (before !== undefined) query.where('id', '<', before);
  return query;
}

export async function ownBroadcast(db: Knex, ownerId: number, id: number): Promise<BroadcastRow | undefined> {
  return db('broadcasts').where({ id, owner_id: ownerId }).first();
}

export async function lockOwnBroadcast(tx: Tx, ownerId: number, id: number): Promise<BroadcastRow | undefined> {
  return tx('broadcasts').where({ id, owner_id: ownerId }).forUpdate().first();
}

export async function broadcastMembers(db: Knex, ids: readonly number[]): Promise<BroadcastMemberRow[]> {
  if (ids.length === 0) return [];
  return db('broadcast_members').whereIn('broadcast_id', ids).orderBy('user_id');
}

export async function insertBroadcast(tx: Tx, row: Omit<BroadcastRow, 'id'>): Promise<number> {
  const [id] = await tx('broadcasts').insert(row);
  if (id === undefined) throw new Error('the new broadcast has no id');
  return id;
}

export async function updateBroadcast(tx: Tx, id: number, changes: Partial<Omit<BroadcastRow, 'id'>>): Promise<void> {
  if (Object.keys(changes).length > 0) await tx('broadcasts').where({ id }).update(changes);
}

export async function insertBroadcastMembers(tx: Tx, rows: readonly BroadcastMemberRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx('broadcast_members')
    .insert([...rows])
    .onConflict(['broadcast_id', 'user_id'])
    .merge();
}

export async function deleteBroadcastMembers(tx: Tx, id: number, userIds: readonly number[]): Promise<void> {
  if (userIds.length > 0) await tx('broadcast_members').where({ broadcast_id: id }).whereIn('user_id', userIds).delete();
}

export async function deleteBroadcastRow(tx: Tx, id: number): Promise<void> {
  await tx('broadcast_members').where({ broadcast_id: id }).delete();
  await tx('broadcasts').where({ id }).delete();
}

/** The messages a broadcast sent, newest first; one for each recipient. */
export async function broadcastMessageIds(
  db: Knex,
  id: number,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<number[]> {
  const query = db('messages').where({ broadcast_id: id, state: 'shown' }).orderBy('id', 'desc').limit(limit);
  if (before !== undefined) query.where('id', '<', before);
  return query.pluck('id');
}

/** Removes a user from all broadcast lists. */
export async function deleteBroadcastMember(tx: Tx, userId: number, limit: number): Promise<number> {
  return tx('broadcast_members').where({ user_id: userId }).limit(limit).delete();
}
