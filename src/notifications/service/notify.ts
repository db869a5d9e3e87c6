import { mutersOf } from '../../chat/hydrate.ts';
import type { Services } from '../../context.ts';
import { afterCommit, type Tx } from '../../database/write.ts';
import type { NotificationType } from '../catalogue.ts';
import { deleteNotifications, type NotificationRow, recipientSettings, replaceNotifications } from '../queries/notifications.ts';
import { dedupeKey, type NotificationSubjects, type NotifiedAction, wantsNotification } from '../rules.ts';
import { pushData, pushNotification } from './deliver.ts';

/** An action and the recipients of its notification. */
export type NotificationDraft = NotificationSubjects & {
  type: NotificationType;
  notifierId: number;
  recipientIds: readonly number[];
  /** The kind of the post, the reaction, or `anonymous`. Contract §1.15. */
  type2?: string;
  /** A short text about the subject: the start of a comment, the name of a group. */
  text?: string;
  /** The link, as a path of this site, when the ids do not determine it (a page's or group's name). */
  url?: string;
};

// How many recipients are read and written at once.
const BATCH = 500;
const TEXT_LENGTH = 100;

/**
 * Notifies users of an action, in the same transaction. Skips the actor, users blocked either way, and users who turned the type
 * off or muted the actor; replaces an earlier notification with the same key. Pushes are sent after the commit. 4 or 5 statements
 * for each 500 recipients. Concurrent callers for one subject (likes of a post) hold the lock of its row, as they do to count:
 * without it 300 at once on one key were 391 deadlocks and 41 lost, with it none. Contract §1.15.
 */
export async function notify(services: Services, tx: Tx, news: NotificationDraft): Promise<void> {
  const others = [...new Set(news.recipientIds)].filter((id) => id !== news.notifierId && id > 0);
  for (let first = 0; first < others.length; first += BATCH)
    await notifyBatch(services, tx, news, others.slice(first, first + BATCH));
}

async function notifyBatch(services: Services, tx: Tx, news: NotificationDraft, ids: readonly number[]): Promise<void> {
  const settings = await recipientSettings(tx, news.notifierId, ids);
  const muted = await mutersOf({ db: tx }, news.notifierId, ids);
  const recipientIds = settings
    .filter((user) => wantsNotification(news.type, user) && !muted.has(user.id))
    .map((user) => user.id);
  if (recipientIds.length === 0) return;
  const row = { ...rowOf(news), created_at: new Date(), seen_at: null };
  await replaceNotifications(
    tx,
    recipientIds.map((recipientId) => ({ ...row, recipient_id: recipientId })),
  );
  afterCommit(() => {
    services.realtime.tell(recipientIds, 'notification', pushData(row));
    pushNotification(services, row, recipientIds);
  });
}

/** Deletes the notifications of an action that is undone, unless a later action has replaced them. 1 statement. */
export async function retractNotification(tx: Tx, deed: NotifiedAction & { recipientIds: readonly number[] }): Promise<void> {
  const { notifier_id, dedupe_key, ...things } = rowOf(deed);
  const { post_id, comment_id, reply_id } = things;
  await deleteNotifications(tx, deed.recipientIds, { notifier_id, dedupe_key, post_id, comment_id, reply_id });
}

function rowOf(
  news: NotifiedAction & Partial<NotificationDraft>,
): Omit<NotificationRow, 'id' | 'recipient_id' | 'seen_at' | 'created_at'> {
  return {
    notifier_id: news.notifierId,
    type: news.type,
    type2: news.type2 ?? '',
    post_id: news.postId ?? 0,
    comment_id: news.commentId ?? 0,
    reply_id: news.replyId ?? 0,
    story_id: news.storyId ?? 0,
    page_id: news.pageId ?? 0,
    group_id: news.groupId ?? 0,
    event_id: news.eventId ?? 0,
    blog_id: news.articleId ?? 0,
    group_chat_id: news.groupChatId ?? 0,
    thread_id: news.threadId ?? 0,
    text: [...(news.text ?? '')].slice(0, TEXT_LENGTH).join(''),
    url: news.url ?? '',
    dedupe_key: dedupeKey(news),
  };
}
