import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import { withoutBlocked } from '../../graph/without-blocked.ts';
import type { ChatKind } from './preferences.ts';

export type ConversationRow = {
  id: number;
  kind: ChatKind;
  first_id: number;
  second_id: number;
  /** `#rrggbb`, or '' for the site's own colour. */
  color: string;
  created_at: Date;
};

/** One participant's state in a conversation. `chat_id`: the other person, the page or the group. */
export type ParticipantRow = {
  user_id: number;
  conversation_id: number;
  kind: ChatKind;
  chat_id: number;
  /** In whole seconds; null: the chat is in no list. */
  last_message_at: Date | null;
  unread_count: number;
  read_up_to: number;
  read_at: Date | null;
  cleared_up_to: number;
};

declare module 'knex/types/tables.js' {
  interface Tables {
    conversations: ConversationRow;
    conversation_participants: ParticipantRow;
  }
}

/** The unique key of a conversation. */
export type ConversationKey = Pick<ConversationRow, 'kind' | 'first_id' | 'second_id'>;

export async function conversationRows(db: Knex, ids: readonly number[]): Promise<ConversationRow[]> {
  if (ids.length === 0) return [];
  return db('conversations').select('*').whereIn('id', ids);
}

export async function conversationByKey(db: Knex, key: ConversationKey): Promise<ConversationRow | undefined> {
  return db('conversations').where(key).first();
}

/**
 * Locks a conversation, creating it if needed; the unique key decides between concurrent creators. Only the holder of the lock
 * adds messages, so their ids become visible in order.
 */
export async function lockConversation(tx: Tx, key: ConversationKey, now: Date): Promise<ConversationRow> {
  const found = await tx('conversations').where(key).forUpdate().first();
  if (found) return found;
  await tx('conversations')
    .insert({ ...key, created_at: now })
    .onConflict(['kind', 'first_id', 'second_id'])
    .merge(['kind']);
  const made = await tx('conversations').where(key).forUpdate().first();
  if (!made) throw new Error('the conversation just made is not there');
  return made;
}

export async function lockConversationById(tx: Tx, id: number): Promise<ConversationRow | undefined> {
  return tx('conversations').where({ id }).forUpdate().first();
}

export async function updateColor(tx: Tx, conversationId: number, color: string): Promise<void> {
  await tx('conversations').where({ id: conversationId }).update({ color });
}

export type NewParticipant = Pick<ParticipantRow, 'user_id' | 'conversation_id' | 'kind' | 'chat_id'> &
  Partial<Pick<ParticipantRow, 'last_message_at' | 'read_up_to'>>;

/** Adds the participants that are missing and leaves the others unchanged. */
export async function insertParticipants(tx: Tx, participants: readonly NewParticipant[]): Promise<void> {
  if (participants.length === 0) return;
  await tx('conversation_participants')
    .insert([...participants])
    .onConflict(['user_id', 'conversation_id'])
    .merge(['kind']);
}

/** Moves every participant's chat to the top of their list for a new message; recipients get one more unread. */
export async function bumpParticipants(
  tx: Tx,
  conversationId: number,
  { at, recipientIds }: { at: Date; recipientIds: readonly number[] },
): Promise<void> {
  const isRecipient = recipientIds.length > 0 ? `user_id IN (${recipientIds.map(() => '?').join(', ')})` : '0';
  await tx('conversation_participants')
    .where({ conversation_id: conversationId })
    .update({
      last_message_at: new Date(Math.floor(at.getTime() / 1000) * 1000),
      unread_count: tx.raw(`unread_count + (${isRecipient})`, [...recipientIds]),
    });
}

/** The reader's participant row in each of their conversations. */
export async function participantsOf(db: Knex, userId: number, conversationIds: readonly number[]): Promise<ParticipantRow[]> {
  if (conversationIds.length === 0) return [];
  return db('conversation_participants').select('*').where({ user_id: userId }).whereIn('conversation_id', conversationIds);
}

/** The reader's participant row in a chat, by what the chat is with. */
export async function participantOfChat(
  db: Knex,
  userId: number,
  chat: { kind: ChatKind; chat_id: number },
): Promise<ParticipantRow | undefined> {
  return db('conversation_participants')
    .where({ user_id: userId, ...chat })
    .orderBy('last_message_at', 'desc')
    .first();
}

export async function lockParticipant(tx: Tx, userId: number, conversationId: number): Promise<ParticipantRow | undefined> {
  return tx('conversation_participants').where({ user_id: userId, conversation_id: conversationId }).forUpdate().first();
}

export async function updateParticipant(
  tx: Tx,
  { user_id, conversation_id }: Pick<ParticipantRow, 'user_id' | 'conversation_id'>,
  changes: Partial<Pick<ParticipantRow, 'last_message_at' | 'unread_count' | 'read_up_to' | 'read_at' | 'cleared_up_to'>>,
): Promise<void> {
  await tx('conversation_participants').where({ user_id, conversation_id }).update(changes);
}

/** The other participants who are notified of what a person does in a conversation: all but those blocked either way. */
export async function recipientIdsOf(db: Knex, conversationId: number, actorId: number): Promise<number[]> {
  const others = db('conversation_participants').where({ conversation_id: conversationId }).whereNot('user_id', actorId);
  return withoutBlocked(others, actorId, 'conversation_participants.user_id').pluck('user_id');
}

/**
 * The furthest read position among the other participants of each conversation, and when it was reached. One statement, one index
 * lookup for each.
 */
export async function othersReadUpTo(
  db: Knex,
  userId: number,
  conversationIds: readonly number[],
): Promise<Pick<ParticipantRow, 'conversation_id' | 'read_up_to' | 'read_at'>[]> {
  if (conversationIds.length === 0) return [];
  const readerId = db('conversation_participants as others')
    .select('others.user_id')
    .whereRaw('others.conversation_id = conversations.id')
    .whereNot('others.user_id', userId)
    .orderBy('others.read_up_to', 'desc')
    .limit(1);
  const furthest = db('conversations')
    .select('conversations.id', readerId.as('reader_id'))
    .whereIn('conversations.id', conversationIds);
  return db
    .from(furthest.as('furthest'))
    .join('conversation_participants as participants', (join) => {
      join.on('participants.user_id', 'furthest.reader_id').andOn('participants.conversation_id', 'furthest.id');
    })
    .select('participants.conversation_id', 'participants.read_up_to', 'participants.read_at');
}

/** Conversations with unread messages, without those with people blocked either way, who are not told of reads. */
export async function unreadConversationIds(db: Knex, userId: number, limit: number): Promise<number[]> {
  return db('conversation_participants')
    .where({ user_id: userId })
    .where('unread_count', '>', 0)
    .where((either) => {
      either.whereNot('kind', 'user').orWhere((person) => withoutBlocked(person, userId, 'conversation_participants.chat_id'));
    })
    .limit(limit)
    .pluck('conversation_id');
}

/** Lowers the unread count of participants who had not read a message that is deleted for everyone. */
export async function decrementUnread(tx: Tx, message: { id: number; conversation_id: number; from_id: number }): Promise<void> {
  const unread = tx('conversation_participants')
    .where({ conversation_id: message.conversation_id })
    .where('read_up_to', '<', message.id)
    .where('cleared_up_to', '<', message.id)
    .where('unread_count', '>', 0)
    .whereNot('user_id', message.from_id)
    .whereNotExists((hidden) => {
      hidden
        .select('message_marks.message_id')
        .from('message_marks')
        .where('message_marks.message_id', message.id)
        .where('message_marks.hidden', 1)
        .whereRaw('message_marks.user_id = conversation_participants.user_id');
    });
  await withoutBlocked(unread, message.from_id, 'conversation_participants.user_id').decrement('unread_count', 1);
}

export async function deleteParticipant(tx: Tx, userId: number, conversationId: number): Promise<void> {
  await tx('conversation_participants').where({ user_id: userId, conversation_id: conversationId }).delete();
}

export async function deleteParticipantsOf(tx: Tx, conversationId: number): Promise<void> {
  await tx('conversation_participants').where({ conversation_id: conversationId }).delete();
}

export async function deleteConversationRow(tx: Tx, id: number): Promise<void> {
  await tx('conversations').where({ id }).delete();
}

/** Up to `limit` conversations of a user. */
export async function conversationIdsOf(db: Knex, userId: number, limit: number): Promise<number[]> {
  return db('conversation_participants')
    .where({ user_id: userId })
    .orderBy('conversation_id')
    .limit(limit)
    .pluck('conversation_id');
}

/** Up to `limit` conversations of a page. */
export async function conversationIdsOfPage(db: Knex, pageId: number, limit: number): Promise<number[]> {
  return db('conversations').where({ kind: 'page', first_id: pageId }).limit(limit).pluck('id');
}
