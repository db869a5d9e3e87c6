import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';

export type MessageReactionRow = { message_id: number; user_id: number; reaction: number; created_at: Date };

/** One reader's marks on a message. */
export type MessageMarkRow = {
  user_id: number;
  message_id: number;
  conversation_id: number;
  pinned: number;
  favourite: number;
  hidden: number;
};

declare module 'knex/types/tables.js' {
  interface Tables {
    message_reactions: MessageReactionRow;
    message_marks: MessageMarkRow;
  }
}

export async function markRows(db: Knex, userId: number, messageIds: readonly number[]): Promise<MessageMarkRow[]> {
  if (messageIds.length === 0) return [];
  return db('message_marks').select('*').where({ user_id: userId }).whereIn('message_id', messageIds);
}

export async function saveMark(
  tx: Tx,
  mark: Pick<MessageMarkRow, 'user_id' | 'message_id' | 'conversation_id'>,
  change: Partial<Pick<MessageMarkRow, 'pinned' | 'favourite' | 'hidden'>>,
): Promise<void> {
  const names = Object.keys(change) as (keyof MessageMarkRow)[]; // the keys of a Partial of it
  await tx('message_marks')
    .insert({ ...mark, ...change })
    .onConflict(['user_id', 'message_id'])
    .merge(names);
}

export type MarkedPage = { before: number | undefined; limit: number };

/** Messages a reader pinned or favourited in a conversation, newest first. Hiding a message removes both marks. */
export async function markedMessageIds(
  db: Knex,
  { userId, conversationId, mark }: { userId: number; conversationId: number; mark: 'pinned' | 'favourite' },
  { before, limit }: MarkedPage,
): Promise<number[]> {
  const query = db('message_marks')
    .where({ user_id: userId, conversation_id: conversationId, [mark]: 1 })
    .orderBy('message_id', 'desc')
    .limit(limit);
  if (before !== undefined) query.where('message_id', '<', before);
  return query.pluck('message_id');
}

export async function reactionRows(
  db: Knex,
  messageIds: readonly number[],
): Promise<Pick<MessageReactionRow, 'message_id' | 'user_id' | 'reaction'>[]> {
  if (messageIds.length === 0) return [];
  return db('message_reactions').select('message_id', 'user_id', 'reaction').whereIn('message_id', messageIds);
}

export async function messageReactionOf(tx: Tx, messageId: number, userId: number): Promise<number> {
  const row = await tx('message_reactions').select('reaction').where({ message_id: messageId, user_id: userId }).first();
  return row?.reaction ?? 0;
}

export async function saveMessageReaction(tx: Tx, row: MessageReactionRow): Promise<void> {
  await tx('message_reactions').insert(row).onConflict(['message_id', 'user_id']).merge(['reaction', 'created_at']);
}

export async function deleteMessageReaction(tx: Tx, messageId: number, userId: number): Promise<void> {
  await tx('message_reactions').where({ message_id: messageId, user_id: userId }).delete();
}

export async function deleteMarksOfUser(tx: Tx, userId: number, limit: number): Promise<number> {
  const marks = await tx('message_marks').where({ user_id: userId }).limit(limit).delete();
  const reactions = await tx('message_reactions').where({ user_id: userId }).limit(limit).delete();
  return marks + reactions;
}
