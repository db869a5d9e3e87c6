import type { User } from './queries.ts';

/** The notifications a user can turn off. Contract §1.1. */
export const NOTIFICATION_KINDS = [
  'e_liked',
  'e_shared',
  'e_wondered',
  'e_commented',
  'e_followed',
  'e_accepted',
  'e_mentioned',
  'e_joined_group',
  'e_liked_page',
  'e_visited',
  'e_profile_wall_post',
  'e_memory',
] as const;

export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** The notifications a user wants: 1 unless turned off. The column holds the JSON of their settings. */
export function wantedNotifications(user: Pick<User, 'notification_settings'>): Record<NotificationKind, 0 | 1> {
  const set: unknown = user.notification_settings ? JSON.parse(user.notification_settings) : {};
  const isOff = (kind: NotificationKind) => typeof set === 'object' && set !== null && String(Reflect.get(set, kind)) === '0';
  // fromEntries loses the names; they are those of the list
  return Object.fromEntries(NOTIFICATION_KINDS.map((kind) => [kind, isOff(kind) ? 0 : 1])) as Record<NotificationKind, 0 | 1>;
}

/** "first last", or the part that exists, or the username. */
export function displayName(user: Pick<User, 'first_name' | 'last_name' | 'username'>): string {
  return `${user.first_name} ${user.last_name}`.trim() || user.username;
}

/** How long after they were last seen a user counts as online. */
export const ONLINE_SECONDS = 60;

/** Seen within a minute, and not appearing offline. */
export function isOnline(user: Pick<User, 'last_seen_at' | 'appears_offline'>, now: Date): boolean {
  return user.appears_offline === 0 && now.getTime() - user.last_seen_at.getTime() < ONLINE_SECONDS * 1000;
}
