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

export const messageReactions = defineTarget(
  'message_reactions',
  { message_id: 0, user_id: 0, reaction: 1, created_at: NEVER },
  { kind: 'relation', keep: ['message_id', 'user_id', 'created_at'] },
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

/** How far a participant has read. Who takes part is added for all conversations at once, afterwards. */
export const readMarks = defineTarget(
  'conversation_participants',
  { user_id: 0, conversation_id: 0, kind: 'user', chat_id: 0, read_up_to: 0 },
  { kind: 'relation', keep: ['user_id', 'conversation_id', 'kind', 'chat_id'], greatest: ['read_up_to'] },
);

/** Who talks with whom: two people (the lower id first), a page and its visitor, or the members of a group chat. */
export type ConversationKey = { kind: 'user' | 'page' | 'group'; first: number; second: number };

export const keyText = ({ kind, first, second }: ConversationKey) => `${kind}:${first}:${second}`;

/** The ids of conversations, made where they are not there yet. 2 statements for each kind. */
export async function conversationIds(
  { write, db }: { write: Write; db: Knex },
  keys: readonly ConversationKey[],
): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const kind of ['user', 'page', 'group'] as const) {
    const wanted = keys.filter((key) => key.kind === kind);
    if (wanted.length === 0) continue;
    const pairs = () => wanted.map(({ first, second }) => [first, second]);
    const found = () => db('conversations').select('*').where({ kind }).whereIn(['first_id', 'second_id'], pairs());
    let rows = await found();
    if (rows.length < wanted.length) {
      const there = new Set(rows.map((row) => keyText({ kind, first: row.first_id, second: row.second_id })));
      const missing = wanted.filter((key) => !there.has(keyText(key)));
      await write((tx) => insertConversations(tx, missing));
      rows = await found();
    }
    for (const row of rows) ids.set(keyText({ kind, first: row.first_id, second: row.second_id }), row.id);
  }
  return ids;
}

async function insertConversations(tx: Tx, keys: readonly ConversationKey[]): Promise<void> {
  const rows = keys.map(({ kind, first, second }) => ({ kind, first_id: first, second_id: second, created_at: NEVER }));
  await tx('conversations').insert(rows).onConflict(['kind', 'first_id', 'second_id']).merge(['kind']);
}
