import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { ONLINE_SECONDS } from '../../users/rules.ts';
import { requireVisibleUser } from '../../users/service.ts';
import { type ChatMaps, hydrateChats } from '../hydrate.ts';
import { type ConversationKey, type ParticipantRow, participantOfChat } from '../queries/conversations.ts';
import { type ChatsPage, chatParticipants, unreadChatCount } from '../queries/lists.ts';
import type { ChatKind } from '../queries/preferences.ts';

/** A chat as its owner names it: with a person, a page or a group. */
export type Chat = { kind: ChatKind; id: number };

/** The key of the conversation of two users. */
export function conversationKeyOf(oneId: number, otherId: number): ConversationKey {
  return { kind: 'user', first_id: Math.min(oneId, otherId), second_id: Math.max(oneId, otherId) };
}

/**
 * Refuses a chat the viewer cannot have: `userNotFound` for a person they cannot see, `chatNotFound` for a group or page they
 * have no chat with.
 */
export async function requireChat(ctx: ViewerContext, { kind, id }: Chat): Promise<void> {
  if (kind === 'user') await requireVisibleUser(ctx, id);
  else if (!(await participantOfChat(ctx.db, ctx.viewer.id, { kind, chat_id: id }))) throw new Refusal('chatNotFound');
}

/** The viewer's participant row in a chat; undefined before the first message. Refuses as `requireChat`. */
export async function ownParticipant(ctx: ViewerContext, chat: Chat): Promise<ParticipantRow | undefined> {
  await requireChat(ctx, chat);
  return participantOfChat(ctx.db, ctx.viewer.id, { kind: chat.kind, chat_id: chat.id });
}

/** Which chats of each kind. `before`: the time of the last one seen, in unix seconds. */
export type ChatsRequest = {
  keep: ChatsPage['keep'];
  kinds: readonly { kind: ChatKind; before: number | undefined; limit: number }[];
  userType: 'online' | 'offline' | undefined;
};

/**
 * The viewer's chats of the wanted kinds, latest first. 1 statement a kind, plus those of `hydrateChats`. Contract-beyond:
 * get_chats.
 */
export async function chatsOf(ctx: ViewerContext, { keep, kinds, userType }: ChatsRequest): Promise<ChatMaps> {
  const since = new Date(ctx.now.getTime() - ONLINE_SECONDS * 1000);
  const found = await Promise.all(
    kinds.map(({ kind, before, limit }) =>
      chatParticipants(ctx.db, ctx.viewer.id, {
        kind,
        keep,
        limit,
        before: before === undefined ? undefined : new Date(Math.min(before, LAST_SECOND) * 1000),
        online: userType ? { since, wanted: userType === 'online' } : undefined,
      }),
    ),
  );
  const participants = found
    .flat()
    .sort((one, other) => timeOf(other) - timeOf(one) || other.conversation_id - one.conversation_id);
  return hydrateChats(ctx, participants);
}

// The last second of the year 9999; columns hold no later time.
const LAST_SECOND = 253_402_300_799;

function timeOf({ last_message_at }: ParticipantRow): number {
  return last_message_at?.getTime() ?? 0;
}

/** How many of the viewer's chats have unread messages. 1 statement. Contract §2.43 count_new_messages. */
export function newChatCount(ctx: ViewerContext): Promise<number> {
  return unreadChatCount(ctx.db, ctx.viewer.id);
}
