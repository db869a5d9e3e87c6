import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import type { LockedUser } from '../../users/queries.ts';
import { countForUsers, lockUsers } from '../../users/service.ts';
import { hydrateRelations } from '../hydrate.ts';
import { deleteFollow, type FollowState, insertFollow, type Pair } from '../queries/follows.ts';
import { NO_RELATION, type Relation } from '../rules/relation.ts';

/** The viewer and one other person, locked: what stands between them cannot change until the commit. */
export type LockedPair = { viewer: LockedUser; other: LockedUser; relation: Relation };

/** Locks the viewer and another person and reads what stands between them. 2 statements. Refuses `userNotFound`. */
export async function lockPair(ctx: ViewerContext, tx: Tx, otherId: number): Promise<LockedPair> {
  const rows = await lockUsers(tx, [ctx.viewer.id, otherId]);
  const viewer = rows.get(ctx.viewer.id);
  const other = rows.get(otherId);
  if (viewer?.state !== 'active' || other?.state !== 'active') throw new Refusal('userNotFound');
  const relations = await hydrateRelations({ db: tx, viewer: ctx.viewer }, [otherId]);
  return { viewer, other, relation: relations.get(otherId) ?? NO_RELATION };
}

/** Whether people here are friends, both ways, instead of followers. */
export function areFriends(ctx: ViewerContext): boolean {
  return ctx.settings.isOn('connectivitySystem');
}

/** Refuses `limitReached` when a locked person follows as many people as the site allows. */
export function refuseAboveLimit(ctx: ViewerContext, user: LockedUser): void {
  const limit = Number(ctx.settings.value('connectivitySystemLimit'));
  if (limit > 0 && user.following_count >= limit) throw new Refusal('limitReached');
}

/** Moves the counters of both for a follow that came (1) or went (-1). Both are locked. */
export async function countFollow(tx: Tx, { followerId, followeeId }: Pair, change: 1 | -1): Promise<void> {
  await countForUsers(tx, [followerId], { counter: 'following_count', change });
  await countForUsers(tx, [followeeId], { counter: 'followers_count', change });
}

export async function startFollow(ctx: ViewerContext, tx: Tx, pair: Pair): Promise<void> {
  await insertFollow(tx, pair, { state: 'active', created_at: ctx.now });
  await countFollow(tx, pair, 1);
}

/** Ends what a locked pair has in one direction: a follow, a request, or nothing. */
export async function removeFollow(ctx: ViewerContext, tx: Tx, pair: Pair & { state: 'none' | FollowState }): Promise<void> {
  const { followerId, followeeId, state } = pair;
  if (state === 'none') return;
  await deleteFollow(tx, pair);
  if (state === 'active') await countFollow(tx, pair, -1);
  await ctx.emit(ctx, 'unfollowed', { followerId, followeeId, state });
}
