import type { Privilege } from './catalogue.ts';
import type { Group, GroupMaps, PageMaps } from './hydrate.ts';

/** What somebody is in a group. */
export type GroupRole = 'owner' | 'admin' | 'moderator' | 'member' | 'requested' | 'banned' | 'none';

/** What the viewer is in a group; `none` also where there is no group. */
export function groupRole(id: number, maps: GroupMaps): GroupRole {
  const group = maps.groups.get(id);
  if (!group || !maps.viewer) return 'none';
  if (group.owner_id === maps.viewer.id) return 'owner';
  const membership = maps.members.get(id);
  if (!membership) return 'none';
  return membership.state === 'member' ? membership.role : membership.state;
}

/**
 * Whether a group is there for the viewer: also a private one is, its posts and members apart. Not for who was banned, and
 * not where its owner and the viewer blocked one another, unless both are in it. Contract §2.28, §4 Privacy.
 */
export function canSeeGroup(id: number, maps: GroupMaps): boolean {
  const group = maps.groups.get(id);
  if (!group) return false;
  if (isInGroup(id, maps)) return true;
  return groupRole(id, maps) !== 'banned' && !maps.owners.get(group.owner_id)?.blocked;
}

/** Whether the viewer is in a group, whatever their role. */
export function isInGroup(id: number, maps: GroupMaps): boolean {
  return ['owner', 'admin', 'moderator', 'member'].includes(groupRole(id, maps));
}

/** Posts and members of a private group are for its members. Contract §4 Privacy. */
export function canSeeGroupPosts(id: number, maps: GroupMaps): boolean {
  return canSeeGroup(id, maps) && (maps.groups.get(id)?.privacy === 1 || isInGroup(id, maps));
}

/** In a group only its members write. */
export function canPostInGroup(id: number, maps: GroupMaps): boolean {
  return isInGroup(id, maps);
}

/** Who may change a group, and make its members admins. */
export function canEditGroup(id: number, maps: GroupMaps): boolean {
  return ['owner', 'admin'].includes(groupRole(id, maps));
}

/** Who may delete a group: its owner alone. */
export function canDeleteGroup(id: number, maps: GroupMaps): boolean {
  return groupRole(id, maps) === 'owner';
}

/** Who answers requests and removes members. */
export function canManageMembers(id: number, maps: GroupMaps): boolean {
  return ['owner', 'admin', 'moderator'].includes(groupRole(id, maps));
}

/** Who may delete what others wrote in a group, comments too: who may send its writer away. Contract §2.20 delete. */
export function canDeletePostsInGroup(id: number, maps: GroupMaps): boolean {
  return canManageMembers(id, maps);
}

/** Who may join: 1 anybody, 2 whom the staff accept. A private group means asking unless its owner chose otherwise. */
export function joinPrivacyOf({ privacy, join_privacy }: Pick<Group, 'privacy' | 'join_privacy'>): 1 | 2 {
  if (join_privacy === 0) return privacy === 1 ? 1 : 2;
  return join_privacy === 1 ? 1 : 2;
}

/** Who may add others: every member where everybody may join, otherwise who answers requests. */
export function canAddMembers(id: number, maps: GroupMaps): boolean {
  const group = maps.groups.get(id);
  return canManageMembers(id, maps) || (isInGroup(id, maps) && group !== undefined && joinPrivacyOf(group) === 1);
}

/**
 * Whether a page is there for the viewer: not where its owner blocked them, unless they run it, nor where they blocked its
 * owner, unless they run or like it, so that they can take that back. Contract §4 Privacy.
 */
export function canSeePage(id: number, maps: PageMaps): boolean {
  const page = maps.pages.get(id);
  if (!page) return false;
  const owner = maps.owners.get(page.owner_id);
  if (!owner?.blocked || isPageAdmin(id, maps)) return true;
  return owner.blockedByViewer && maps.liked.has(id);
}

export function isPageOwner(id: number, maps: PageMaps): boolean {
  return maps.viewer !== undefined && maps.pages.get(id)?.owner_id === maps.viewer.id;
}

/** Whether the viewer runs a page, as its owner or as an admin of any kind. */
export function isPageAdmin(id: number, maps: PageMaps): boolean {
  return isPageOwner(id, maps) || (maps.pages.has(id) && maps.admins.has(id));
}

/** Whether the viewer may do one of the things that admins of a page are allowed one by one. */
export function mayOnPage(id: number, privilege: Privilege, maps: PageMaps): boolean {
  return isPageOwner(id, maps) || (maps.pages.has(id) && maps.admins.get(id)?.[privilege] === 1);
}

/** Whether the viewer may write in the page's name. */
export function canPostAsPage(id: number, maps: PageMaps): boolean {
  return isPageAdmin(id, maps);
}

/** Whether a page is promoted at a moment. */
export function isPromoted({ boosted, boosted_until }: { boosted: number; boosted_until: Date | null }, now: Date): boolean {
  return boosted === 1 && (boosted_until === null || boosted_until > now);
}

/** The mean of a page's reviews in whole stars, 0 without any. Apps read whole digits. */
export function ratingOf({ rating_sum, reviews_count }: { rating_sum: number; reviews_count: number }): number {
  return reviews_count === 0 ? 0 : Math.round(rating_sum / reviews_count);
}
