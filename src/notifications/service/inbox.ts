import type { Services, ViewerContext } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import { hydrateNotifications } from '../hydrate.ts';
import {
  countUnseen,
  deleteNotificationsOf,
  deleteSeenNotifications,
  latestNotifications,
  markSeen,
  unseenNotifications,
} from '../queries/notifications.ts';
import { canSeeNotification } from '../rules.ts';

// All unseen ones go into one answer; this is its limit. Once these are seen, the next poll gets the next.
const MAX_UNSEEN = 100;
const MAX_COUNTED = 1000;
const SEEN_PAGE = 15;
const KEPT_SEEN_DAYS = 5;

export type InboxRequest = { offset: number | undefined; markSeen: boolean };

/**
 * The viewer's notifications: all unseen ones if there are any, else 15 of the seen ones before `offset`; and how many are unseen
 * (counted to 1000). `markSeen` marks the ones given. 1 or 2 + hydration statements, and a write when some are marked. Contract
 * §2.43.
 */
export async function inbox(ctx: ViewerContext, request: InboxRequest) {
  const unseen = await unseenNotifications(ctx.db, ctx.viewer.id, MAX_UNSEEN);
  const rows = unseen.length > 0 ? unseen : await latestNotifications(ctx.db, ctx.viewer.id, { ...request, limit: SEEN_PAGE });
  const unseenIds = unseen.map((row) => row.id);
  const [maps, unseenCount] = await Promise.all([
    hydrateNotifications(ctx, rows),
    unseen.length < MAX_UNSEEN ? unseen.length : countUnseen(ctx.db, ctx.viewer.id, MAX_COUNTED),
    request.markSeen && unseenIds.length > 0 ? ctx.write((tx) => markSeen(tx, unseenIds, ctx.now)) : undefined,
  ]);
  const ids = rows.map((row) => row.id).filter((id) => canSeeNotification(id, maps));
  return { ids, maps, unseenCount };
}

/** How many unseen notifications the viewer has, counted to 1000. 1 statement. Contract §2.43. */
export function unseenCount(ctx: ViewerContext): Promise<number> {
  return countUnseen(ctx.db, ctx.viewer.id, MAX_COUNTED);
}

/** Deletes notifications seen more than 5 days ago, in batches. Contract §1.15. */
export async function sweepNotifications(services: Services, now: Date): Promise<void> {
  const seenBefore = new Date(now.getTime() - KEPT_SEEN_DAYS * 86_400_000);
  await deleteInBatches(services.write, (tx, limit) => deleteSeenNotifications(tx, seenBefore, limit));
}

/** Deletes, in batches, the notifications tied to something deleted. */
export async function removeNotifications(services: Services, gone: Parameters<typeof deleteNotificationsOf>[1]): Promise<void> {
  await deleteInBatches(services.write, (tx, limit) => deleteNotificationsOf(tx, gone, limit));
}
