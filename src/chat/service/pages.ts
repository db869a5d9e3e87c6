import { requireVisiblePage } from '../../communities/service/pages.ts';
import type { Services, ViewerContext } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import { canMessage, canSeeUser } from '../../graph/rules.ts';
import { Refusal } from '../../http/errors.ts';
import type { Signals } from '../../signals/signals.ts';
import { hydrateUsers } from '../../users/hydrate.ts';
import {
  type ConversationKey,
  conversationByKey,
  conversationIdsOfPage,
  type ParticipantRow,
  participantsOf,
} from '../queries/conversations.ts';
import { deletePreferencesOfPage } from '../queries/preferences.ts';
import type { MessageDraft } from './content.ts';
import { purgeConversation } from './purge.ts';
import { type Destination, type SentMessage, sendToDestination } from './send.ts';

/** A chat between a page, represented by its owner, and a visitor. */
export type PageChat = { key: ConversationKey; pageId: number; ownerId: number; visitorId: number };

/**
 * The viewer's chat with a page, or, for the page's owner, the chat with the named user. Refuses `pageNotFound`, `userNotFound`.
 * Contract-beyond: page_chat.
 */
export async function pageChat(ctx: ViewerContext, pageId: number, recipientId: number | undefined): Promise<PageChat> {
  const { pages } = await requireVisiblePage(ctx, pageId);
  const ownerId = pages.get(pageId)?.owner_id ?? 0;
  const isOwner = ownerId === ctx.viewer.id;
  const visitorId = isOwner ? (recipientId ?? 0) : ctx.viewer.id;
  const otherId = isOwner ? visitorId : ownerId;
  if (otherId === ctx.viewer.id || !canSeeUser(otherId, await hydrateUsers(ctx, [otherId]))) throw new Refusal('userNotFound');
  return { key: { kind: 'page', first_id: pageId, second_id: visitorId }, pageId, ownerId, visitorId };
}

type PageRecipient = { pageId: number; recipientId: number | undefined };

/**
 * The destination of a message to a page, or from its owner to a visitor. An owner starts a chat only with people they could
 * write to themselves, and may answer everyone. Refuses as `pageChat`.
 */
export async function requirePageDestination(ctx: ViewerContext, { pageId, recipientId }: PageRecipient): Promise<Destination> {
  const { key, ownerId, visitorId } = await pageChat(ctx, pageId, recipientId);
  const isOwner = ctx.viewer.id === ownerId;
  if (isOwner && !(await conversationByKey(ctx.db, key))) {
    if (!canMessage(visitorId, await hydrateUsers(ctx, [visitorId]))) throw new Refusal('userNotFound');
  }
  return {
    key,
    columns: { page_id: pageId, to_id: isOwner ? visitorId : ownerId },
    participants: [
      { user_id: ownerId, kind: 'page', chat_id: pageId },
      { user_id: visitorId, kind: 'page', chat_id: pageId },
    ],
  };
}

/** Sends a message to a page, or as its owner to a visitor. Refuses as `requirePageDestination` and `sendToDestination`. */
export async function sendToPage(ctx: ViewerContext, to: PageRecipient, saying: MessageDraft): Promise<SentMessage> {
  return sendToDestination(ctx, await requirePageDestination(ctx, to), saying);
}

/** The viewer's participant row in a page chat; undefined before the first message. */
export async function pageChatParticipant(ctx: ViewerContext, { key }: PageChat): Promise<ParticipantRow | undefined> {
  const conversation = await conversationByKey(ctx.db, key);
  if (!conversation) return undefined;
  const [participant] = await participantsOf(ctx.db, ctx.viewer.id, [conversation.id]);
  return participant;
}

/** Listener of `pagePurged`: purges the chats of a deleted page, in bounded batches that can be run again. */
export async function purgePageChats(services: Services, { pageId }: Signals['pagePurged']): Promise<void> {
  for (let ids = [0]; ids.length > 0; ) {
    ids = await conversationIdsOfPage(services.db, pageId, 100);
    for (const id of ids) await purgeConversation(services, id);
  }
  await deleteInBatches(services.write, (tx, limit) => deletePreferencesOfPage(tx, pageId, limit));
}
