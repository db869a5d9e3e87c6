import type { Services } from '../../context.ts';
import { countForUsers, lockUsers } from '../../users/service.ts';
import {
  deleteBlocksOf,
  deleteFollowRows,
  deleteReportsOf,
  type FollowDirection,
  followRowsOf,
  lockedFollowRows,
} from '../queries/purge.ts';

const BATCH = 500;

/** Deletes a deleted user's follows, requests, blocks and reports, and updates others' counters. Bounded batches. */
export async function purgeGraph(services: Services, { userId }: { userId: number }): Promise<void> {
  for (const side of ['follower_id', 'followee_id'] as const) {
    for (let rows = BATCH; rows === BATCH; ) rows = await purgeFollows(services, side, userId);
  }
  for (const remove of [deleteBlocksOf, deleteReportsOf]) {
    for (let rows = 1; rows > 0; ) rows = await services.write((tx) => remove(tx, userId, BATCH));
  }
}

/** One batch of the follows in one direction. Gives how many rows it read. */
function purgeFollows(services: Services, side: FollowDirection, userId: number): Promise<number> {
  return services.write(async (tx) => {
    const found = await followRowsOf(tx, side, { userId, limit: BATCH });
    const otherOf = (row: (typeof found)[number]) => (side === 'follower_id' ? row.followee_id : row.follower_id);
    await lockUsers(tx, [...found.map(otherOf), userId]);
    const rows = await lockedFollowRows(
      tx,
      found.map((row) => row.id),
    );
    await deleteFollowRows(
      tx,
      rows.map((row) => row.id),
    );
    const counter = side === 'follower_id' ? 'followers_count' : 'following_count';
    const counted = rows.filter((row) => row.state === 'active').map(otherOf);
    await countForUsers(tx, counted, { counter, change: -1 });
    return found.length;
  });
}
