import type { Services } from '../../context.ts';
import { notify, retractNotification } from '../../notifications/service/notify.ts';
import type { Signals } from '../../signals/signals.ts';

const TYPES = { going: 'going_event', interested: 'interested_event' } as const;

function responseNotification({ kind, userId, ownerId, eventId }: Signals['eventResponded']) {
  return { type: TYPES[kind], notifierId: userId, recipientIds: [ownerId], eventId };
}

/** Contract §2.14, §2.15: notifies the owner. */
export async function notifyResponse(services: Services, signal: Signals['eventResponded']): Promise<void> {
  await services.write((tx) => notify(services, tx, { ...responseNotification(signal), text: signal.name }));
}

/** Deletes the notification of a response that was withdrawn. */
export async function retractResponse(services: Services, signal: Signals['eventResponseWithdrawn']): Promise<void> {
  await services.write((tx) => retractNotification(tx, responseNotification(signal)));
}
