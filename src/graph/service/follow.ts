import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { requireVisibleUser } from '../../users/service.ts';
import { activateFollow, insertFollow, toggleNotify } from '../queries/follows.ts';
import { canFollow } from '../rules.ts';
import { areFriends, countFollow, type LockedPair, lockPair, refuseAboveLimit, removeFollow, startFollow } from './pair.ts';

export type FollowOutcome = 'followed' | 'unfollowed' | 'requested';

/**
 * Toggles a follow: removes an existing follow or request (between friends, in both directions); otherwise adds one, as a request
 * when the user confirms followers or the site has friends. Refuses `userNotFound`, `self`, `notAllowed` (follow_privacy),
 * `limitReached`. Contract §2.17.
 */
export async function toggleFollow(ctx: ViewerContext, userId: number): Promise<FollowOutcome> {
  const maps = await requireVisibleUser(ctx, userId);
  if (userId === ctx.viewer.id) throw new Refusal('self');
  return ctx.write(async (tx) => {
    const pair = await lockPair(ctx, tx, userId);
    if (pair.relation.blocked) throw new Refusal('userNotFound');
    if (pair.relation.following !== 'none') return unfollow(ctx, tx, pair);
    if (!canFollow(userId, { ...maps, relations: new Map([[userId, pair.relation]]) })) throw new Refusal('notAllowed');
    return follow(ctx, tx, pair);
  });
}

async function unfollow(ctx: ViewerContext, tx: Tx, { viewer, other, relation }: LockedPair): Promise<FollowOutcome> {
  await removeFollow(ctx, tx, { followerId: viewer.id, followeeId: other.id, state: relation.following });
  if (areFriends(ctx)) await removeFollow(ctx, tx, { followerId: other.id, followeeId: viewer.id, state: relation.followedBy });
  return 'unfollowed';
}

async function follow(ctx: ViewerContext, tx: Tx, pair: LockedPair): Promise<FollowOutcome> {
  const { viewer, other, relation } = pair;
  refuseAboveLimit(ctx, viewer);
  const signal = { followerId: viewer.id, followeeId: other.id };
  // Requesting a user who has requested the viewer accepts their request.
  if (areFriends(ctx) && relation.followedBy === 'requested') {
    await accept(ctx, tx, pair);
    return 'followed';
  }
  if (areFriends(ctx) || other.confirm_followers === 1) {
    await insertFollow(tx, signal, { state: 'requested', created_at: ctx.now });
    await ctx.emit(ctx, 'followRequested', signal);
    return 'requested';
  }
  await startFollow(ctx, tx, signal);
  await ctx.emit(ctx, 'followed', signal);
  return 'followed';
}

/**
 * Accepts a user's request to follow the viewer; on a site with friends the viewer follows back. Refuses `userNotFound`,
 * `requestNotFound`, `limitReached`. Contract §2.18.
 */
export async function acceptFollow(ctx: ViewerContext, followerId: number): Promise<void> {
  await requireVisibleUser(ctx, followerId);
  if (followerId === ctx.viewer.id) throw new Refusal('requestNotFound');
  await ctx.write(async (tx) => accept(ctx, tx, await lockRequest(ctx, tx, followerId)));
}

/** Declines a user's request. Refuses `userNotFound`, `requestNotFound`. Contract §2.18. */
export async function declineFollow(ctx: ViewerContext, followerId: number): Promise<void> {
  await requireVisibleUser(ctx, followerId);
  if (followerId === ctx.viewer.id) throw new Refusal('requestNotFound');
  await ctx.write(async (tx) => {
    await lockRequest(ctx, tx, followerId);
    await removeFollow(ctx, tx, { followerId, followeeId: ctx.viewer.id, state: 'requested' });
  });
}

async function lockRequest(ctx: ViewerContext, tx: Tx, followerId: number): Promise<LockedPair> {
  const pair = await lockPair(ctx, tx, followerId);
  if (pair.relation.followedBy !== 'requested') throw new Refusal('requestNotFound');
  return pair;
}

async function accept(ctx: ViewerContext, tx: Tx, { viewer, other, relation }: LockedPair): Promise<void> {
  const request = { followerId: other.id, followeeId: viewer.id };
  const back = { followerId: viewer.id, followeeId: other.id };
  const mutual = areFriends(ctx) && relation.following !== 'active';
  refuseAboveLimit(ctx, other);
  if (mutual) refuseAboveLimit(ctx, viewer);
  await activateFollow(tx, request, ctx.now);
  await countFollow(tx, request, 1);
  if (mutual && relation.following === 'requested') {
    await activateFollow(tx, back, ctx.now);
    await countFollow(tx, back, 1);
  } else if (mutual) await startFollow(ctx, tx, back);
  await ctx.emit(ctx, 'followAccepted', { ...request, mutual });
}

/**
 * Turns notifications of each post of a followed user on or off; gives the new state. Refuses `userNotFound`, `notFollowing`.
 * Contract-beyond: stop_notify.
 */
export async function togglePostNotifications(ctx: ViewerContext, userId: number): Promise<boolean> {
  await requireVisibleUser(ctx, userId);
  const notify = await ctx.write((tx) => toggleNotify(tx, { followerId: ctx.viewer.id, followeeId: userId }));
  if (notify === undefined) throw new Refusal('notFollowing');
  return notify;
}
