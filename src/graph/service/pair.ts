import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import type { LockedUser } from '../../users/queries.ts';
import { countForUsers, lockUsers } from '../../users/service.ts';
import { hydrateRelations } from '../hydrate.ts';
import { deleteFollow, type FollowState, insertFollow, type Pair } from '../queries/follows.ts';
import { NO_RELATION, type Relation } from '../rules/relation.ts';

/** The viewer and one other user, locked: their relation cannot change until the commit. */
export type LockedPair = { viewer: LockedUser; other: LockedUser; relation: Relation };

/** Locks the viewer and another user and reads their relation. 2 statements. Refuses `userNotFound`. */
export async function lockPair(ctx: ViewerContext, tx: Tx, otherId: number): Promise<LockedPair> {
  const rows = await lockUsers(tx, [ctx.viewer.id, otherId]);
  const viewer = rows.get(ctx.viewer.id);
  const other = rows.get(otherId);
  if (viewer?.state !== 'active' || other?.state !== 'active') throw new Refusal('userNotFound');
  const relations = await hydrateRelations({ db: tx, viewer: ctx.viewer }, [otherId]);
  return { viewer, other, relation: relations.get(otherId) ?? NO_RELATION };
}

/** Whether the site has friends, in both directions, instead of followers. */
export function areFriends(ctx: ViewerContext): boolean {
  return ctx.settings.isOn('connectivitySystem');
}

/** Refuses `limitReached` when a locked user follows as many people as the site allows. */
export function refuseAboveLimit(ctx: ViewerContext, user: LockedUser): void {
  const limit = Number(ctx.settings.value('connectivitySystemLimit'));
  if (limit > 0 && user.following_count >= limit) throw new Refusal('limitReached');
}

/** Updates the counters of both for an added (1) or removed (-1) follow. Both are locked. */
export async function countFollow(tx: Tx, { followerId, followeeId }: Pair, change: 1 | -1): Promise<void> {
  await countForUsers(tx, [followerId], { counter: 'following_count', change });
  await countForUsers(tx, [followeeId], { counter: 'followers_count', change });
}

export async function startFollow(ctx: ViewerContext, tx: Tx, pair: Pair): Promise<void> {
  await insertFollow(tx, pair, { state: 'active', created_at: ctx.now });
  await countFollow(tx, pair, 1);
}

/** Removes the follow or request of a locked pair in one direction, if there is one. */
export async function removeFollow(ctx: ViewerContext, tx: Tx, pair: Pair & { state: 'none' | FollowState }): Promise<void> {
  const { followerId, followeeId, state } = pair;
  if (state === 'none') return;
  await deleteFollow(tx, pair);
  if (state === 'active') await countFollow(tx, pair, -1);
  await ctx.emit(ctx, 'unfollowed', { followerId, followeeId, state });
}
