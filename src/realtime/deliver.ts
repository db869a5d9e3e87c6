import { hydrateMessages } from '../chat/hydrate.ts';
import type { Services } from '../context.ts';
import { mentionedNames } from '../text/render.ts';
import { existingNames } from '../users/hydrate.ts';
import type { Outgoing } from './delivery-queue.ts';
import { presentOutgoing } from './present.ts';

/**
 * Delivers messages to all devices of their recipients and senders, in the given order; delivers none when it throws. 8 + 1
 * statements for all of them.
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
  // deleted meanwhile, or its sender was
  const there = wanted.filter((one) => maps.messages.has(one.messageId) && maps.users.users.has(one.fromId));
  const payloads = there.map((one) => ({ one, payload: presentOutgoing(one.messageId, maps, parts) }));
  for (const { one, payload } of payloads) {
    realtime.tell(one.recipientIds, 'private_message', { ...payload, self: false });
    realtime.tell([one.fromId], 'private_message', { ...payload, self: true });
  }
}
