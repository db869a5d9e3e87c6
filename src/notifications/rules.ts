import { canSeePage } from '../communities/rules.ts';
import { canSeeUser } from '../graph/rules.ts';
import { canSeePost } from '../posts/rules.ts';
import type { User } from '../users/hydrate.ts';
import { wantedNotifications } from '../users/rules.ts';
import { type NotificationType, notificationKind } from './catalogue.ts';
import type { ActivityMaps, NotificationMaps } from './hydrate.ts';
import { isByPage } from './rules/by-page.ts';

/** The subjects of a notification; absent ones are not part of it. */
export type NotificationSubjects = {
  postId?: number;
  commentId?: number;
  replyId?: number;
  storyId?: number;
  pageId?: number;
  groupId?: number;
  eventId?: number;
  articleId?: number;
  groupChatId?: number;
  threadId?: number;
};

/** An action that others are notified of. */
export type NotifiedAction = NotificationSubjects & { type: NotificationType; notifierId: number };

const KEY_PREFIXES: readonly (readonly [letter: string, thing: keyof NotificationSubjects])[] = [
  ['p', 'postId'],
  ['c', 'commentId'],
  ['r', 'replyId'],
  ['s', 'storyId'],
  ['l', 'pageId'],
  ['g', 'groupId'],
  ['e', 'eventId'],
  ['a', 'articleId'],
  ['m', 'groupChatId'],
  ['t', 'threadId'],
];

const ONE_FOR = { post: ['p'], comment: ['p', 'c'], reply: ['p', 'c', 'r'] } as const;

/**
 * The key by which a later notification replaces an earlier one of the same recipient: `comment p7`, `following u5`, `reaction u5
 * p7`. Contract §1.15: the same type about the same post is replaced, except following and reaction.
 */
export function dedupeKey(deed: NotifiedAction): string {
  const { oneFor } = notificationKind(deed.type);
  const counted: readonly string[] = oneFor ? ONE_FOR[oneFor] : KEY_PREFIXES.map(([letter]) => letter);
  const things = KEY_PREFIXES.filter(([letter, thing]) => counted.includes(letter) && deed[thing]).map(
    ([letter, thing]) => `${letter}${deed[thing]}`,
  );
  return [deed.type, ...(oneFor ? [] : [`u${deed.notifierId}`]), ...things].join(' ');
}

/** Whether a user's settings allow notifications of a type. */
export function wantsNotification(type: NotificationType, user: Pick<User, 'notification_settings'>): boolean {
  const { flag } = notificationKind(type);
  return flag === undefined || wantedNotifications(user)[flag] === 1;
}

/** Whether the recipient can see the notifier, and the page they acted for. */
export function canSeeNotification(id: number, maps: NotificationMaps): boolean {
  const notification = maps.notifications.get(id);
  if (!notification || !canSeeUser(notification.notifier_id, maps.users)) return false;
  return !isByPage(notification) || canSeePage(notification.page_id, maps.pages);
}

/** Whether the viewer can see the actor, the target user and the post. */
export function canSeeActivity(id: number, maps: ActivityMaps): boolean {
  const activity = maps.activities.get(id);
  if (!activity || !canSeeUser(activity.user_id, maps.users)) return false;
  if (activity.post_id > 0 && !canSeePost(activity.post_id, maps.posts)) return false;
  return activity.target_user_id === 0 || canSeeUser(activity.target_user_id, maps.users);
}

/** The key by which a later activity of the same user replaces an earlier one: `following u5`, `reaction p7`. */
export function activityKey({ type, targetUserId, postId }: { type: string; targetUserId?: number; postId?: number }): string {
  const [name] = type.split('|');
  return `${name} ${postId ? `p${postId}` : `u${targetUserId ?? 0}`}`;
}
