import { hydratePages, type PageMaps } from '../communities/hydrate.ts';
import type { Ctx } from '../context.ts';
import { hydratePosts, type PostMaps } from '../posts/hydrate.ts';
import { hydrateUsers, type UserMaps } from '../users/hydrate.ts';
import { type ActivityRow, activityRows } from './queries/activities.ts';
import type { NotificationRow } from './queries/notifications.ts';
import { isByPage } from './rules/by-page.ts';

/** Notifications by id, with the users and pages that caused them. */
export type NotificationMaps = { notifications: Map<number, NotificationRow>; users: UserMaps; pages: PageMaps };

/** Activities by id, with their actors, target users and posts. */
export type ActivityMaps = { activities: Map<number, ActivityRow>; users: UserMaps; posts: PostMaps };

/**
 * Loads what presenting notifications needs beside their rows. Statements of `hydrateUsers` and `hydratePages`; none for no rows.
 */
export async function hydrateNotifications(ctx: Ctx, rows: readonly NotificationRow[]): Promise<NotificationMaps> {
  const [users, pages] = await Promise.all([
    hydrateUsers(
      ctx,
      rows.map((row) => row.notifier_id),
    ),
    hydratePages(
      ctx,
      rows.flatMap((row) => (isByPage(row) ? [row.page_id] : [])),
    ),
  ]);
  return { notifications: new Map(rows.map((row) => [row.id, row])), users, pages };
}

/**
 * Loads everything that presenting activities needs. 1 statement plus those of `hydrateUsers` and `hydratePosts`; none for no
 * ids.
 */
export async function hydrateActivities(ctx: Ctx, ids: readonly number[]): Promise<ActivityMaps> {
  const rows = await activityRows(ctx.db, ids);
  const people = rows.flatMap((row) => [row.user_id, row.target_user_id]).filter((id) => id > 0);
  const postIds = [...new Set(rows.map((row) => row.post_id))].filter((id) => id > 0);
  const [users, posts] = await Promise.all([hydrateUsers(ctx, people), hydratePosts(ctx, postIds)]);
  return { activities: new Map(rows.map((row) => [row.id, row])), users, posts };
}
