import type { Services, ViewerContext } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import type { Tx } from '../../database/write.ts';
import type { ActivityType } from '../catalogue.ts';
import { hydrateActivities } from '../hydrate.ts';
import {
  actorsWithPublicActivities,
  deleteActivitiesOf,
  deleteActivity,
  followedActivityIds,
  ownActivityIds,
  replaceActivity,
} from '../queries/activities.ts';
import { activityKey, canSeeActivity } from '../rules.ts';

/** An activity to record for the actor's followers. */
export type RecordedActivity = {
  type: ActivityType;
  userId: number;
  /** The followed person, or the publisher of the post. */
  targetUserId?: number;
  postId?: number;
  commentId?: number;
  replyId?: number;
};

/**
 * Records an activity in the same transaction, unless the actor hides their activities (show_activities_privacy). A repeated one
 * is recorded once, as the latest. 1, 3 or 4 statements. Contract §1.14.
 */
export async function recordActivity(tx: Tx, act: RecordedActivity): Promise<void> {
  const [isOpen] = await actorsWithPublicActivities(tx, [act.userId]);
  if (isOpen === undefined) return;
  await replaceActivity(tx, {
    user_id: act.userId,
    type: act.type,
    target_user_id: act.targetUserId ?? 0,
    post_id: act.postId ?? 0,
    comment_id: act.commentId ?? 0,
    reply_id: act.replyId ?? 0,
    dedupe_key: activityKey(act),
    created_at: new Date(),
  });
}

/** Deletes the activity of an action that is undone. 1 statement. */
export async function retractActivity(tx: Tx, act: RecordedActivity): Promise<void> {
  await deleteActivity(tx, { user_id: act.userId, dedupe_key: activityKey(act) });
}

type Page = { limit: number; offset?: number | undefined };

/** Activities of the people the viewer follows, newest first. 2 or 3 + hydration statements. Contract §2.47. */
export async function followedActivities(ctx: ViewerContext, page: Page) {
  return hydrated(ctx, await followedActivityIds(ctx.db, ctx.viewer.id, page));
}

/** The viewer's own activities, newest first. 2 + hydration statements. Contract-beyond: my_activities. */
export async function ownActivities(ctx: ViewerContext, page: Page) {
  return hydrated(ctx, await ownActivityIds(ctx.db, ctx.viewer.id, page));
}

async function hydrated(ctx: ViewerContext, ids: readonly number[]) {
  const maps = await hydrateActivities(ctx, ids);
  return { ids: ids.filter((id) => canSeeActivity(id, maps)), maps };
}

/** Deletes, in batches, the activities tied to something deleted. */
export async function removeActivities(services: Services, gone: Parameters<typeof deleteActivitiesOf>[1]): Promise<void> {
  await deleteInBatches(services.write, (tx, limit) => deleteActivitiesOf(tx, gone, limit));
}
