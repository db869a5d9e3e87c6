import type { ViewerContext } from '../../context.ts';
import { canSeeLists, canSeeUser } from '../../graph/rules.ts';
import { Refusal } from '../../http/errors.ts';
import { hydrateUsers, type UserMaps } from '../../users/hydrate.ts';
import { requireVisibleUser } from '../../users/service.ts';
import { type GroupMaps, hydrateGroups, hydratePages, type PageMaps } from '../hydrate.ts';
import {
  communityIds,
  followersOutside,
  GROUPS,
  joinedIds,
  type ListPart,
  memberRows,
  PAGES,
  popularCommunityIds,
  reviewRows,
} from '../queries/lists.ts';
import { canManageMembers, canSeeGroup, canSeeGroupPosts, canSeePage } from '../rules.ts';
import { requireVisibleGroup } from './groups.ts';
import { requireVisiblePage } from './pages.ts';

export type Groups = { ids: number[]; maps: GroupMaps };
export type Pages = { ids: number[]; maps: PageMaps };

/** Which pages or groups: those a user owns, has joined or likes, or those of a category. */
export type Kind = { by: 'owner' | 'partaker'; userId: number; person: UserMaps } | { by: 'category'; categoryId: number };

/** The groups among the ids that the viewer can see, in order. Statements of `hydrateGroups`. */
export async function visibleGroups(ctx: ViewerContext, ids: readonly number[]): Promise<Groups> {
  const maps = await hydrateGroups(ctx, ids);
  return { ids: ids.filter((id) => canSeeGroup(id, maps)), maps };
}

/** The pages among the ids that the viewer can see, in order. Statements of `hydratePages`. */
export async function visiblePages(ctx: ViewerContext, ids: readonly number[]): Promise<Pages> {
  const maps = await hydratePages(ctx, ids);
  return { ids: ids.filter((id) => canSeePage(id, maps)), maps };
}

/** A list of groups, newest first; empty when friend_privacy hides the user's. 1 + hydration statements. */
export async function groupsBy(ctx: ViewerContext, kind: Kind, part: ListPart): Promise<Groups> {
  return visibleGroups(ctx, await idsBy(ctx, GROUPS, { kind, part }));
}

/** A list of pages, newest first; empty when friend_privacy hides the user's. 1 + hydration statements. */
export async function pagesBy(ctx: ViewerContext, kind: Kind, part: ListPart): Promise<Pages> {
  return visiblePages(ctx, await idsBy(ctx, PAGES, { kind, part }));
}

async function idsBy(ctx: ViewerContext, table: typeof PAGES, { kind, part }: { kind: Kind; part: ListPart }): Promise<number[]> {
  const viewerId = ctx.viewer.id;
  if (kind.by === 'category') return communityIds(ctx.db, table, { categoryId: kind.categoryId, viewerId, ...part });
  if (!canSeeLists(kind.userId, kind.person)) return [];
  if (kind.by === 'owner') return communityIds(ctx.db, table, { ownerId: kind.userId, viewerId, ...part });
  return joinedIds(ctx.db, table, { userId: kind.userId, ...part });
}

/** The most popular groups; `strange` leaves out those the viewer is a member of. 1 + hydration statements. */
export async function popularGroups(ctx: ViewerContext, part: ListPart & { strange: boolean }): Promise<Groups> {
  return visibleGroups(ctx, await popularCommunityIds(ctx.db, GROUPS, { viewerId: ctx.viewer.id, ...part }));
}

/** The most popular pages; `strange` leaves out those the viewer likes. 1 + hydration statements. */
export async function popularPages(ctx: ViewerContext, part: ListPart & { strange: boolean }): Promise<Pages> {
  return visiblePages(ctx, await popularCommunityIds(ctx.db, PAGES, { viewerId: ctx.viewer.id, ...part }));
}

/** The promoted pages, newest first. 1 + hydration statements. Contract: promoted_pages of get-general-data. */
export async function promotedPages(ctx: ViewerContext, limit: number): Promise<Pages> {
  return visiblePages(ctx, await communityIds(ctx.db, PAGES, { boostedAt: ctx.now, viewerId: ctx.viewer.id, limit }));
}

/**
 * Members of a group, latest first; only members see those of a private group. 1 + twice hydration statements. Refuses
 * `groupNotFound`, `notMember`. Contract-beyond: get_group_members.
 */
export async function groupMembers(ctx: ViewerContext, groupId: number, part: ListPart) {
  const group = await requireReadableGroup(ctx, groupId);
  const rows = await memberRows(ctx.db, { groupId, state: 'member', viewerId: ctx.viewer.id, ...part });
  const ownerId = group.groups.get(groupId)?.owner_id;
  const members = rows.map(({ id, userId, role }) => ({ id, userId, isAdmin: userId === ownerId || role === 'admin' }));
  return withPeople(ctx, members);
}

/** A group whose members the viewer can see. Refuses `groupNotFound`, `notMember`. */
async function requireReadableGroup(ctx: ViewerContext, groupId: number): Promise<GroupMaps> {
  const group = await requireVisibleGroup(ctx, groupId);
  if (!canSeeGroupPosts(groupId, group)) throw new Refusal('notMember');
  return group;
}

/** Requests to join a group, latest first. Refuses `groupNotFound`, `notOwner`. Contract-beyond: groups. */
export function joinRequests(ctx: ViewerContext, groupId: number, part: ListPart) {
  return peopleOfGroup(ctx, groupId, { state: 'requested', ...part });
}

/**
 * Users who asked to join a group, or are banned from it, for those who manage its members. Refuses `groupNotFound`, `notOwner`.
 */
export async function peopleOfGroup(ctx: ViewerContext, groupId: number, part: ListPart & { state: 'requested' | 'banned' }) {
  const group = await requireVisibleGroup(ctx, groupId);
  if (!canManageMembers(groupId, group)) throw new Refusal('notOwner');
  return withPeople(ctx, await memberRows(ctx.db, { groupId, viewerId: ctx.viewer.id, ...part }));
}

/** Reviews of a page, newest first. Refuses `pageNotFound`. Contract-beyond: page_reviews. */
export async function pageReviews(ctx: ViewerContext, pageId: number, part: ListPart) {
  await requireVisiblePage(ctx, pageId);
  return withPeople(ctx, await reviewRows(ctx.db, { pageId, viewerId: ctx.viewer.id, ...part }));
}

/**
 * The viewer's followers who are not members of a group; for a private group only its members get them, since the rest are
 * members. Refuses `groupNotFound`, `notMember`. Contract-beyond: not_in_group_member.
 */
export async function followersOutsideGroup(ctx: ViewerContext, groupId: number, part: ListPart) {
  await requireReadableGroup(ctx, groupId);
  return people(ctx, await followersOutside(ctx.db, GROUPS, { id: groupId, viewerId: ctx.viewer.id, ...part }));
}

/** The viewer's followers who do not like a page. Refuses `pageNotFound`. Contract-beyond: not_in_page_member. */
export async function followersOutsidePage(ctx: ViewerContext, pageId: number, part: ListPart) {
  await requireVisiblePage(ctx, pageId);
  return people(ctx, await followersOutside(ctx.db, PAGES, { id: pageId, viewerId: ctx.viewer.id, ...part }));
}

/** A user whose pages and groups are requested. Statements of `hydrateUsers`. Refuses `userNotFound`. */
export async function listsOf(ctx: ViewerContext, userId: number): Promise<{ userId: number; person: UserMaps }> {
  return { userId, person: await requireVisibleUser(ctx, userId) };
}

async function people(ctx: ViewerContext, ids: number[]): Promise<{ ids: number[]; maps: UserMaps }> {
  const maps = await hydrateUsers(ctx, ids);
  return { ids: ids.filter((id) => canSeeUser(id, maps)), maps };
}

async function withPeople<Row extends { userId: number }>(ctx: ViewerContext, rows: Row[]) {
  const maps = await hydrateUsers(
    ctx,
    rows.map((row) => row.userId),
  );
  return { rows: rows.filter((row) => canSeeUser(row.userId, maps)), maps };
}
