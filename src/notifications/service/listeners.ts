import type { Services } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import type { Signals } from '../../signals/signals.ts';
import { lockUsers } from '../../users/service.ts';
import { deleteActivitiesBetween } from '../queries/activities.ts';
import { deleteNotificationsBetween } from '../queries/notifications.ts';
import { deletePokesBetween, deletePokesOf } from '../queries/pokes.ts';
import { recordActivity, removeActivities, retractActivity } from './activities.ts';
import { removeNotifications } from './inbox.ts';
import { notify, retractNotification } from './notify.ts';

/** Contract §2.17: notifies the followed person, and records an activity for the follower's followers. */
export async function notifyFollow(services: Services, { followerId, followeeId }: Signals['followed']): Promise<void> {
  await services.write(async (tx) => {
    await notify(services, tx, { type: 'following', notifierId: followerId, recipientIds: [followeeId] });
    await recordActivity(tx, { type: 'following', userId: followerId, targetUserId: followeeId });
  });
}

/** Contract §2.18: notifies the requester, and records the friendship for the followers of both. */
export async function notifyFollowAccepted(
  services: Services,
  { followerId, followeeId }: Signals['followAccepted'],
): Promise<void> {
  await services.write(async (tx) => {
    await notify(services, tx, { type: 'accepted_request', notifierId: followeeId, recipientIds: [followerId] });
    await recordActivity(tx, { type: 'friend', userId: followeeId, targetUserId: followerId });
    await recordActivity(tx, { type: 'friend', userId: followerId, targetUserId: followeeId });
  });
}

/** Deletes the notifications and activities of a follow that ended. */
export async function retractFollow(services: Services, { followerId, followeeId, state }: Signals['unfollowed']): Promise<void> {
  if (state === 'requested') return; // requests bring no notification
  await services.write(async (tx) => {
    await retractNotification(tx, { type: 'following', notifierId: followerId, recipientIds: [followeeId] });
    await retractNotification(tx, { type: 'accepted_request', notifierId: followeeId, recipientIds: [followerId] });
    await retractActivity(tx, { type: 'following', userId: followerId, targetUserId: followeeId });
    await retractActivity(tx, { type: 'friend', userId: followerId, targetUserId: followeeId });
    await retractActivity(tx, { type: 'friend', userId: followeeId, targetUserId: followerId });
  });
}

/** Contract §4 Privacy: deletes the notifications and activities between two users when one blocks the other. */
export async function removeBetween(services: Services, { blockerId, blockedId }: Signals['blocked']): Promise<void> {
  await services.write(async (tx) => {
    await deleteNotificationsBetween(tx, blockerId, blockedId);
    await deleteActivitiesBetween(tx, blockerId, blockedId);
    await deletePokesBetween(tx, blockerId, blockedId);
  });
}

/** Contract §2.8. */
export async function notifyProfileVisit(services: Services, { visitorId, userId }: Signals['profileVisited']): Promise<void> {
  await services.write(async (tx) => {
    await lockUsers(tx, [visitorId]);
    await notify(services, tx, { type: 'visited_profile', notifierId: visitorId, recipientIds: [userId] });
  });
}

/** Deletes the notifications, activities and pokes of a deleted user, in bounded batches. */
export async function purgeNotifications(services: Services, { userId }: Signals['userPurged']): Promise<void> {
  await removeNotifications(services, { recipient_id: userId });
  await removeNotifications(services, { notifier_id: userId });
  await removeActivities(services, { user_id: userId });
  await removeActivities(services, { target_user_id: userId });
  for (const whose of [{ sender_id: userId }, { recipient_id: userId }]) {
    await deleteInBatches(services.write, (tx, limit) => deletePokesOf(tx, whose, limit));
  }
}
