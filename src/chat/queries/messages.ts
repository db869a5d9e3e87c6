import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import type { ParticipantRow } from './conversations.ts';
import type { ChatKind } from './preferences.ts';

export type MessageRow = {
  id: number;
  conversation_id: number;
  from_id: number;
  to_id: number;
  group_id: number;
  page_id: number;
  state: 'shown' | 'deleted';
  text: string;
  media_key: string;
  media_name: string;
  media_kind: '' | 'image' | 'video' | 'sound' | 'file';
  media_bytes: number;
  is_sticker: number;
  is_contact: number;
  is_forwarded: number;
  is_listened: number;
  gif_url: string;
  lat: string;
  lng: string;
  product_id: number;
  reply_id: number;
  story_id: number;
  broadcast_id: number;
  hash_id: string;
  content_hash: Buffer;
  created_at: Date;
  deleted_at: Date | null;
};

declare module 'knex/types/tables.js' {
  interface Tables {
    messages: MessageRow;
  }
}

const columns = [
  'id',
  'conversation_id',
  'from_id',
  'to_id',
  'group_id',
  'page_id',
  'text',
  'media_key',
  'media_name',
  'media_kind',
  'media_bytes',
  'is_sticker',
  'is_contact',
  'is_forwarded',
  'is_listened',
  'gif_url',
  'lat',
  'lng',
  'product_id',
  'reply_id',
  'story_id',
  'broadcast_id',
  'hash_id',
  'created_at',
] as const satisfies readonly (keyof MessageRow)[];

export type Message = Pick<MessageRow, (typeof columns)[number]>;

/** The messages that are not deleted. */
export async function messageRows(db: Knex, ids: readonly number[]): Promise<Message[]> {
  if (ids.length === 0) return [];
  return db('messages')
    .select(...columns)
    .whereIn('id', ids)
    .where('state', 'shown');
}

export type NewMessage = Pick<MessageRow, 'conversation_id' | 'from_id' | 'text' | 'content_hash' | 'created_at'> &
  Partial<Omit<MessageRow, 'id' | 'state' | 'deleted_at'>>;

export async function insertMessage(tx: Tx, row: NewMessage): Promise<number> {
  const [id] = await tx('messages').insert(row);
  if (id === undefined) throw new Error('the new message has no id');
  return id;
}

/** The message with the same content sent since then, if any. */
export async function messageOfContent(tx: Tx, contentHash: Buffer, since: Date): Promise<number | undefined> {
  const row = await tx('messages')
    .select('id')
    .where({ content_hash: contentHash, state: 'shown' })
    .where('created_at', '>', since)
    .orderBy(['created_at', 'id'])
    .first();
  return row?.id;
}

/** A page of a conversation: before an id (newest first), after an id (oldest first), or the newest messages. */
export type MessagePage = { before?: number | undefined; after?: number | undefined; limit: number };

/** The reader. `blockedIds`: users blocked either way, whose messages in groups the reader does not see. */
export type Reader = { userId: number; blockedIds: readonly number[] };

type Place = Pick<ParticipantRow, 'conversation_id' | 'kind' | 'cleared_up_to'>;

/** Ids of the messages of a conversation that a reader can see, newest first. */
export async function messageIds(
  db: Knex,
  { participant, ...reader }: Reader & { participant: Place },
  { before, after, limit }: MessagePage,
): Promise<number[]> {
  const query = shownTo(db('messages'), reader, participant.kind).where('messages.conversation_id', participant.conversation_id);
  query.where('messages.id', '>', Math.max(participant.cleared_up_to, after ?? 0));
  if (before !== undefined) query.where('messages.id', '<', before);
  query.orderBy('messages.id', after === undefined ? 'desc' : 'asc').limit(limit);
  const ids: number[] = await query.pluck('messages.id');
  return after === undefined ? ids : ids.reverse();
}

/**
 * The newest message a reader can see in each of their conversations. One statement, plus one for groups, with an index lookup
 * for each; parsing the same as a union of one branch a conversation took five times as long.
 */
export async function newestMessageIds(db: Knex, reader: Reader, participants: readonly Place[]): Promise<number[]> {
  const groups = participants.filter(({ kind }) => kind === 'group');
  const others = participants.filter(({ kind }) => kind !== 'group');
  const found = await Promise.all([newestOf(db, reader, groups), newestOf(db, reader, others)]);
  return found.flat();
}

async function newestOf(db: Knex, reader: Reader, participants: readonly Place[]): Promise<number[]> {
  const [first] = participants;
  if (!first) return [];
  const newest = shownTo(db('messages'), reader, first.kind)
    .select('messages.id')
    .whereRaw('messages.conversation_id = conversations.id')
    .orderBy('messages.id', 'desc')
    .limit(1);
  const rows: { conversation_id: number; id: number | null }[] = await db('conversations')
    .select('conversations.id as conversation_id', newest.as('id'))
    .whereIn(
      'conversations.id',
      participants.map((participant) => participant.conversation_id),
    );
  // filtered here: the server would scan all cleared messages and find none
  const cleared = new Map(participants.map((participant) => [participant.conversation_id, participant.cleared_up_to]));
  return rows.flatMap(({ conversation_id, id }) => (id !== null && id > (cleared.get(conversation_id) ?? 0) ? [id] : []));
}

/**
 * Messages that are not deleted, without those the reader hid. In groups also without those of blocked or deleted members, or a
 * reader paging through them would get stuck; a one-to-one chat with such a person cannot be opened at all. Uses joins: for NOT
 * EXISTS MariaDB first reads every mark of the reader. Blocked users go in by id: joined, they would be sorted with everything
 * else.
 */
function shownTo(query: Knex.QueryBuilder, { userId, blockedIds }: Reader, kind: ChatKind): Knex.QueryBuilder {
  query
    .leftJoin('message_marks', (join) => {
      join.on('message_marks.message_id', 'messages.id');
      join.andOnVal('message_marks.user_id', userId).andOnVal('message_marks.hidden', 1);
    })
    .where('messages.state', 'shown')
    .whereNull('message_marks.user_id');
  if (kind !== 'group') return query;
  if (blockedIds.length > 0) query.whereNotIn('messages.from_id', [...blockedIds]);
  return query
    .leftJoin('users as gone', (join) => join.on('gone.id', 'messages.from_id').andOnVal('gone.state', '<>', 'active'))
    .whereNull('gone.id');
}

/** The newest message of a conversation that is not deleted, whoever can see it; 0 for none. */
export async function newestMessageId(tx: Tx, conversationId: number): Promise<number> {
  const [row] = await tx('messages').where({ conversation_id: conversationId, state: 'shown' }).max({ id: 'id' });
  return Number(row?.id ?? 0);
}

export async function lockMessage(tx: Tx, id: number): Promise<MessageRow | undefined> {
  return tx('messages').where({ id, state: 'shown' }).forUpdate().first();
}

export async function markListened(tx: Tx, id: number): Promise<void> {
  await tx('messages').where({ id }).update({ is_listened: 1 });
}

/** Deletes a message for everyone from the commit on; its row and file are purged later. */
export async function markDeleted(tx: Tx, id: number, now: Date): Promise<void> {
  await tx('messages').where({ id }).update({ state: 'deleted', deleted_at: now });
}

/** Deletes messages that every participant of a conversation has cleared, or of a conversation without participants. */
export async function markClearedDeleted(
  tx: Tx,
  { conversationId, upTo, now }: { conversationId: number; upTo: number; now: Date },
  limit: number,
): Promise<number> {
  return tx('messages')
    .where({ conversation_id: conversationId, state: 'shown' })
    .where('id', '<=', upTo)
    .limit(limit)
    .update({ state: 'deleted', deleted_at: now });
}

/** The message up to which every participant has cleared a conversation; 0 while one of them has not. */
export async function clearedByAll(db: Knex, conversationId: number): Promise<number> {
  const [row] = await db('conversation_participants').where({ conversation_id: conversationId }).min({ upTo: 'cleared_up_to' });
  return Number(row?.upTo ?? 0);
}

/** Up to `limit` deleted messages, locked; skips those another node has locked. */
export async function lockDeletedMessages(tx: Tx, limit: number): Promise<Pick<MessageRow, 'id' | 'media_key'>[]> {
  return tx('messages')
    .select('id', 'media_key')
    .whereNotNull('deleted_at')
    .orderBy('deleted_at')
    .limit(limit)
    .forUpdate()
    .skipLocked();
}

export async function deleteMessageRows(tx: Tx, ids: readonly number[]): Promise<number> {
  if (ids.length === 0) return 0;
  await tx('message_marks').whereIn('message_id', ids).delete();
  return tx('messages').whereIn('id', ids).delete();
}

/** A user's messages in group chats. */
export async function markMessagesOfDeleted(tx: Tx, userId: number, part: { now: Date; limit: number }): Promise<number> {
  return tx('messages')
    .where({ from_id: userId, state: 'shown' })
    .limit(part.limit)
    .update({ state: 'deleted', deleted_at: part.now });
}
