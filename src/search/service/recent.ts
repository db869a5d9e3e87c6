import type { Services, ViewerContext } from '../../context.ts';
import { canSeeUser } from '../../graph/rules.ts';
import { hydrateUsers, type UserMaps } from '../../users/hydrate.ts';
import { requireVisibleUser } from '../../users/service.ts';
import {
  deleteRecent,
  deleteRecentsOf,
  deleteRecentsTo,
  insertRecent,
  lockViewer,
  recentIds,
  trimRecent,
} from '../queries/recent.ts';

const MAX_REMEMBERED = 20;
const BATCH = 500;

/** The people the viewer opened last from a search, newest first. 1 + hydration statements. Contract-beyond: recent_search. */
export async function recentPeople(ctx: ViewerContext): Promise<{ ids: number[]; maps: UserMaps }> {
  const ids = await recentIds(ctx.db, ctx.viewer.id, 'user', MAX_REMEMBERED);
  const maps = await hydrateUsers(ctx, ids);
  return { ids: ids.filter((id) => canSeeUser(id, maps)), maps };
}

/** Records that the viewer opened a person; keeps the newest 20. Refuses `userNotFound`. */
export async function addRecentPerson(ctx: ViewerContext, userId: number): Promise<void> {
  await requireVisibleUser(ctx, userId);
  const viewerId = ctx.viewer.id;
  await ctx.write(async (tx) => {
    await lockViewer(tx, viewerId);
    await insertRecent(tx, { viewer_id: viewerId, kind: 'user', entity_id: userId });
    await trimRecent(tx, viewerId, MAX_REMEMBERED);
  });
}

/** Removes one person from the list, whether or not they are in it. */
export async function removeRecentPerson(ctx: ViewerContext, userId: number): Promise<void> {
  await ctx.write((tx) => deleteRecent(tx, { viewer_id: ctx.viewer.id, kind: 'user', entity_id: userId }));
}

/** Clears the list. */
export async function clearRecent(ctx: ViewerContext): Promise<void> {
  await ctx.write((tx) => deleteRecentsOf(tx, ctx.viewer.id));
}

/** Listener of `userPurged`: deletes the lists of a deleted user, and their entries in others' lists, in bounded batches. */
export async function purgeRecent(services: Services, { userId }: { userId: number }): Promise<void> {
  await services.write((tx) => deleteRecentsOf(tx, userId));
  for (let rows = BATCH; rows === BATCH; ) rows = await services.write((tx) => deleteRecentsTo(tx, 'user', userId, BATCH));
}
