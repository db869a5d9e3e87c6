import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { REACTIONS_TO } from '../../reactions/catalogue.ts';
import { toggle } from '../../reactions/rules.ts';
import { changeReaction } from '../../reactions/service/change.ts';
import {
  decrementUnread,
  insertParticipants,
  lockConversation,
  lockConversationById,
  lockParticipant,
  type ParticipantRow,
  recipientIdsOf,
  updateColor,
  updateParticipant,
} from '../queries/conversations.ts';
import { type MessageMarkRow, saveMark } from '../queries/marks.ts';
import { lockMessage, type MessageRow, markDeleted, markListened, newestMessageId } from '../queries/messages.ts';
import { type Chat, ownParticipant } from './chats.ts';
import { requireMessage } from './messages.ts';
import { requireWritable, userDestination } from './send.ts';

/**
 * Deletes the viewer's own message for everyone, another's for the viewer alone. Refuses `messageNotFound`. Contract-beyond:
 * delete_message.
 */
export async function deleteMessage(ctx: ViewerContext, id: number): Promise<void> {
  await withMessage(ctx, id, async (tx, message) => {
    if (message.from_id === ctx.viewer.id) {
      await decrementUnread(tx, message);
      await markDeleted(tx, id, ctx.now);
      await ctx.emit(ctx, 'messageDeleted', { ...(await whereOf(ctx, tx, message)), messageId: id });
      return;
    }
    const participant = await lockParticipant(tx, ctx.viewer.id, message.conversation_id);
    if (participant && participant.unread_count > 0 && participant.read_up_to < id)
      await updateParticipant(tx, participant, { unread_count: participant.unread_count - 1 });
    await saveMark(tx, markOf(ctx, message), { hidden: 1, pinned: 0, favourite: 0 });
  });
}

/**
 * Reacts with 1 to 6, replacing the former reaction; the same one again removes it. Gives whether a reaction remains. Refuses
 * `messageNotFound`.
 */
export async function reactToMessage(ctx: ViewerContext, id: number, reaction: number): Promise<boolean> {
  return withMessage(ctx, id, async (tx, message) => {
    const { after } = await changeReaction(ctx, tx, { set: REACTIONS_TO.message, subjectId: id, choice: toggle(reaction) });
    await ctx.emit(ctx, 'messageReacted', {
      ...(await whereOf(ctx, tx, message)),
      messageId: id,
      userId: ctx.viewer.id,
      reaction: after.reaction,
    });
    return after.reaction > 0;
  });
}

/** Pins or favourites a message for the viewer, or undoes it. Refuses `messageNotFound`. */
export async function markMessage(
  ctx: ViewerContext,
  id: number,
  change: Partial<Pick<MessageMarkRow, 'pinned' | 'favourite'>>,
): Promise<void> {
  const { message } = await requireMessage(ctx, id);
  await ctx.write((tx) => saveMark(tx, markOf(ctx, message), change));
}

/** Records that the recipient listened to a voice message. Refuses `messageNotFound`. */
export async function markVoiceListened(ctx: ViewerContext, id: number): Promise<void> {
  await withMessage(ctx, id, async (tx, message) => {
    if (message.from_id !== ctx.viewer.id) await markListened(tx, id);
  });
}

/** Clears a chat for the viewer: they no longer see its messages so far. Refuses as `ownParticipant`. Contract §2.41. */
export async function clearChat(ctx: ViewerContext, chat: Chat): Promise<void> {
  await clearForParticipant(ctx, await ownParticipant(ctx, chat));
}

/** Clears a chat of which the viewer's participant row is known; nothing to do without one. */
export async function clearForParticipant(ctx: ViewerContext, found: ParticipantRow | undefined): Promise<void> {
  if (!found) return;
  const { conversation_id } = found;
  await ctx.write(async (tx) => {
    await lockConversationById(tx, conversation_id);
    const participant = await lockParticipant(tx, ctx.viewer.id, conversation_id);
    if (!participant) return;
    const newest = await newestMessageId(tx, conversation_id);
    const upTo = Math.max(newest, participant.cleared_up_to);
    // messages not read stay unseen for the other participant
    await updateParticipant(tx, participant, { cleared_up_to: upTo, unread_count: 0, last_message_at: null });
    await ctx.emit(ctx, 'chatCleared', { conversationId: conversation_id });
  });
}

/**
 * Sets the colour of a one-to-one chat for both participants, also before the first message. Refuses `userNotFound`,
 * `notAllowed`. Contract §2.26.
 */
export async function setChatColor(ctx: ViewerContext, userId: number, color: string): Promise<void> {
  await requireWritable(ctx, userId);
  const { key, participants } = userDestination(ctx, userId);
  await ctx.write(async (tx) => {
    const { id } = await lockConversation(tx, key, ctx.now);
    await insertParticipants(
      tx,
      participants.map((participant) => ({ ...participant, conversation_id: id })),
    );
    await updateColor(tx, id, color);
  });
}

/** Runs `work` with a message the viewer can see, its conversation and then itself locked: the order everyone locks them in. */
async function withMessage<Result>(
  ctx: ViewerContext,
  id: number,
  work: (tx: Tx, message: MessageRow) => Promise<Result>,
): Promise<Result> {
  const { message } = await requireMessage(ctx, id);
  return ctx.write(async (tx) => {
    await lockConversationById(tx, message.conversation_id);
    const locked = await lockMessage(tx, id);
    if (!locked) throw new Refusal('messageNotFound');
    return work(tx, locked);
  });
}

async function whereOf(ctx: ViewerContext, tx: Tx, message: MessageRow) {
  return {
    conversationId: message.conversation_id,
    fromId: message.from_id,
    recipientIds: await recipientIdsOf(tx, message.conversation_id, ctx.viewer.id),
  };
}

function markOf(ctx: ViewerContext, message: Pick<MessageRow, 'id' | 'conversation_id'>) {
  return { user_id: ctx.viewer.id, message_id: message.id, conversation_id: message.conversation_id };
}
