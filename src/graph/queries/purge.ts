import type { Tx } from '../../database/write.ts';
import type { FollowRow } from './follows.ts';

export type FollowDirection = 'follower_id' | 'followee_id';

export async function followRowsOf(
  tx: Tx,
  side: FollowDirection,
  { userId, limit }: { userId: number; limit: number },
): Promise<FollowRow[]> {
  return tx('follows')
    .where({ [side]: userId })
    .orderBy('id')
    .limit(limit);
}

/** Reads the rows again, now that the users at both ends are locked. */
export async function lockedFollowRows(tx: Tx, ids: readonly number[]): Promise<FollowRow[]> {
  if (ids.length === 0) return [];
  return tx('follows').whereIn('id', ids).orderBy('id').forUpdate();
}

export async function deleteFollowRows(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await tx('follows').whereIn('id', ids).delete();
}

/** Deletes at most `limit` blocks by the user, or of them. Gives how many. */
export async function deleteBlocksOf(tx: Tx, userId: number, limit: number): Promise<number> {
  const mine = await tx('blocks').where({ blocker_id: userId }).limit(limit).delete();
  return mine + (await tx('blocks').where({ blocked_id: userId }).limit(limit).delete());
}

/** Deletes at most `limit` reports by the user, and of them. Gives how many. */
export async function deleteReportsOf(tx: Tx, userId: number, limit: number): Promise<number> {
  const mine = await tx('user_reports').where({ reporter_id: userId }).limit(limit).delete();
  return mine + (await tx('user_reports').where({ reported_id: userId }).limit(limit).delete());
}
