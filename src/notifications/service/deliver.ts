import { pushDevices, removeDevices } from '../../auth/service/devices.ts';
import { hydratePages } from '../../communities/hydrate.ts';
import type { Services } from '../../context.ts';
import { hydrateUsers } from '../../users/hydrate.ts';
import { displayName } from '../../users/rules.ts';
import { isAnonymous, sentenceOf } from '../present/notification.ts';
import { PushError, type PushMessage } from '../push.ts';
import type { NotificationRow } from '../queries/notifications.ts';
import { isByPage } from '../rules/by-page.ts';

/** The apps a push can go to; the setting `<app>_push_id` holds each one's OneSignal id. */
const APPS = { timeline: ['android_n', 'ios_n'], messenger: ['android_m', 'ios_m'] } as const;

/** A push to users. */
export type PushPayload = Omit<PushMessage, 'appId' | 'deviceIds'> & { app: keyof typeof APPS; userIds: readonly number[] };

/**
 * Sends a push in the background: no request waits for it or fails with it. Prepares nothing when push is off. 1 statement, plus
 * a call for each OneSignal app.
 */
export function push(services: Services, prepare: () => Promise<PushPayload | undefined>): void {
  if (!services.push.configured || !services.settings.isOn('push')) return;
  services.background('push', async () => {
    const news = await prepare();
    if (news) await pushNow(services, news);
  });
}

async function pushNow(services: Services, { app, userIds, ...message }: PushPayload): Promise<void> {
  const devices = await pushDevices(services, userIds, APPS[app]);
  const byAppId = Map.groupBy(devices, (device) => services.settings.value(`${device.push_app}_push_id`));
  for (const [appId, own] of byAppId) {
    const deviceIds = own.map((device) => device.push_device_id);
    if (appId !== '') await sendPush(services, { ...message, appId, deviceIds });
  }
}

/** A push that fails is lost: the notification itself is in the app. */
async function sendPush(services: Services, message: PushMessage): Promise<void> {
  try {
    const { goneDeviceIds } = await services.push.send(message);
    await removeDevices(services, goneDeviceIds);
  } catch (error) {
    if (!(error instanceof PushError)) throw error;
    if (!services.noteUnavailable(error)) services.log.warn({ err: error, appId: message.appId }, 'a push was not delivered');
  }
}

type NotificationContent = Omit<NotificationRow, 'id' | 'recipient_id' | 'seen_at' | 'created_at'>;

/** Pushes a notification to its recipients' timeline apps. 1 + hydration statements, in the background. */
export function pushNotification(services: Services, row: NotificationContent, recipientIds: readonly number[]): void {
  push(services, async () => {
    const heading = await nameOfNotifier(services, row);
    if (heading === undefined) return undefined;
    return {
      app: 'timeline',
      userIds: recipientIds,
      heading,
      content: sentenceOf(row, services.settings.value('second_post_button')).trim(),
      collapseId: row.dedupe_key,
      data: pushData(row),
    };
  });
}

/** The name a push shows; undefined for a deleted user. */
async function nameOfNotifier(services: Services, row: NotificationContent): Promise<string | undefined> {
  if (isByPage(row)) return (await hydratePages(services, [row.page_id])).pages.get(row.page_id)?.title;
  const { users } = await hydrateUsers({ db: services.db }, [row.notifier_id]);
  const notifier = users.get(row.notifier_id);
  return notifier && (isAnonymous(row) ? 'Anonymous' : displayName(notifier));
}

/** The data apps get with a notification, by push and by socket. */
export function pushData(row: NotificationContent): Record<string, string> {
  return {
    type: row.type,
    notifier_id: isAnonymous(row) || isByPage(row) ? '0' : String(row.notifier_id),
    post_id: String(row.post_id),
    page_id: String(row.page_id),
    group_id: String(row.group_id),
    event_id: String(row.event_id),
  };
}
