import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';

export type ChatKind = 'user' | 'page' | 'group';

/** One participant's preferences for a chat. `chat_id` is the other person, the page or the group. */
export type ChatPreferenceRow = {
  id: number;
  owner_id: number;
  kind: ChatKind;
  chat_id: number;
  notifies: number;
  rings: number;
  archived: number;
  pinned: number;
  favourite: number;
};

export type ChatPreferences = Pick<ChatPreferenceRow, 'notifies' | 'rings' | 'archived' | 'pinned' | 'favourite'>;

declare module 'knex/types/tables.js' {
  interface Tables {
    chat_preferences: ChatPreferenceRow;
  }
}

type Chat = Pick<ChatPreferenceRow, 'owner_id' | 'kind' | 'chat_id'>;

export async function savePreferences(tx: Tx, chat: Chat, changes: Partial<ChatPreferences>): Promise<void> {
  const columns = Object.keys(changes) as (keyof ChatPreferences)[]; // the keys of a Partial of it
  await tx('chat_preferences')
    .insert({ ...chat, ...changes })
    .onConflict(['owner_id', 'kind', 'chat_id'])
    .merge(columns);
}

/** Which of the owners have muted a chat. */
export async function ownersWhoMutedChat(
  db: Knex,
  chat: Pick<ChatPreferenceRow, 'kind' | 'chat_id'>,
  ownerIds: readonly number[],
): Promise<number[]> {
  if (ownerIds.length === 0) return [];
  return db('chat_preferences')
    .where({ ...chat, notifies: 0 })
    .whereIn('owner_id', [...ownerIds])
    .pluck('owner_id');
}

/**
 * An owner's preferences for each of the chats, absent where none were set, and possibly others of the same kinds and ids:
 * matching pairs would read everything the owner has.
 */
export async function preferenceRows(
  db: Knex,
  ownerId: number,
  chats: readonly Pick<ChatPreferenceRow, 'kind' | 'chat_id'>[],
): Promise<ChatPreferenceRow[]> {
  if (chats.length === 0) return [];
  return db('chat_preferences')
    .select('*')
    .where({ owner_id: ownerId })
    .whereIn('kind', [...new Set(chats.map(({ kind }) => kind))])
    .whereIn('chat_id', [...new Set(chats.map(({ chat_id }) => chat_id))]);
}

export async function deletePreferencesOf(tx: Tx, userId: number, limit: number): Promise<number> {
  const own = await tx('chat_preferences').where({ owner_id: userId }).limit(limit).delete();
  const others = await tx('chat_preferences').where({ kind: 'user', chat_id: userId }).limit(limit).delete();
  return own + others;
}

export async function deletePreferencesOfPage(tx: Tx, pageId: number, limit: number): Promise<number> {
  return tx('chat_preferences').where({ kind: 'page', chat_id: pageId }).limit(limit).delete();
}
