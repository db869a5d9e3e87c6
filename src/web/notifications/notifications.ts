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

/** One thing that happened to the viewer: who did it, what, and where it leads. */
export type NotificationCard = { id: string; by: Author; words: string; time: Moment; href: string; isNew: boolean };

type NotificationsPage = { title: string; items: NotificationCard[]; more: string | undefined };

const sendNotifications = sitePage<NotificationsPage>('notifications/notifications');

const query = form({ before: offset() });
const PAGE = 15;

/** What is new for the viewer, else what they have seen; looking marks it as seen. As `notifications` of get-general-data. */
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
    words: data.type_text,
    time: momentOf(at, { now: ctx.now, timezone: ctx.viewer.timezone, lang }),
    href: hrefOf(ctx, data, at),
    isNew: data.seen === '0',
  };
}

const DAY_MS = 86_400_000;

/** Where it leads: what apps open by themselves has a page here. A story is there for a day at most. */
function hrefOf({ config, now }: ViewerContext, { group_chat_id, story_id, url }: Notification, at: Date): string {
  if (group_chat_id !== '0') return groupChatAddress(group_chat_id);
  if (story_id !== '0' && now.getTime() - at.getTime() < DAY_MS) return storyAddress(story_id);
  return pathOf(url, config);
}
