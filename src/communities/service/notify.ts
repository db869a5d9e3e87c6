import type { Services } from '../../context.ts';
import { notify, retractNotification } from '../../notifications/service/notify.ts';
import type { Signals } from '../../signals/signals.ts';

/** The fields of a notification about a group. */
function groupNotification({ groupId, title, name }: { groupId: number; title: string; name: string }) {
  return { groupId, text: title, url: name };
}

/** The fields of a notification about a page. */
function pageNotification({ pageId, title, name }: { pageId: number; title: string; name: string }) {
  return { pageId, text: title, url: name };
}

/** Contract §2.22. */
export async function notifyMemberJoined(services: Services, signal: Signals['groupJoined']): Promise<void> {
  const news = {
    type: 'joined_group',
    notifierId: signal.userId,
    recipientIds: [signal.ownerId],
    ...groupNotification(signal),
  } as const;
  await services.write((tx) => notify(services, tx, news));
}

/** Contract §2.22: notifies those who can answer the request. */
export async function notifyJoinRequest(services: Services, signal: Signals['groupJoinRequested']): Promise<void> {
  const { userId, staffIds } = signal;
  const news = {
    type: 'requested_to_join_group',
    notifierId: userId,
    recipientIds: staffIds,
    ...groupNotification(signal),
  } as const;
  await services.write((tx) => notify(services, tx, news));
}

/** Notifies the requester, and deletes the notifications of those who could have answered. */
export async function notifyJoinAccepted(services: Services, signal: Signals['groupJoinAccepted']): Promise<void> {
  const { userId, actorId, staffIds, groupId } = signal;
  await services.write(async (tx) => {
    await retractNotification(tx, { type: 'requested_to_join_group', notifierId: userId, recipientIds: staffIds, groupId });
    await notify(services, tx, {
      type: 'accepted_join_request',
      notifierId: actorId,
      recipientIds: [userId],
      ...groupNotification(signal),
    });
  });
}

export async function notifyMemberAdded(services: Services, signal: Signals['groupMemberAdded']): Promise<void> {
  const news = {
    type: 'added_you_to_group',
    notifierId: signal.actorId,
    recipientIds: [signal.userId],
    ...groupNotification(signal),
  } as const;
  await services.write((tx) => notify(services, tx, news));
}

export async function notifyGroupAdmin(services: Services, signal: Signals['groupAdminMade']): Promise<void> {
  const news = {
    type: 'group_admin',
    notifierId: signal.actorId,
    recipientIds: [signal.userId],
    ...groupNotification(signal),
  } as const;
  await services.write((tx) => notify(services, tx, news));
}

/** Deletes the notifications of a membership or request that ended. */
export async function retractMembership(services: Services, signal: Signals['groupLeft']): Promise<void> {
  const { userId, groupId, staffIds } = signal;
  await services.write(async (tx) => {
    await retractNotification(tx, { type: 'joined_group', notifierId: userId, recipientIds: [signal.ownerId], groupId });
    await retractNotification(tx, { type: 'requested_to_join_group', notifierId: userId, recipientIds: staffIds, groupId });
  });
}

/** Contract §2.21: notifies the owner, and those who had invited the user. */
export async function notifyPageLike(services: Services, signal: Signals['pageLiked']): Promise<void> {
  const { userId, ownerId, inviterIds } = signal;
  await services.write(async (tx) => {
    await notify(services, tx, { type: 'liked_page', notifierId: userId, recipientIds: [ownerId], ...pageNotification(signal) });
    await notify(services, tx, {
      type: 'accepted_invite',
      notifierId: userId,
      recipientIds: inviterIds,
      ...pageNotification(signal),
    });
  });
}

/** Deletes the notifications of a like that was undone. */
export async function retractPageLike(services: Services, { pageId, ownerId, userId }: Signals['pageUnliked']): Promise<void> {
  await services.write((tx) =>
    retractNotification(tx, { type: 'liked_page', notifierId: userId, recipientIds: [ownerId], pageId }),
  );
}

export async function notifyPageInvitation(services: Services, signal: Signals['pageInvited']): Promise<void> {
  const news = {
    type: 'invited_page',
    notifierId: signal.actorId,
    recipientIds: [signal.userId],
    ...pageNotification(signal),
  } as const;
  await services.write((tx) => notify(services, tx, news));
}

export async function notifyPageAdmin(services: Services, signal: Signals['pageAdminMade']): Promise<void> {
  const news = {
    type: 'page_admin',
    notifierId: signal.actorId,
    recipientIds: [signal.userId],
    ...pageNotification(signal),
  } as const;
  await services.write((tx) => notify(services, tx, news));
}
