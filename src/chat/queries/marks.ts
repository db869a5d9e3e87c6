import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';

/** How one reader keeps a message. */
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

export async function deleteMarksOfUser(tx: Tx, userId: number, limit: number): Promise<number> {
  return tx('message_marks').where({ user_id: userId }).limit(limit).delete();
}
