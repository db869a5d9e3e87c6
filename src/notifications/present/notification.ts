import type { z } from 'zod';
import { presentPagePublisher } from '../../communities/present.ts';
import type { ViewerContext } from '../../context.ts';
import { clockOrDate, timeAgoInWords, unixSeconds } from '../../time-text.ts';
import { presentAnonymous } from '../../users/present/anonymous.ts';
import { type PresentCtx, presentUser } from '../../users/present.ts';
import { notificationKind, postNouns } from '../catalogue.ts';
import type { NotificationMaps } from '../hydrate.ts';
import type { NotificationRow } from '../queries/notifications.ts';
import { isByPage } from '../rules/by-page.ts';
import type { NotificationItem } from '../wire.ts';

type NotificationCtx = PresentCtx & Pick<ViewerContext, 'viewer' | 'settings'>;

/** A notification, contract §1.15. `id` and its notifier must be in the maps. */
export function presentNotification(id: number, maps: NotificationMaps, ctx: NotificationCtx): z.output<typeof NotificationItem> {
  const row = maps.notifications.get(id);
  if (!row) throw new Error(`notification ${id} was not hydrated`);
  const notifier = presentNotifier(row, maps, ctx);
  const address = addressOf(row, notifier.username);
  const secondButton = ctx.settings.value('second_post_button');
  return {
    ...columnsOf(row),
    notifier_id: isByPage(row) ? '0' : notifier.user_id,
    notifier,
    url: `${ctx.config.baseUrl}/${address.path}`,
    ajax_url: address.ajax,
    type_text: sentenceOf(row, secondButton),
    icon: iconOf(row, secondButton),
    time_text_string: timeAgoInWords(row.created_at, ctx.now),
    time_text: clockOrDate(row.created_at, ctx.now, ctx.viewer.timezone),
  };
}

function presentNotifier(row: NotificationRow, maps: NotificationMaps, ctx: NotificationCtx) {
  if (isByPage(row)) return presentPagePublisher(row.page_id, maps.pages, ctx);
  return isAnonymous(row) ? presentAnonymous(ctx) : presentUser(row.notifier_id, maps.users, ctx);
}

/** Whether the notifier stays anonymous. Contract §1.15 type2, §4 Privacy (post privacy 4). */
export function isAnonymous(row: Pick<NotificationRow, 'type2'>): boolean {
  return row.type2 === 'anonymous';
}

type SentenceRow = Pick<NotificationRow, 'type' | 'type2' | 'text' | 'story_id' | 'comment_id' | 'reply_id'>;

/** The sentence after the notifier's name. */
export function sentenceOf(row: SentenceRow, secondButton: string): string {
  const words = new Map(
    Object.entries({
      thing: thingOf(row),
      wondered: secondButton === 'dislike' ? 'disliked' : 'wondered',
      text: row.text,
    }),
  );
  return notificationKind(row.type).sentence.replace(/\{(\w+)\}/g, (_, name: string) => words.get(name) ?? '');
}

/** The noun of the subject. A reaction's `type2` is the reaction; its ids tell a comment's from a post's. */
function thingOf({ type, type2, story_id, comment_id, reply_id }: SentenceRow): string {
  if (story_id > 0) return 'story';
  if (type === 'reaction' && reply_id > 0) return 'reply';
  if (type === 'reaction' && comment_id > 0) return 'comment';
  return postNouns.get(type2) ?? 'post';
}

function iconOf(row: NotificationRow, secondButton: string): string {
  const { icon = row.type } = notificationKind(row.type);
  if (icon === 'reaction') return row.type2.toLowerCase() || 'like';
  if (icon === 'second') return secondButton === 'dislike' ? 'thumbs-down' : 'exclamation-circle';
  return icon;
}

/** The link: a path of the site, and what the site's own script would load. */
function addressOf(row: NotificationRow, notifierName: string): { path: string; ajax: string } {
  const { opens } = notificationKind(row.type);
  if (row.url !== '') return { path: row.url, ajax: `?link1=timeline&u=${row.url}` };
  if (opens === 'post' && row.post_id > 0) {
    const ref = row.comment_id > 0 ? String(row.comment_id) : '';
    return { path: `post/${row.post_id}${ref && `?ref=${ref}`}`, ajax: `?link1=post&id=${row.post_id}${ref && `&ref=${ref}`}` };
  }
  if (opens === 'event') return { path: `events/${row.event_id}`, ajax: `?link1=show-event&eid=${row.event_id}` };
  if (opens === 'article') return { path: `articles/${row.blog_id}`, ajax: `?link1=read-blog&id=${row.blog_id}` };
  return { path: notifierName, ajax: `?link1=timeline&u=${notifierName}` };
}

function columnsOf(row: NotificationRow) {
  const seen = unixSeconds(row.seen_at);
  return {
    id: String(row.id),
    recipient_id: String(row.recipient_id),
    post_id: String(row.post_id),
    reply_id: String(row.reply_id),
    comment_id: String(row.comment_id),
    page_id: String(row.page_id),
    group_id: String(row.group_id),
    group_chat_id: String(row.group_chat_id),
    event_id: String(row.event_id),
    thread_id: String(row.thread_id),
    blog_id: String(row.blog_id),
    story_id: String(row.story_id),
    seen_pop: seen,
    seen,
    type: row.type,
    type2: row.type2,
    text: row.text,
    full_link: '',
    sent_push: '0',
    admin: row.type === 'admin_notification' ? '1' : '0',
    time: unixSeconds(row.created_at),
  };
}
