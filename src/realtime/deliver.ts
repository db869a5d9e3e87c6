import { hydrateMessages } from '../chat/hydrate.ts';
import type { Services } from '../context.ts';
import { hydrateRelations } from '../graph/hydrate.ts';
import type { Signals } from '../signals/signals.ts';
import { mentionedNames } from '../text/render.ts';
import { existingNames } from '../users/hydrate.ts';
import { presentOutgoing } from './present.ts';

export type Outgoing = Signals['messageSent'];

/**
 * Hands messages to all devices of their recipients, and of their senders, in the order given. 8 + 1 statements for all of them,
 * and 1 for each sender to a group.
 */
export async function deliverMessages(services: Services, sent: readonly Outgoing[]): Promise<void> {
  const { realtime, config, settings } = services;
  const wanted = sent.filter(({ fromId, recipientIds }) => realtime.mayReach([fromId, ...recipientIds]));
  if (wanted.length === 0) return;
  const maps = await hydrateMessages(
    services,
    wanted.map((one) => one.messageId),
  );
  const texts = [...maps.messages.values()].map((message) => message.text);
  const names = await existingNames(services, texts.flatMap(mentionedNames));
  const parts = {
    ctx: { ...services, now: new Date() },
    text: { names, baseUrl: config.baseUrl },
    color: settings.value('btn_background_color'),
  };
  for (const one of wanted) {
    // taken back meanwhile, or its writer has gone
    if (!maps.messages.has(one.messageId) || !maps.users.users.has(one.fromId)) continue;
    const payload = presentOutgoing(one.messageId, maps, parts);
    realtime.tell(await unblocked(services, one), 'private_message', { ...payload, self: false });
    realtime.tell([one.fromId], 'private_message', { ...payload, self: true });
  }
}

/** The people of a conversation for whom somebody in it is there. A chat of two has nobody else: 0 or 1 statement. */
export async function unblocked(
  services: Services,
  { fromId, recipientIds }: { fromId: number; recipientIds: readonly number[] },
): Promise<readonly number[]> {
  if (recipientIds.length < 2) return recipientIds;
  const relations = await hydrateRelations({ db: services.db, viewer: { id: fromId } }, recipientIds);
  return recipientIds.filter((id) => relations.get(id)?.blocked !== true);
}
