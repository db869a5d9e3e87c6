import type { Privilege } from './catalogue.ts';
import type { Group, GroupMaps, PageMaps } from './hydrate.ts';

/** A user's role in a group. */
export type GroupRole = 'owner' | 'admin' | 'moderator' | 'member' | 'requested' | 'banned' | 'none';

/** The viewer's role in a group; `none` also for a missing group. */
export function groupRole(id: number, maps: GroupMaps): GroupRole {
  const group = maps.groups.get(id);
  if (!group || !maps.viewer) return 'none';
  if (group.owner_id === maps.viewer.id) return 'owner';
  const membership = maps.members.get(id);
  if (!membership) return 'none';
  return membership.state === 'member' ? membership.role : membership.state;
}

/**
 * Whether the viewer can see a group: private ones too, but not their posts and members. Not when the viewer is banned, nor when
 * its owner and the viewer blocked one another, unless both are members. Contract §2.28, §4 Privacy.
 */
export function canSeeGroup(id: number, maps: GroupMaps): boolean {
  const group = maps.groups.get(id);
  if (!group) return false;
  if (isInGroup(id, maps)) return true;
  return groupRole(id, maps) !== 'banned' && !maps.owners.get(group.owner_id)?.blocked;
}

/** Whether the viewer is a member of a group, in any role. */
export function isInGroup(id: number, maps: GroupMaps): boolean {
  return ['owner', 'admin', 'moderator', 'member'].includes(groupRole(id, maps));
}

/** Only members see the posts and members of a private group. Contract §4 Privacy. */
export function canSeeGroupPosts(id: number, maps: GroupMaps): boolean {
  return canSeeGroup(id, maps) && (maps.groups.get(id)?.privacy === 1 || isInGroup(id, maps));
}

/** Only members post in a group. */
export function canPostInGroup(id: number, maps: GroupMaps): boolean {
  return isInGroup(id, maps);
}

/** The roles that can change a group, and make its members admins. */
export function canEditGroup(id: number, maps: GroupMaps): boolean {
  return ['owner', 'admin'].includes(groupRole(id, maps));
}

/** Only the owner can delete a group. */
export function canDeleteGroup(id: number, maps: GroupMaps): boolean {
  return groupRole(id, maps) === 'owner';
}

/** The roles that answer requests and remove members. */
export function canManageMembers(id: number, maps: GroupMaps): boolean {
  return ['owner', 'admin', 'moderator'].includes(groupRole(id, maps));
}

/** The roles that can delete others' posts and comments in a group: those that can remove their author. Contract §2.20 delete. */
export function canDeletePostsInGroup(id: number, maps: GroupMaps): boolean {
  return canManageMembers(id, maps);
}

/** Who can join: 1 anybody, 2 users the staff accept. A private group asks unless its owner chose otherwise. */
export function joinPrivacyOf({ privacy, join_privacy }: Pick<Group, 'privacy' | 'join_privacy'>): 1 | 2 {
  if (join_privacy === 0) return privacy === 1 ? 1 : 2;
  return join_privacy === 1 ? 1 : 2;
}

/** Who can add others: every member when anybody can join, otherwise those who answer requests. */
export function canAddMembers(id: number, maps: GroupMaps): boolean {
  const group = maps.groups.get(id);
  return canManageMembers(id, maps) || (isInGroup(id, maps) && group !== undefined && joinPrivacyOf(group) === 1);
}

/**
 * Whether the viewer can see a page: not when its owner blocked them, unless they are an admin, nor when they blocked its owner,
 * unless they are an admin or like it, so that they can undo that. Contract §4 Privacy.
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

/** Whether the viewer is the owner or an admin of a page. */
export function isPageAdmin(id: number, maps: PageMaps): boolean {
  return isPageOwner(id, maps) || (maps.pages.has(id) && maps.admins.has(id));
}

/** Whether the viewer has one of the privileges of page admins. */
export function mayOnPage(id: number, privilege: Privilege, maps: PageMaps): boolean {
  return isPageOwner(id, maps) || (maps.pages.has(id) && maps.admins.get(id)?.[privilege] === 1);
}

/** Whether the viewer can post in the page's name. */
export function canPostAsPage(id: number, maps: PageMaps): boolean {
  return isPageAdmin(id, maps);
}

/** Whether a page is promoted at a given time. */
export function isPromoted({ boosted, boosted_until }: { boosted: number; boosted_until: Date | null }, now: Date): boolean {
  return boosted === 1 && (boosted_until === null || boosted_until > now);
}

/** The mean of a page's reviews in whole stars, 0 without any. Apps read whole digits. */
export function ratingOf({ rating_sum, reviews_count }: { rating_sum: number; reviews_count: number }): number {
  return reviews_count === 0 ? 0 : Math.round(rating_sum / reviews_count);
}
