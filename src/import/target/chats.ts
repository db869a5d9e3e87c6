import type { Knex } from 'knex';
import type { Tx, Write } from '../../database/write.ts';
import { defineTarget } from '../core/target.ts';

const NEVER = new Date(0);

export const messages = defineTarget(
  'messages',
  {
    id: 0,
    conversation_id: 0,
    from_id: 0,
    to_id: 0,
    group_id: 0,
    page_id: 0,
    text: '',
    media_key: '',
    media_name: '',
    media_kind: '',
    is_sticker: 0,
    is_contact: 0,
    is_forwarded: 0,
    is_listened: 0,
    gif_url: '',
    lat: '',
    lng: '',
    product_id: 0,
    reply_id: 0,
    story_id: 0,
    content_hash: '',
    created_at: NEVER,
  },
  { kind: 'entity' },
);

/** A message one reader has deleted for themselves. */
export const hiddenMessages = defineTarget(
  'message_marks',
  { user_id: 0, message_id: 0, conversation_id: 0, hidden: 1 },
  { kind: 'relation', keep: ['user_id', 'message_id', 'conversation_id'] },
);

export const pinnedMessages = defineTarget(
  'message_marks',
  { user_id: 0, message_id: 0, conversation_id: 0, pinned: 1 },
  { kind: 'relation', keep: ['user_id', 'message_id', 'conversation_id'] },
);

export const favouriteMessages = defineTarget(
  'message_marks',
  { user_id: 0, message_id: 0, conversation_id: 0, favourite: 1 },
  { kind: 'relation', keep: ['user_id', 'message_id', 'conversation_id'] },
);

export const groupChats = defineTarget(
  'group_chats',
  { id: 0, owner_id: 0, name: '', avatar: '', created_at: NEVER },
  { kind: 'entity' },
);

export const groupChatMembers = defineTarget(
  'group_chat_members',
  { group_id: 0, user_id: 0, state: 'active', invited_by: 0, created_at: NEVER },
  { kind: 'relation', keep: ['group_id', 'user_id', 'created_at'] },
);

export const chatPreferences = defineTarget(
  'chat_preferences',
  { owner_id: 0, kind: 'user', chat_id: 0, notifies: 1, rings: 1, archived: 0, pinned: 0, favourite: 0 },
  { kind: 'relation', keep: ['owner_id', 'kind', 'chat_id'] },
);

export const conversationColors = defineTarget(
  'conversations',
  { kind: 'user', first_id: 0, second_id: 0, color: '', created_at: NEVER },
  { kind: 'relation', keep: ['kind', 'first_id', 'second_id', 'created_at'] },
);

/** How far somebody has read. It is collected apart: the list of chats has an index that would move with every message. */
export const readMarks = defineTarget(
  'import_read_marks',
  { conversation_id: 0, user_id: 0, read_up_to: 0 },
  { kind: 'relation', keep: ['conversation_id', 'user_id'], greatest: ['read_up_to'] },
);

/** The parties of a conversation: two people (the lower id first), a page and its visitor, or the members of a group chat. */
export type ConversationKey = { kind: 'user' | 'page' | 'group'; first: number; second: number };

const KINDS = { user: 0, page: 1, group: 2 } as const;
const IDS = 2 ** 25;
const READ_AT_ONCE = 20_000;

/** A number for each key, as long as both ids are below 33 million. */
function numbered({ kind, first, second }: ConversationKey): number {
  if (first >= IDS || second >= IDS) throw new Error(`ids of ${kind} chats go up to ${IDS}`);
  return (KINDS[kind] * IDS + first) * IDS + second;
}

/** The ids of conversations, all of them in memory: about 50 bytes each. */
export type Conversations = {
  /** Makes those that are not there yet. */
  ensure(keys: readonly ConversationKey[]): Promise<void>;
  idOf(key: ConversationKey): number;
};

type Found = { id: number; kind: ConversationKey['kind']; first_id: number; second_id: number };

export async function openConversations({ write, db }: { write: Write; db: Knex }): Promise<Conversations> {
  const ids = new Map<number, number>();
  async function readAfter(last: number): Promise<void> {
    for (let after = last; ; ) {
      const rows: Found[] = await db('conversations')
        .select('id', 'kind', 'first_id', 'second_id')
        .where('id', '>', after)
        .orderBy('id')
        .limit(READ_AT_ONCE);
      for (const row of rows) ids.set(numbered({ kind: row.kind, first: row.first_id, second: row.second_id }), row.id);
      after = rows.at(-1)?.id ?? after;
      highest = Math.max(highest, after);
      if (rows.length < READ_AT_ONCE) return;
    }
  }
  let highest = 0;
  await readAfter(0);
  return {
    idOf: (key) => ids.get(numbered(key)) ?? 0,
    async ensure(keys) {
      const missing = new Map<number, ConversationKey>();
      for (const key of keys) if (!ids.has(numbered(key))) missing.set(numbered(key), key);
      if (missing.size === 0) return;
      await write((tx) => insertConversations(tx, [...missing.values()]));
      await readAfter(highest);
    },
  };
}

async function insertConversations(tx: Tx, keys: readonly ConversationKey[]): Promise<void> {
  const rows = keys.map(({ kind, first, second }) => ({ kind, first_id: first, second_id: second, created_at: NEVER }));
  await tx('conversations').insert(rows).onConflict(['kind', 'first_id', 'second_id']).merge(['kind']);
}

const DIGEST_BYTES = 16;

/** What stands for the digest of an imported message: its own, and in the order of ids, so that the index grows at its end. */
export function importedDigest(id: number): Buffer {
  const digest = Buffer.alloc(DIGEST_BYTES);
  digest.write('imported');
  digest.writeBigUInt64BE(BigInt(id), DIGEST_BYTES / 2);
  return digest;
}
