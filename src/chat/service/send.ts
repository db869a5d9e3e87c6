import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { canMessage } from '../../graph/rules.ts';
import { Refusal } from '../../http/errors.ts';
import { hydrateProducts } from '../../market/hydrate.ts';
import { canSeeProduct } from '../../market/rules.ts';
import { claimMedia, discardMedia } from '../../media/ledger.ts';
import { hydrateStories } from '../../stories/hydrate.ts';
import { lockWriter, requireVisibleUser } from '../../users/service.ts';
import { hydrateMessages, type MessageMaps } from '../hydrate.ts';
import {
  bumpParticipants,
  type ConversationKey,
  insertParticipants,
  lockConversation,
  type ParticipantRow,
  recipientIdsOf,
} from '../queries/conversations.ts';
import { insertMessage, type MessageRow, messageOfContent } from '../queries/messages.ts';
import { canSeeMessage } from '../rules.ts';
import { conversationKeyOf } from './chats.ts';
import { type Content, contentHash, contentOf, type MessageDraft } from './content.ts';

/** A stored message and everything that presents it. */
export type SentMessage = { id: number; maps: MessageMaps };

/**
 * Sends a message to a person. The same message again within 30 s gives the first one, not a second. Refuses `userNotFound`, also
 * when blocked either way; `notAllowed` when the recipient accepts no messages from the viewer, and for oneself; `nothingToSend`,
 * `details`, and as files do. Contract §2.45, §4 Retries.
 */
export async function sendMessage(ctx: ViewerContext, userId: number, saying: MessageDraft): Promise<SentMessage> {
  await requireWritable(ctx, userId);
  return sendToDestination(ctx, userDestination(ctx, userId), saying);
}

/** Refuses `userNotFound` and `notAllowed` when the viewer cannot write to a person. */
export async function requireWritable(ctx: ViewerContext, userId: number): Promise<void> {
  const people = await requireVisibleUser(ctx, userId);
  if (!canMessage(userId, people)) throw new Refusal('notAllowed');
}

/** Where a message goes: the conversation's key, its columns, and the participants it must have. */
export type Destination = {
  key: ConversationKey;
  columns: Partial<Pick<MessageRow, 'to_id' | 'group_id' | 'page_id' | 'broadcast_id' | 'is_forwarded'>>;
  participants: readonly Pick<ParticipantRow, 'user_id' | 'kind' | 'chat_id'>[];
  /** Called with the conversation locked; throws a refusal when the viewer can no longer write to it. */
  check?(tx: Tx): Promise<void>;
};

export function userDestination(ctx: ViewerContext, userId: number): Destination {
  const { id } = ctx.viewer;
  return {
    key: conversationKeyOf(id, userId),
    columns: { to_id: userId },
    participants: [
      { user_id: id, kind: 'user', chat_id: userId },
      { user_id: userId, kind: 'user', chat_id: id },
    ],
  };
}

/** Sends a message to a destination the viewer may write to. */
export async function sendToDestination(ctx: ViewerContext, address: Destination, saying: MessageDraft): Promise<SentMessage> {
  const content = await visibleContentOf(ctx, saying);
  try {
    const id = await ctx.write((tx) => addMessage(ctx, tx, { address, content, hashId: saying.hashId }));
    return { id, maps: await hydrateMessages(ctx, [id]) };
  } finally {
    await discardMedia(ctx.media, content.keys); // what the message does not show; all, where it failed or was there already
  }
}

/** The content, limited to products, messages and stories the viewer can see. Refuses `details`, and as `contentOf`. */
export async function visibleContentOf(ctx: ViewerContext, saying: MessageDraft): Promise<Content> {
  await requireProduct(ctx, saying.productId);
  return contentOf(ctx, await withVisibleReply(ctx, saying));
}

const RETRY_MS = 30_000;

/** The parts of a new message. */
export type NewMessageParts = { address: Destination; content: Content; hashId: string };

/**
 * Adds a message, or gives the one it repeats. The lock on the conversation makes ids ascend in commit order. Refuses
 * `userNotFound` when the only recipient was blocked either way meanwhile, e.g. while a file was stored.
 */
export async function addMessage(ctx: ViewerContext, tx: Tx, { address, content, hashId }: NewMessageParts): Promise<number> {
  await lockWriter(tx, ctx.viewer.id);
  const conversation = await lockConversation(tx, address.key, ctx.now);
  await address.check?.(tx);
  const content_hash = contentHash(conversation.id, ctx.viewer.id, { hashId, digest: content.digest });
  const earlier = await messageOfContent(tx, content_hash, new Date(ctx.now.getTime() - RETRY_MS));
  if (earlier !== undefined) return earlier;

  await insertParticipants(
    tx,
    address.participants.map((participant) => ({ ...participant, conversation_id: conversation.id })),
  );
  const recipientIds = await recipientIdsOf(tx, conversation.id, ctx.viewer.id);
  if (recipientIds.length === 0 && conversation.kind !== 'group') throw new Refusal('userNotFound');
  // not the time of the request: storing a video can take longer than retries are recognised
  const at = new Date(ctx.now.getTime() + content.tookMs);
  const id = await insertMessage(tx, {
    ...content.columns,
    ...address.columns,
    conversation_id: conversation.id,
    from_id: ctx.viewer.id,
    hash_id: hashId,
    content_hash,
    created_at: at,
  });
  await claimMedia(tx, content.columns.media_key ? [content.columns.media_key] : []);
  await bumpParticipants(tx, conversation.id, { at, recipientIds });
  const { id: conversationId, kind } = conversation;
  await ctx.emit(ctx, 'messageSent', { messageId: id, conversationId, kind, fromId: ctx.viewer.id, recipientIds });
  return id;
}

async function requireProduct(ctx: ViewerContext, productId: number | undefined): Promise<void> {
  if (!productId) return;
  const products = await hydrateProducts(ctx, [productId]);
  if (!canSeeProduct(productId, products)) throw new Refusal('details');
}

/** A reply to a message or story that the viewer cannot see is sent without the reference. */
async function withVisibleReply(ctx: ViewerContext, saying: MessageDraft): Promise<MessageDraft> {
  const { replyId = 0, storyId = 0 } = saying;
  const [messages, { stories }] = await Promise.all([
    hydrateMessages(ctx, replyId > 0 ? [replyId] : []),
    hydrateStories(ctx, storyId > 0 ? [storyId] : []),
  ]);
  return {
    ...saying,
    replyId: canSeeMessage(replyId, messages) ? replyId : undefined,
    storyId: stories.has(storyId) ? storyId : undefined,
  };
}
