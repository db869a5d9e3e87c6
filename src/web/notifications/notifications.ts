import type { ViewerContext } from '../../context.ts';
import { form, offset, parseForm } from '../../http/form.ts';
import { presentNotification } from '../../notifications/present/notification.ts';
import { inbox } from '../../notifications/service/inbox.ts';
import { groupChatAddress, pathOf, storyAddress } from '../shell/addresses.ts';
import { type Author, authorOf } from '../shell/author.ts';
import { type Moment, momentOf } from '../shell/dates.ts';
import { sitePage } from '../shell/layout/page.ts';
import { type CountMessages, topBar } from '../shell/layout/top-bar.ts';
import type { Visit } from '../shell/session/session.ts';
import { type Strings, stringsFor } from '../shell/strings.ts';

/** A notification: who did what, and the page it leads to. */
export type NotificationCard = { id: string; by: Author; text: string; time: Moment; href: string; isNew: boolean };

type NotificationsPage = { title: string; items: NotificationCard[]; more: string | undefined };

const sendNotifications = sitePage<NotificationsPage>('notifications/notifications');

const query = form({ before: offset() });
const PAGE = 15;

/** New notifications, or else seen ones. Showing them marks them as seen. Like `notifications` of get-general-data. */
export async function showNotifications({ ctx, req, res, csrf }: Visit, countMessages: CountMessages): Promise<void> {
  const text = stringsFor(req);
  const parsed = parseForm(query, { fields: { ...req.query }, uploads: [] });
  const bar = await topBar(ctx, countMessages);
  const { ids, maps } = await inbox(ctx, { offset: parsed.ok ? parsed.input.before : undefined, markSeen: true });
  const items = ids.map((id) => cardOf(ctx, presentNotification(id, maps, ctx), text));
  const isSeen = items.every(({ isNew }) => !isNew);
  const more = !isSeen || items.length >= PAGE ? `/notifications${isSeen ? `?before=${ids.at(-1)}` : ''}` : undefined;
  const { title } = text.notifications;
  sendNotifications(ctx, res, { bar, csrf, section: 'notifications', title, items, more });
}

type Notification = ReturnType<typeof presentNotification>;

function cardOf(ctx: ViewerContext, data: Notification, { lang }: Strings): NotificationCard {
  const at = new Date(Number(data.time) * 1000);
  return {
    id: data.id,
    by: authorOf(data.notifier, ctx),
    text: data.type_text,
    time: momentOf(at, { now: ctx.now, timezone: ctx.viewer.timezone, lang }),
    href: hrefOf(ctx, data, at),
    isNew: data.seen === '0',
  };
}

const DAY_MS = 86_400_000;

/** Where it leads. Group chats and stories, which apps open without an address, have pages here; a story lasts a day. */
function hrefOf({ config, now }: ViewerContext, { group_chat_id, story_id, url }: Notification, at: Date): string {
  if (group_chat_id !== '0') return groupChatAddress(group_chat_id);
  if (story_id !== '0' && now.getTime() - at.getTime() < DAY_MS) return storyAddress(story_id);
  return pathOf(url, config);
}
