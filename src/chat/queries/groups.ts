import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';

export type GroupChatRow = {
  id: number;
  owner_id: number;
  name: string;
  avatar: string;
  created_at: Date;
  deleted_at: Date | null;
};

export type GroupChatMemberRow = {
  id: number;
  group_id: number;
  user_id: number;
  /** An invited user becomes a member by accepting. */
  state: 'invited' | 'active';
  invited_by: number;
  created_at: Date;
};

declare module 'knex/types/tables.js' {
  interface Tables {
    group_chats: GroupChatRow;
    group_chat_members: GroupChatMemberRow;
  }
}

/** The group chats that are not deleted. */
export async function groupChatRows(db: Knex, ids: readonly number[]): Promise<GroupChatRow[]> {
  if (ids.length === 0) return [];
  return db('group_chats').select('*').whereIn('id', ids).whereNull('deleted_at');
}

const MEMBERS = 'SELECT id, group_id, user_id, state, invited_by, created_at FROM group_chat_members';
// without the hint MariaDB reads and sorts all members of a large group, or scans those of other groups
const FIRST_MEMBERS = `(${MEMBERS} FORCE INDEX (group_chat_members_first_index) WHERE group_id = ? AND state = 'active' ORDER BY id LIMIT ?)`;
const ONE_MEMBER = `(${MEMBERS} WHERE group_id = ? AND user_id = ?)`;

/** The longest-standing active members of each group chat, and one user's row whatever its state. */
export async function groupChatMembers(
  db: Knex,
  ids: readonly number[],
  { viewerId, most }: { viewerId: number; most: number },
): Promise<GroupChatMemberRow[]> {
  if (ids.length === 0) return [];
  const [rows] = await db.raw(
    `${ids.map(() => `${FIRST_MEMBERS} UNION ${ONE_MEMBER}`).join(' UNION ')} ORDER BY id`,
    ids.flatMap((id) => [id, most, id, viewerId]),
  );
  return rows;
}

export async function lockGroupChat(tx: Tx, id: number): Promise<GroupChatRow | undefined> {
  return tx('group_chats').where({ id }).whereNull('deleted_at').forUpdate().first();
}

export async function insertGroupChat(tx: Tx, row: Omit<GroupChatRow, 'id' | 'deleted_at'>): Promise<number> {
  const [id] = await tx('group_chats').insert(row);
  if (id === undefined) throw new Error('the new group chat has no id');
  return id;
}

export async function updateGroupChat(tx: Tx, id: number, changes: Partial<Omit<GroupChatRow, 'id'>>): Promise<void> {
  if (Object.keys(changes).length > 0) await tx('group_chats').where({ id }).update(changes);
}

/** Invites users; existing rows stay unchanged. */
export async function inviteMembers(tx: Tx, rows: readonly Omit<GroupChatMemberRow, 'id'>[]): Promise<void> {
  if (rows.length === 0) return;
  await tx('group_chat_members')
    .insert([...rows])
    .onConflict(['group_id', 'user_id'])
    .merge(['group_id']);
}

export async function memberRow(db: Knex, groupId: number, userId: number): Promise<GroupChatMemberRow | undefined> {
  return db('group_chat_members').where({ group_id: groupId, user_id: userId }).first();
}

/** How many members a group has with these added, invited ones included. */
export async function memberCountWith(db: Knex, groupId: number, userIds: readonly number[]): Promise<number> {
  const [row] = await db('group_chat_members')
    .where({ group_id: groupId })
    .whereNotIn('user_id', [...userIds])
    .count({ count: '*' });
  return Number(row?.count ?? 0) + userIds.length;
}

export async function activateMember(tx: Tx, groupId: number, userId: number): Promise<void> {
  await tx('group_chat_members').where({ group_id: groupId, user_id: userId }).update({ state: 'active' });
}

/** Gives how many rows were deleted. */
export async function deleteMembers(tx: Tx, groupId: number, userIds: readonly number[]): Promise<number> {
  if (userIds.length === 0) return 0;
  return tx('group_chat_members').where({ group_id: groupId }).whereIn('user_id', userIds).delete();
}

/** The active member with the longest membership. */
export async function longestStandingMember(tx: Tx, groupId: number): Promise<number | undefined> {
  const row = await tx('group_chat_members').where({ group_id: groupId, state: 'active' }).orderBy('id').first();
  return row?.user_id;
}

/** A user's pending invitations, newest first. */
export async function invitationsOf(db: Knex, userId: number, limit: number): Promise<GroupChatMemberRow[]> {
  return db('group_chat_members').where({ user_id: userId, state: 'invited' }).orderBy('id', 'desc').limit(limit);
}

/** Users with a pending invitation to a group chat, oldest first. */
export async function invitedIds(db: Knex, groupId: number, limit: number): Promise<number[]> {
  return db('group_chat_members').where({ group_id: groupId, state: 'invited' }).orderBy('id').limit(limit).pluck('user_id');
}

export async function groupIdsOfMember(db: Knex, userId: number, limit: number): Promise<number[]> {
  return db('group_chat_members').where({ user_id: userId }).orderBy('id').limit(limit).pluck('group_id');
}

export async function deletedGroupIds(db: Knex, limit: number): Promise<number[]> {
  return db('group_chats').whereNotNull('deleted_at').orderBy('deleted_at').limit(limit).pluck('id');
}

export async function deleteGroupRows(tx: Tx, id: number): Promise<void> {
  await tx('group_chat_members').where({ group_id: id }).delete();
  await tx('chat_preferences').where({ kind: 'group', chat_id: id }).delete();
  await tx('group_chats').where({ id }).delete();
}
