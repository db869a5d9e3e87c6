import type { Tx } from '../../database/write.ts';
import { addToGroupCounter, lockGroupRows } from '../queries/groups.ts';
import { addToPageCounter, lockPageRows } from '../queries/pages.ts';

/** Where posts stand that came or went. */
export type Places = { groupIds: readonly number[]; pageIds: readonly number[] };

/** Locks groups and pages whose `posts_count` will move: after people, before posts. At most 2 statements. */
export async function lockPlaces(tx: Tx, { groupIds, pageIds }: Places): Promise<void> {
  await lockGroupRows(tx, groupIds);
  await lockPageRows(tx, pageIds);
}

/** Adds to `posts_count` of groups and pages whose rows are locked. At most 2 statements. */
export async function countPostsOf(tx: Tx, { groupIds, pageIds }: Places, change: number): Promise<void> {
  await addToGroupCounter(tx, groupIds, 'posts_count', change);
  await addToPageCounter(tx, pageIds, 'posts_count', change);
}
