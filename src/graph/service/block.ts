import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { hydrateUsers } from '../../users/hydrate.ts';
import { lockUsers, requireVisibleUser } from '../../users/service.ts';
import { deleteBlock, deleteReport, insertBlock, insertReport } from '../queries/follows.ts';
import { lockPair, removeFollow } from './pair.ts';

/** `unchanged`: it is so already, or the user is an admin, whom nobody can block. */
export type BlockOutcome = 'blocked' | 'unblocked' | 'unchanged';

/**
 * Blocks a user: deletes follows and requests between the two; neither can see the other from then on. Refuses `userNotFound`
 * (also when they blocked the viewer), `self`. Contract §2.19, §4 Privacy.
 */
export async function block(ctx: ViewerContext, userId: number): Promise<BlockOutcome> {
  const { users, relations } = await hydrateUsers(ctx, [userId]);
  if (relations.get(userId)?.blockedByViewer) return 'unchanged';
  const user = users.get(userId);
  if (!user || relations.get(userId)?.blocked) throw new Refusal('userNotFound');
  if (userId === ctx.viewer.id) throw new Refusal('self');
  if (user.role === 'admin') return 'unchanged';
  return ctx.write(async (tx) => {
    const { relation } = await lockPair(ctx, tx, userId);
    if (relation.blockedByViewer) return 'unchanged';
    if (relation.blocked) throw new Refusal('userNotFound');
    await removeFollow(ctx, tx, { followerId: ctx.viewer.id, followeeId: userId, state: relation.following });
    await removeFollow(ctx, tx, { followerId: userId, followeeId: ctx.viewer.id, state: relation.followedBy });
    await insertBlock(tx, { blocker_id: ctx.viewer.id, blocked_id: userId, created_at: ctx.now });
    await ctx.emit(ctx, 'blocked', { blockerId: ctx.viewer.id, blockedId: userId });
    return 'blocked';
  });
}

/** Removes the viewer's block of a user, whatever their state. Refuses `userNotFound`. Contract §2.19. */
export async function unblock(ctx: ViewerContext, userId: number): Promise<BlockOutcome> {
  const removed = await ctx.write(async (tx) => {
    const rows = await deleteBlock(tx, ctx.viewer.id, userId);
    if (rows > 0) await ctx.emit(ctx, 'unblocked', { blockerId: ctx.viewer.id, blockedId: userId });
    return rows;
  });
  if (removed > 0) return 'unblocked';
  await requireVisibleUser(ctx, userId);
  return 'unchanged';
}

/**
 * Reports a user to the site's staff, or withdraws the report; gives whether they are reported. Refuses `userNotFound`, `self`.
 * Contract-beyond: report_user.
 */
export async function toggleReport(ctx: ViewerContext, userId: number, text: string): Promise<boolean> {
  await requireVisibleUser(ctx, userId);
  if (userId === ctx.viewer.id) throw new Refusal('self');
  return ctx.write(async (tx) => {
    await lockUsers(tx, [ctx.viewer.id]);
    if ((await deleteReport(tx, ctx.viewer.id, userId)) > 0) return false;
    await insertReport(tx, { reporter_id: ctx.viewer.id, reported_id: userId, text, created_at: ctx.now });
    return true;
  });
}
