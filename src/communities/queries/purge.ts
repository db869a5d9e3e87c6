import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';

/** Ids of deleted pages or groups whose rows still exist. */
export async function deletedIds(db: Knex, table: 'pages' | 'community_groups', limit: number): Promise<number[]> {
  return db(table).whereNotNull('deleted_at').orderBy('id').limit(limit).pluck('id');
}

/** Ids and names of what a user owns and has not deleted. */
export async function ownedRows(
  db: Knex,
  table: 'pages' | 'community_groups',
  ownerId: number,
  limit: number,
): Promise<{ id: number; name: string }[]> {
  return db(table)
    .where({ owner_id: ownerId })
    .whereNull('deleted_at')
    .orderBy('id')
    .limit(limit)
    .select<{ id: number; name: string }[]>('id', 'name');
}

/** Rows that connect a user to a page or group, with the other end. */
export type MembershipRow = { id: number; community_id: number; user_id: number; weight: number };

/** The table of such rows, and its column of the page's or group's id. */
export type MembershipTable = { name: 'group_members' | 'page_likes' | 'page_reviews'; key: 'group_id' | 'page_id' };

/**
 * Up to `limit` such rows of a page or group, or of a user. Only memberships weigh 1; requests and bans 0, a review its stars.
 */
export async function membershipRows(
  tx: Tx,
  { name, key }: MembershipTable,
  whose: { communityId: number } | { userId: number },
  limit: number,
): Promise<MembershipRow[]> {
  const weight = { group_members: "(state = 'member')", page_likes: '1', page_reviews: 'valuation' }[name];
  const query = tx(name).orderBy('id').limit(limit);
  if ('userId' in whose) query.where('user_id', whose.userId);
  else query.where(key, whose.communityId);
  const rows = await query.select<MembershipRow[]>('id', `${key} as community_id`, 'user_id', tx.raw(`${weight} as weight`));
  return rows.map((row) => ({ ...row, weight: Number(row.weight) }));
}

export async function deleteMembershipRows(tx: Tx, { name }: MembershipTable, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await tx(name).whereIn('id', ids).delete();
}

/** Rows that no counter counts. */
const PLAIN = {
  group_reports: ['group_id', 'reporter_id'],
  page_reports: ['page_id', 'reporter_id'],
  page_admins: ['page_id', 'user_id'],
  page_invitations: ['page_id', 'user_id', 'inviter_id'],
} as const;

type PlainTable = keyof typeof PLAIN;
const GROUP_TABLES: readonly PlainTable[] = ['group_reports'];
const PAGE_TABLES: readonly PlainTable[] = ['page_reports', 'page_admins', 'page_invitations'];

/** Deletes at most `limit` uncounted rows of a group or page in each table. Gives the largest number deleted from one. */
export async function deletePlainRows(
  tx: Tx,
  whose: { groupId: number } | { pageId: number } | { userId: number },
  limit: number,
): Promise<number> {
  let most = 0;
  for (const [table, column, id] of plainColumns(whose)) {
    most = Math.max(
      most,
      await tx(table)
        .where({ [column]: id })
        .limit(limit)
        .delete(),
    );
  }
  return most;
}

function plainColumns(whose: { groupId: number } | { pageId: number } | { userId: number }): [PlainTable, string, number][] {
  if ('groupId' in whose) return GROUP_TABLES.map((table) => [table, 'group_id', whose.groupId]);
  if ('pageId' in whose) return PAGE_TABLES.map((table) => [table, 'page_id', whose.pageId]);
  return [...GROUP_TABLES, ...PAGE_TABLES].flatMap((table) =>
    PLAIN[table].slice(1).map((column): [PlainTable, string, number] => [table, column, whose.userId]),
  );
}

/** Deletes the row of a page or group. Gives the keys of its pictures; undefined when it was deleted already. */
export async function deleteCommunityRow(tx: Tx, table: 'pages' | 'community_groups', id: number): Promise<string[] | undefined> {
  const row: Record<string, unknown> | undefined = await tx(table).where({ id }).forUpdate().first();
  if (!row) return undefined;
  await tx(table).where({ id }).delete();
  return ['avatar', 'cover', 'background'].map((column) => String(row[column] ?? ''));
}
