import type { Knex } from 'knex';
import { prepared } from '../../database/prepared.ts';
import type { Tx } from '../../database/write.ts';

export type GroupRow = {
  id: number;
  owner_id: number;
  name: string;
  title: string;
  about: string;
  avatar: string;
  cover: string;
  category_id: number;
  sub_category_id: number;
  privacy: number;
  /** 1 anybody joins, 2 staff decide, 0 never chosen: follows the group's privacy. */
  join_privacy: number;
  members_count: number;
  posts_count: number;
  created_at: Date;
  deleted_at: Date | null;
};

export type MemberState = 'member' | 'requested' | 'banned';
export type MemberRole = 'member' | 'moderator' | 'admin';

export type GroupMemberRow = {
  id: number;
  group_id: number;
  user_id: number;
  state: MemberState;
  role: MemberRole;
  created_at: Date;
};

export type GroupReportRow = { id: number; group_id: number; reporter_id: number; text: string; created_at: Date };

declare module 'knex/types/tables.js' {
  interface Tables {
    community_groups: GroupRow;
    group_members: GroupMemberRow;
    group_reports: GroupReportRow;
  }
}

const groupColumns = [
  'id',
  'owner_id',
  'name',
  'title',
  'about',
  'avatar',
  'cover',
  'category_id',
  'sub_category_id',
  'privacy',
  'join_privacy',
  'members_count',
  'posts_count',
  'created_at',
] as const satisfies readonly (keyof GroupRow)[];

export type Group = Pick<GroupRow, (typeof groupColumns)[number]>;

/** The rows of the groups that are not deleted. */
export async function groupRows(db: Knex, ids: readonly number[]): Promise<Group[]> {
  return groupsThere(db, { ids });
}

const groupsThere = prepared<{ ids: readonly number[] }, Group>((db, { ids }) =>
  db('community_groups')
    .select(...groupColumns)
    .whereIn('id', ids)
    .whereNull('deleted_at'),
);

/** A user's membership in a group, or their report of it. */
export type GroupRelationRow = { id: number; state: MemberState | 'reported'; role: MemberRole };

/** A user's memberships and reports of groups. 1 statement. */
export async function groupRelationRows(db: Knex, userId: number, ids: readonly number[]): Promise<GroupRelationRow[]> {
  return partsInGroups(db, { userId, ids });
}

const partsInGroups = prepared<{ userId: number; ids: readonly number[] }, GroupRelationRow>((db, { userId, ids }) =>
  db('group_members')
    .select('group_id as id', db.raw('CAST(state AS CHAR) as state'), db.raw('CAST(role AS CHAR) as role'))
    .where('user_id', userId)
    .whereIn('group_id', ids)
    .unionAll((reports) => {
      reports
        .select('group_id as id', db.raw("'reported' as state"), db.raw("'member' as role"))
        .from('group_reports')
        .where('reporter_id', userId)
        .whereIn('group_id', ids);
    }),
);

/** The memberships of some users in a group; users without one are left out. 1 statement. */
export async function membershipsInGroup(db: Knex, groupId: number, userIds: readonly number[]) {
  return db('group_members').select('user_id', 'state', 'role').where({ group_id: groupId }).whereIn('user_id', userIds);
}

export async function lockGroupRows(tx: Tx, ids: readonly number[]): Promise<Pick<GroupRow, 'id' | 'deleted_at'>[]> {
  if (ids.length === 0) return [];
  return tx('community_groups').select('id', 'deleted_at').whereIn('id', ids).orderBy('id').forUpdate();
}

/** The group with a name, in any letter case. */
export async function groupIdByName(db: Knex, name: string): Promise<number | undefined> {
  return (await db('community_groups').where({ name }).whereNull('deleted_at').first('id'))?.id;
}

type NewGroup = Omit<GroupRow, 'id' | 'avatar' | 'cover' | 'posts_count' | 'deleted_at'>;

export async function insertGroup(tx: Tx, row: NewGroup): Promise<number> {
  const [id] = await tx('community_groups').insert(row);
  if (id === undefined) throw new Error('the new group has no id');
  return id;
}

export async function updateGroup(tx: Tx, id: number, changes: Partial<Omit<GroupRow, 'id'>>): Promise<void> {
  if (Object.keys(changes).length > 0) await tx('community_groups').where({ id }).update(changes);
}

export async function addToGroupCounter(
  tx: Tx,
  ids: readonly number[],
  counter: 'members_count' | 'posts_count',
  change: number,
): Promise<void> {
  if (ids.length === 0 || change === 0) return;
  const sum = change > 0 ? tx.raw('?? + ?', [counter, change]) : tx.raw('GREATEST(??, ?) - ?', [counter, -change, -change]);
  await tx('community_groups')
    .whereIn('id', ids)
    .update({ [counter]: sum });
}

export async function insertMember(tx: Tx, row: Omit<GroupMemberRow, 'id'>): Promise<void> {
  await tx('group_members').insert(row);
}

/** A user's membership in a group whose row is locked. */
export async function memberOf(tx: Tx, groupId: number, userId: number): Promise<GroupMemberRow | undefined> {
  return tx('group_members').where({ group_id: groupId, user_id: userId }).first();
}

export async function updateMember(tx: Tx, id: number, changes: Partial<Omit<GroupMemberRow, 'id'>>): Promise<void> {
  await tx('group_members').where({ id }).update(changes);
}

export async function deleteMember(tx: Tx, id: number): Promise<void> {
  await tx('group_members').where({ id }).delete();
}

/** The admins and moderators of a group, without its owner. */
export async function groupStaffIds(db: Knex, groupId: number): Promise<number[]> {
  return db('group_members').where({ group_id: groupId, state: 'member' }).whereNot('role', 'member').limit(200).pluck('user_id');
}

export async function insertGroupReport(tx: Tx, row: Omit<GroupReportRow, 'id'>): Promise<void> {
  await tx('group_reports').insert(row);
}

export async function deleteGroupReport(tx: Tx, groupId: number, reporterId: number): Promise<number> {
  return tx('group_reports').where({ group_id: groupId, reporter_id: reporterId }).delete();
}
