import type { ViewerContext } from '../../context.ts';
import { canSeeUser } from '../../graph/rules.ts';
import { Refusal } from '../../http/errors.ts';
import { hydrateUsers, type UserMaps } from '../../users/hydrate.ts';
import { countForUsers, requireVisibleUser } from '../../users/service.ts';
import type { PageAdminRow } from '../hydrate.ts';
import {
  addToPageCounter,
  adminsOfPage,
  consumeInvitations,
  deletePageAdmin,
  deletePageLike,
  insertPageAdmin,
  insertPageLike,
  type Privileges,
  reviewOf,
  saveInvitation,
  saveReview,
  updatePageAdmin,
} from '../queries/pages.ts';
import { isPageAdmin, isPageOwner, mayOnPage } from '../rules.ts';
import { isBlockedByOwner } from './owner-blocks.ts';
import { lockPage, pageSignal, requireVisiblePage } from './pages.ts';

type Somebody = { pageId: number; userId: number };

/** Likes a page, or undoes it; gives whether the viewer likes it now. Refuses `pageNotFound`. Contract §2.21. */
export async function togglePageLike(ctx: ViewerContext, pageId: number): Promise<boolean> {
  const userId = ctx.viewer.id;
  return ctx.write(async (tx) => {
    const { page, maps } = await lockPage(ctx, tx, { pageId, userIds: [userId] });
    const liked = maps.liked.has(pageId);
    const change = liked ? -1 : 1;
    if (liked) await deletePageLike(tx, pageId, userId);
    else await insertPageLike(tx, { page_id: pageId, user_id: userId, created_at: ctx.now });
    await countForUsers(tx, [userId], { counter: 'likes_count', change });
    await addToPageCounter(tx, [pageId], 'likes_count', change);
    if (liked) await ctx.emit(ctx, 'pageUnliked', { ...pageSignal(page), userId });
    else {
      const inviterIds = await consumeInvitations(tx, pageId, userId);
      await ctx.emit(ctx, 'pageLiked', { ...pageSignal(page), userId, inviterIds });
    }
    return !liked;
  });
}

/**
 * Invites one of the viewer's followers to like a page. Refuses `pageNotFound`, `userNotFound`, `notFollower`. Contract-beyond:
 * page_add.
 */
export async function inviteToPage(ctx: ViewerContext, { pageId, userId }: Somebody): Promise<void> {
  const people = await requireVisibleUser(ctx, userId);
  await ctx.write(async (tx) => {
    const locked = await lockPage(ctx, tx, { pageId, userIds: [userId] });
    if (locked.people.get(userId)?.state !== 'active') throw new Refusal('userNotFound');
    if (people.relations.get(userId)?.followedBy !== 'active') throw new Refusal('notFollower');
    if (await isBlockedByOwner(tx, { ownerId: locked.page.owner_id, userId })) throw new Refusal('userNotFound');
    await saveInvitation(tx, { page_id: pageId, inviter_id: ctx.viewer.id, user_id: userId, created_at: ctx.now });
    await ctx.emit(ctx, 'pageInvited', { ...pageSignal(locked.page), userId, actorId: ctx.viewer.id });
  });
}

/**
 * Makes a user an admin of a page, or no longer, also one the viewer has blocked since; gives whether they are one now. For its
 * owner and admins who can choose admins; an admin can resign. Refuses `pageNotFound`, `userNotFound`, `notOwner`.
 * Contract-beyond: make_page_admin.
 */
export async function togglePageAdmin(ctx: ViewerContext, { pageId, userId }: Somebody): Promise<boolean> {
  const known = await hydrateUsers(ctx, [userId]);
  return ctx.write(async (tx) => {
    const { page, maps, people } = await lockPage(ctx, tx, { pageId, userIds: [userId] });
    const leaves = userId === ctx.viewer.id && maps.admins.has(pageId);
    if (userId === page.owner_id || !(leaves || mayOnPage(pageId, 'admins', maps))) throw new Refusal('notOwner');
    if ((await deletePageAdmin(tx, pageId, userId)) > 0) return false;
    if (!canSeeUser(userId, known) || people.get(userId)?.state !== 'active') throw new Refusal('userNotFound');
    if (await isBlockedByOwner(tx, { ownerId: page.owner_id, userId })) throw new Refusal('userNotFound');
    await insertPageAdmin(tx, { page_id: pageId, user_id: userId, created_at: ctx.now });
    await ctx.emit(ctx, 'pageAdminMade', { ...pageSignal(page), userId, actorId: ctx.viewer.id });
    return true;
  });
}

/**
 * Changes the privileges of a page admin. Only for its owner: nobody raises their own. Refuses `pageNotFound`, `notOwner`,
 * `memberNotFound`. Contract-beyond: update_privileges.
 */
export async function changePrivileges(ctx: ViewerContext, somebody: Somebody, privileges: Partial<Privileges>): Promise<void> {
  const { pageId, userId } = somebody;
  await ctx.write(async (tx) => {
    const { maps } = await lockPage(ctx, tx, { pageId, userIds: [] });
    if (!isPageOwner(pageId, maps)) throw new Refusal('notOwner');
    const admin = (await adminsOfPage(tx, pageId)).find((row) => row.user_id === userId);
    if (!admin) throw new Refusal('memberNotFound');
    await updatePageAdmin(tx, admin.id, privileges);
  });
}

/**
 * The admins of a page without its owner, for its owner and admins. Refuses `pageNotFound`, `notOwner`. Contract-beyond:
 * get_page_admins.
 */
export async function pageAdmins(ctx: ViewerContext, pageId: number): Promise<{ admins: PageAdminRow[]; maps: UserMaps }> {
  const page = await requireVisiblePage(ctx, pageId);
  if (!isPageAdmin(pageId, page)) throw new Refusal('notOwner');
  const rows = await adminsOfPage(ctx.db, pageId);
  const maps = await hydrateUsers(
    ctx,
    rows.map((row) => row.user_id),
  );
  return { admins: rows.filter((row) => maps.users.has(row.user_id)), maps };
}

/**
 * Reviews a page; a second review replaces the first. Refuses `pageNotFound`, `self` for the page's owner. Contract-beyond:
 * rate_page.
 */
export async function ratePage(
  ctx: ViewerContext,
  pageId: number,
  { valuation, text }: { valuation: number; text: string },
): Promise<void> {
  await ctx.write(async (tx) => {
    const { maps } = await lockPage(ctx, tx, { pageId, userIds: [ctx.viewer.id] });
    if (isPageOwner(pageId, maps)) throw new Refusal('self');
    const before = await reviewOf(tx, pageId, ctx.viewer.id);
    await saveReview(tx, { page_id: pageId, user_id: ctx.viewer.id, valuation, text, created_at: ctx.now });
    await addToPageCounter(tx, [pageId], 'rating_sum', valuation - (before?.valuation ?? 0));
    if (!before) await addToPageCounter(tx, [pageId], 'reviews_count', 1);
  });
}
