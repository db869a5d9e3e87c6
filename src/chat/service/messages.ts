import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { requireVisibleUser } from '../../users/service.ts';
import { hydrateMessages, type MessageMaps, readerOf } from '../hydrate.ts';
import {
  lockConversationById,
  lockParticipant,
  type ParticipantRow,
  participantOfChat,
  unreadConversationIds,
  updateParticipant,
} from '../queries/conversations.ts';
import { markedMessageIds } from '../queries/marks.ts';
import { type Message, type MessagePage, messageIds, newestMessageId } from '../queries/messages.ts';
import { canSeeMessage } from '../rules.ts';
import { type Chat, ownParticipant } from './chats.ts';

/** Messages of one chat, newest first. */
export type Messages = { ids: number[]; maps: MessageMaps };

/**
 * A page of the viewer's chat with a person, newest first; marks the other's messages as read. Refuses `userNotFound`. 2 +
 * hydration statements, plus 3 when something was unread. Contract-beyond: get_user_messages.
 */
export async function messagesWith(ctx: ViewerContext, userId: number, page: MessagePage & { only?: number | undefined }) {
  await requireVisibleUser(ctx, userId);
  const participant = await participantOfChat(ctx.db, ctx.viewer.id, { kind: 'user', chat_id: userId });
  return participantMessages(ctx, participant, page);
}

/** The same for a known participant row of the viewer's; no messages without one. */
export async function participantMessages(
  ctx: ViewerContext,
  participant: ParticipantRow | undefined,
  { only, ...page }: MessagePage & { only?: number | undefined },
): Promise<Messages> {
  if (!participant) return { ids: [], maps: await hydrateMessages(ctx, []) };
  // before reading the messages: one that arrives in between is shown and still counts as unread, not the other way round
  if (participant.unread_count > 0) await readConversation(ctx, participant.conversation_id);
  const ids =
    only === undefined ? await messageIds(ctx.db, { ...(await readerOf(ctx, [participant])), participant }, page) : [only];
  return visible(await hydrateMessages(ctx, ids), ids, participant.conversation_id);
}

function visible(maps: MessageMaps, ids: readonly number[], conversationId: number): Messages {
  const shown = ids.filter((id) => canSeeMessage(id, maps) && maps.messages.get(id)?.conversation_id === conversationId);
  return { ids: shown, maps };
}

/** Marks everything in a conversation as read by the viewer and notifies the others. */
export async function readConversation(ctx: ViewerContext, conversationId: number): Promise<void> {
  await ctx.write((tx) => markParticipantRead(ctx, tx, conversationId));
}

/** With the conversation locked no message arrives between counting and marking. */
async function markParticipantRead(ctx: ViewerContext, tx: Tx, conversationId: number): Promise<void> {
  const conversation = await lockConversationById(tx, conversationId);
  const participant = await lockParticipant(tx, ctx.viewer.id, conversationId);
  if (!conversation || !participant || participant.unread_count === 0) return;
  const upToId = await newestMessageId(tx, conversationId);
  await updateParticipant(tx, participant, { unread_count: 0, read_up_to: upToId, read_at: ctx.now });
  await ctx.emit(ctx, 'messagesSeen', {
    readerId: ctx.viewer.id,
    conversationId,
    kind: participant.kind,
    chatId: participant.chat_id,
    upToId,
  });
}

const BATCH = 100;

/** Marks everything in every chat as read by the viewer. Contract-beyond: read_chats. */
export async function readAllChats(ctx: ViewerContext): Promise<void> {
  for (let ids = [0]; ids.length > 0; ) {
    ids = await unreadConversationIds(ctx.db, ctx.viewer.id, BATCH);
    for (const id of ids) await readConversation(ctx, id);
    if (ids.length < BATCH) return;
  }
}

/**
 * A message the viewer can see. Refuses `messageNotFound`, alike for missing, foreign and hidden ones. Statements of
 * `hydrateMessages`.
 */
export async function requireMessage(ctx: ViewerContext, id: number): Promise<{ message: Message; maps: MessageMaps }> {
  const maps = await hydrateMessages(ctx, [id]);
  const message = maps.messages.get(id);
  if (!message || !canSeeMessage(id, maps)) throw new Refusal('messageNotFound');
  return { message, maps };
}

/** Messages of a chat that the viewer pinned or favourited, newest first. Refuses `userNotFound`, `chatNotFound`. */
export async function markedMessages(
  ctx: ViewerContext,
  chat: Chat,
  { mark, ...part }: { mark: 'pinned' | 'favourite'; before: number | undefined; limit: number },
): Promise<Messages> {
  const participant = await ownParticipant(ctx, chat);
  if (!participant) return { ids: [], maps: await hydrateMessages(ctx, []) };
  const { conversation_id } = participant;
  const ids = await markedMessageIds(ctx.db, { userId: ctx.viewer.id, conversationId: conversation_id, mark }, part);
  return visible(await hydrateMessages(ctx, ids), ids, conversation_id);
}
