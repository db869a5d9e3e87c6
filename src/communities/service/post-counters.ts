import type { Tx } from '../../database/write.ts';
import { addToGroupCounter, lockGroupRows } from '../queries/groups.ts';
import { addToPageCounter, lockPageRows } from '../queries/pages.ts';

/** The containers of added or deleted posts. */
export type Containers = { groupIds: readonly number[]; pageIds: readonly number[] };

/**
 * Locks groups and pages whose `posts_count` will change: after users, before posts. Gives whether all exist. At most 2
 * statements.
 */
export async function lockContainers(tx: Tx, { groupIds, pageIds }: Containers): Promise<boolean> {
  const rows = [...(await lockGroupRows(tx, groupIds)), ...(await lockPageRows(tx, pageIds))];
  return rows.length === groupIds.length + pageIds.length && rows.every((row) => row.deleted_at === null);
}

/** The container of a post, which is in at most one group and on at most one page; 0 for none. */
export function containersOfPost({ group_id = 0, page_id = 0 }: { group_id?: number; page_id?: number }): Containers {
  return { groupIds: [group_id].filter((id) => id > 0), pageIds: [page_id].filter((id) => id > 0) };
}

/** Adds to `posts_count` of groups and pages whose rows are locked. At most 2 statements. */
export async function countPostsOf(tx: Tx, { groupIds, pageIds }: Containers, change: number): Promise<void> {
  await addToGroupCounter(tx, groupIds, 'posts_count', change);
  await addToPageCounter(tx, pageIds, 'posts_count', change);
}
