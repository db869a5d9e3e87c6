import type { z } from 'zod';
import { GENDERS } from '../catalogues/catalogue.ts';
import { canFollow, canSeeBirthday, canSeeLocation } from '../graph/rules.ts';
import { timeAgo } from '../time-text.ts';
import type { User, UserMaps } from './hydrate.ts';
import {
  emptyFields,
  identityFields,
  locationFields,
  mediaUrl,
  NO_DATE,
  type PresentCtx,
  privateFields,
  profileFields,
  statusFields,
} from './present/columns.ts';
import { isOnline } from './rules.ts';
import type { BlockedUserData, FollowData, FollowerData, ListedUserData, ProfileData, UserData, UserTexts } from './wire.ts';

export { mediaUrl, type PresentCtx };

/** user_data, contract §1.1. Private fields are filled for the user themselves only (§4 Privacy). `id` must be in the maps. */
export function presentUser(id: number, maps: UserMaps, ctx: PresentCtx): z.output<typeof UserData> {
  const user = userOf(id, maps);
  return {
    ...identityFields(user, ctx),
    ...profileFields(user),
    ...statusFields(user, ctx),
    ...viewerFields(id, maps),
    ...emptyFields,
    birthday: canSeeBirthday(id, maps) ? (user.birthday ?? NO_DATE) : NO_DATE,
    ...(canSeeLocation(id, maps) ? locationFields(user) : {}),
    user_platform: maps.platforms.get(id) ?? 'web',
    details: {
      post_count: String(user.posts_count),
      album_count: String(user.albums_count),
      following_count: String(user.following_count),
      followers_count: String(user.followers_count),
      groups_count: String(user.groups_count),
      likes_count: String(user.likes_count),
      ...mutualFriendsOf(id, maps),
    },
    ...(id === maps.viewerId ? privateFields(user) : {}),
  };
}

/** A user with the viewer's relation to them and display texts: contract §2.8. */
export function presentProfile(id: number, maps: UserMaps, ctx: PresentCtx): z.output<typeof ProfileData> {
  return {
    ...presentUser(id, maps, ctx),
    ...followFields(id, maps),
    ...textFields(userOf(id, maps), ctx),
    is_blocked: maps.relations.get(id)?.blocked ?? false,
  };
}

/** A member of a list of followers or followed people. */
export function presentFollower(id: number, maps: UserMaps, ctx: PresentCtx): z.output<typeof FollowerData> {
  return { ...presentUser(id, maps, ctx), is_following: followFields(id, maps).is_following };
}

export function presentBlockedUser(id: number, maps: UserMaps, ctx: PresentCtx): z.output<typeof BlockedUserData> {
  return { ...presentUser(id, maps, ctx), ...textFields(userOf(id, maps), ctx) };
}

/** A member of get-many-users-data, contract §2.9. */
export function presentListedUser(id: number, maps: UserMaps, ctx: PresentCtx): z.output<typeof ListedUserData> {
  const user = userOf(id, maps);
  const online = isOnline(user, ctx.now);
  return {
    ...presentUser(id, maps, ctx),
    gender: genderLabel(user),
    lastseen_status: online ? 'online' : 'offline',
    lastseen_text: online ? 'Online' : `Last Seen ${timeAgo(user.last_seen_at, ctx.now)}`,
  };
}

/** `is_following` 0 no, 1 yes, 2 requested; `can_follow` whether following (or unfollowing) is possible. */
export function followFields(id: number, maps: UserMaps): z.output<typeof FollowData> {
  const following = maps.relations.get(id)?.following ?? 'none';
  return {
    is_following: following === 'active' ? 1 : following === 'requested' ? 2 : 0,
    can_follow: canFollow(id, maps) ? 1 : 0,
  };
}

export function textFields(user: User, ctx: PresentCtx): z.output<typeof UserTexts> {
  return { gender_text: genderLabel(user), lastseen_time_text: lastSeenText(user, ctx.now) };
}

export function genderLabel(user: User): string {
  return GENDERS.get(user.gender) ?? user.gender;
}

/** `Online`, or how long ago the user was seen: `5 m`. */
export function lastSeenText(user: User, now: Date): string {
  return isOnline(user, now) ? 'Online' : timeAgo(user.last_seen_at, now);
}

/** The row of a presented user. Rules must have left out missing ones before. */
export function userOf(id: number, maps: UserMaps): User {
  const user = maps.users.get(id);
  if (!user) throw new Error(`person ${id} was not hydrated, or is not active`);
  return user;
}

/** The relation between the user and the viewer. */
function viewerFields(id: number, maps: UserMaps) {
  const relation = maps.relations.get(id);
  return {
    is_following_me: flag(relation?.followedBy === 'active'),
    is_notify_stopped: flag(relation?.notify ?? false),
    is_reported: relation?.reported ?? false,
    is_reported_user: flag(relation?.reported ?? false),
    is_story_muted: relation?.storiesMuted ?? false,
  };
}

function mutualFriendsOf(id: number, maps: UserMaps) {
  const count = maps.mutualFriends?.get(id) ?? 0;
  return maps.mutualFriends ? { mutual_friends_count: count } : {};
}

function flag(on: boolean): 0 | 1 {
  return on ? 1 : 0;
}
