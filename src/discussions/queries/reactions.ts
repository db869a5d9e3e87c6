import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import type { RemarkReactionRow, RemarkTables } from './rows.ts';

/** A person and a remark. */
export type Pair = { comment_id: number; user_id: number };

/** What one person thinks of the remarks. 1 statement. */
export async function ownReactions(
  db: Knex,
  { reactions }: RemarkTables,
  { userId, ids }: { userId: number; ids: readonly number[] },
): Promise<Pick<RemarkReactionRow, 'comment_id' | 'reaction'>[]> {
  if (ids.length === 0) return [];
  return db(reactions).select('comment_id', 'reaction').where({ user_id: userId }).whereIn('comment_id', ids);
}

/** The person's reaction to a locked remark, 0 for none. */
export async function ownReaction(tx: Tx, { reactions }: RemarkTables, pair: Pair): Promise<number> {
  return (await tx(reactions).where(pair).first('reaction'))?.reaction ?? 0;
}

/** Puts a reaction in the place of the person's former one. */
export async function saveReaction(tx: Tx, { reactions }: RemarkTables, row: Omit<RemarkReactionRow, 'id'>): Promise<void> {
  await tx(reactions).insert(row).onConflict(['comment_id', 'user_id']).merge(['reaction', 'created_at']);
}

export async function deleteReaction(tx: Tx, { reactions }: RemarkTables, pair: Pair): Promise<void> {
  await tx(reactions).where(pair).delete();
}
