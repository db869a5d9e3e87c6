import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import { withoutBlocked } from '../../graph/without-blocked.ts';
import type { User } from '../../users/hydrate.ts';

export type NotificationRow = {
  id: number;
  recipient_id: number;
  notifier_id: number;
  type: string;
  type2: string;
  post_id: number;
  comment_id: number;
  reply_id: number;
  story_id: number;
  page_id: number;
  group_id: number;
  event_id: number;
  blog_id: number;
  group_chat_id: number;
  thread_id: number;
  text: string;
  url: string;
  dedupe_key: string;
  seen_at: Date | null;
  created_at: Date;
};

declare module 'knex/types/tables.js' {
  interface Tables {
    notifications: NotificationRow;
  }
}

/** The notification settings of those users who are active and not blocked either way. */
export async function recipientSettings(
  db: Knex,
  notifierId: number,
  ids: readonly number[],
): Promise<Pick<User, 'id' | 'notification_settings'>[]> {
  if (ids.length === 0) return [];
  const active = db('users')
    .select('users.id', 'users.notification_settings')
    .whereIn('users.id', ids)
    .where('users.state', 'active');
  return withoutBlocked(active, notifierId, 'users.id');
}

/** Replaces the recipients' rows with the same key; the new ids make them the newest. */
export async function replaceNotifications(tx: Tx, rows: readonly Omit<NotificationRow, 'id'>[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const recipientIds = rows.map((row) => row.recipient_id);
  // Reads without a lock first: usually there is nothing to delete, and the delete would still search with locks.
  const former = await tx('notifications')
    .whereIn('recipient_id', recipientIds)
    .where({ dedupe_key: first.dedupe_key })
    .pluck('id');
  if (former.length > 0) await tx('notifications').whereIn('id', former).delete();
  await tx('notifications').insert(rows).onConflict(['recipient_id', 'dedupe_key']).merge();
}

/** Deletes the notifications of one user's action, unless a later one has replaced them. */
export async function deleteNotifications(
  tx: Tx,
  recipientIds: readonly number[],
  deed: Pick<NotificationRow, 'dedupe_key' | 'notifier_id'> & Partial<NotificationRow>,
): Promise<void> {
  if (recipientIds.length > 0) await tx('notifications').whereIn('recipient_id', recipientIds).where(deed).delete();
}

/** Deletes the notifications between two users. */
export async function deleteNotificationsBetween(tx: Tx, one: number, other: number): Promise<void> {
  await tx('notifications').where({ notifier_id: one, recipient_id: other }).delete();
  await tx('notifications').where({ notifier_id: other, recipient_id: one }).delete();
}

/** The recipient's unseen notifications, newest first. */
export function unseenNotifications(db: Knex, recipientId: number, limit: number): Promise<NotificationRow[]> {
  return db('notifications').where({ recipient_id: recipientId }).whereNull('seen_at').orderBy('id', 'desc').limit(limit);
}

/** How many are unseen, at most `max`: read from an index alone. */
export async function countUnseen(db: Knex, recipientId: number, most: number): Promise<number> {
  const some = db('notifications').select('id').where({ recipient_id: recipientId }).whereNull('seen_at').limit(most);
  const [row] = await db.from(some.as('unseen')).count<{ count: number }[]>({ count: '*' });
  return row?.count ?? 0;
}

/** A page of the recipient's notifications, newest first. */
export function latestNotifications(
  db: Knex,
  recipientId: number,
  { offset, limit }: { limit: number; offset?: number | undefined },
): Promise<NotificationRow[]> {
  const query = db('notifications').where({ recipient_id: recipientId }).orderBy('id', 'desc').limit(limit);
  return offset === undefined ? query : query.where('id', '<', offset);
}

export async function markSeen(tx: Tx, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length > 0) await tx('notifications').whereIn('id', ids).whereNull('seen_at').update({ seen_at: now });
}

/** Deletes up to `limit` notifications seen before a time. Gives how many. */
export function deleteSeenNotifications(tx: Tx, seenBefore: Date, limit: number): Promise<number> {
  return tx('notifications').where('seen_at', '<', seenBefore).orderBy('seen_at').limit(limit).delete();
}

/** Deletes up to `limit` notifications that a column ties to something deleted. Gives how many. */
export function deleteNotificationsOf(
  tx: Tx,
  gone: Partial<
    Pick<
      NotificationRow,
      'recipient_id' | 'notifier_id' | 'post_id' | 'comment_id' | 'reply_id' | 'story_id' | 'event_id' | 'group_id' | 'page_id'
    >
  >,
  limit: number,
): Promise<number> {
  return tx('notifications').where(gone).limit(limit).delete();
}
