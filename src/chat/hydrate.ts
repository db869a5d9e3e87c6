import { hydratePages, type PageMaps } from '../communities/hydrate.ts';
import type { Ctx, Services } from '../context.ts';
import { hydrateBlocked } from '../graph/hydrate.ts';
import { hydrateProducts, type ProductMaps } from '../market/hydrate.ts';
import { REACTIONS_TO } from '../reactions/catalogue.ts';
import { type GivenReaction, hydrateReactions } from '../reactions/hydrate.ts';
import type { StoryMaps } from '../stories/hydrate/maps.ts';
import { hydrateStories } from '../stories/hydrate.ts';
import { hydrateUsers, type UserMaps } from '../users/hydrate.ts';
import { type GroupChatMaps, hydrateGroupChats } from './hydrate/groups.ts';
import {
  type ConversationRow,
  conversationRows,
  othersReadUpTo,
  type ParticipantRow,
  participantsOf,
} from './queries/conversations.ts';
import { type MessageMarkRow, markRows } from './queries/marks.ts';
import { type Message, messageRows, newestMessageIds, type Reader } from './queries/messages.ts';
import { type ChatKind, type ChatPreferenceRow, ownersWhoMutedChat, preferenceRows } from './queries/preferences.ts';
import { chatKey } from './rules/chat-key.ts';

export type { ChatKind, ChatPreferenceRow, ConversationRow, Message, ParticipantRow };

/** The reactions to one message, 1 like to 6 angry. */
export type MessageReactions = readonly GivenReaction[];

export type ChatHydrateCtx = Pick<Ctx, 'db' | 'viewer' | 'settings'>;

/** Messages as the viewer may meet them, by id. A deleted one is not in `messages`. */
export type MessageMaps = {
  viewerId: number | undefined;
  /** Holds those that the asked ones reply to as well. */
  messages: Map<number, Message>;
  marks: Map<number, MessageMarkRow>;
  reactions: Map<number, MessageReactions>;
  conversations: Map<number, ConversationRow>;
  /** The viewer's participant of each conversation, by its id; absent: no part of it. */
  participants: Map<number, ParticipantRow>;
  /** How far the others read each conversation. */
  readByOthers: Map<number, { read_up_to: number; read_at: Date | null }>;
  /** Who wrote them. */
  users: UserMaps;
  products: ProductMaps;
  /** Stories that were answered and are still there for the viewer. */
  stories: StoryMaps;
};

/**
 * Everything presenting messages needs. 9 statements, 5 more each where some show a product or a story; no ids ask nothing. Contract §1.11.
 */
export async function hydrateMessages(ctx: ChatHydrateCtx, ids: readonly number[]): Promise<MessageMaps> {
  const asked = await messageRows(ctx.db, [...new Set(ids)]);
  const known = new Set(asked.map((row) => row.id));
  const repliedIds = [...new Set(asked.map((row) => row.reply_id))].filter((id) => id > 0 && !known.has(id));
  const rows = [...asked, ...(await messageRows(ctx.db, repliedIds))];
  const viewerId = ctx.viewer?.id;
  const messageIds = rows.map((row) => row.id);
  const conversationIds = [...new Set(rows.map((row) => row.conversation_id))];
  const [marks, reactions, conversations, participants, others, users, products, stories] = await Promise.all([
    viewerId === undefined ? [] : markRows(ctx.db, viewerId, messageIds),
    hydrateReactions(ctx, REACTIONS_TO.message, messageIds),
    conversationRows(ctx.db, conversationIds),
    viewerId === undefined ? [] : participantsOf(ctx.db, viewerId, conversationIds),
    viewerId === undefined ? [] : othersReadUpTo(ctx.db, viewerId, conversationIds),
    hydrateUsers(
      ctx,
      rows.map((row) => row.from_id),
    ),
    hydrateProducts(
      ctx,
      rows.map((row) => row.product_id).filter((id) => id > 0),
    ),
    hydrateStories(
      ctx,
      asked.map((row) => row.story_id).filter((id) => id > 0),
    ),
  ]);
  return {
    viewerId,
    messages: new Map(rows.map((row) => [row.id, row])),
    marks: new Map(marks.map((mark) => [mark.message_id, mark])),
    reactions,
    conversations: new Map(conversations.map((row) => [row.id, row])),
    participants: new Map(participants.map((participant) => [participant.conversation_id, participant])),
    readByOthers: new Map(others.map((row) => [row.conversation_id, row])),
    users,
    products,
    stories,
  };
}

/** Chats as one participant has them. */
export type ChatMaps = {
  participants: readonly ParticipantRow[];
  /** The newest message of each conversation, by its id; absent when there is none for this participant. */
  newest: Map<number, number>;
  messageMaps: MessageMaps;
  conversations: Map<number, ConversationRow>;
  /** How the participant keeps each chat, by `chatKey`. */
  preferences: Map<string, ChatPreferenceRow>;
  /** The other people of the chats of two, and the visitors of pages. */
  users: UserMaps;
  groups: GroupChatMaps;
  pages: PageMaps;
};

/** Everything presenting chats needs. A fixed number of statements for each kind there is. Contract-beyond: get_chats. */
export async function hydrateChats(
  ctx: ChatHydrateCtx & { viewer: { id: number } },
  participants: readonly ParticipantRow[],
): Promise<ChatMaps> {
  const viewerId = ctx.viewer.id;
  const chatIds = (kind: ChatKind) =>
    participants.filter((participant) => participant.kind === kind).map((participant) => participant.chat_id);
  const [{ newestIds, messageMaps }, conversations, preferences, groups, pages] = await Promise.all([
    newestMessages(ctx, participants),
    conversationRows(
      ctx.db,
      participants.map((participant) => participant.conversation_id),
    ),
    preferenceRows(ctx.db, viewerId, participants),
    hydrateGroupChats(ctx, chatIds('group')),
    hydratePages(ctx, chatIds('page')),
  ]);
  const visitorIds = conversations.filter(({ kind }) => kind === 'page').map((row) => row.second_id);
  const users = await hydrateUsers(ctx, [...chatIds('user'), ...visitorIds]);
  return {
    participants,
    newest: new Map(newestIds.flatMap((id) => messageMaps.messages.get(id) ?? []).map((row) => [row.conversation_id, row.id])),
    messageMaps,
    conversations: new Map(conversations.map((row) => [row.id, row])),
    preferences: new Map(preferences.map((row) => [chatKey(row), row])),
    users,
    groups,
    pages,
  };
}

async function newestMessages(ctx: ChatHydrateCtx & { viewer: { id: number } }, participants: readonly ParticipantRow[]) {
  const newestIds = await newestMessageIds(ctx.db, await readerOf(ctx, participants), participants);
  return { newestIds, messageMaps: await hydrateMessages(ctx, newestIds) };
}

/** Who reads some conversations. 1 statement where a group is among them. */
export async function readerOf(
  ctx: Pick<Ctx, 'db'> & { viewer: { id: number } },
  participants: readonly Pick<ParticipantRow, 'kind'>[],
): Promise<Reader> {
  const isAmongSeveral = participants.some(({ kind }) => kind === 'group');
  return { userId: ctx.viewer.id, blockedIds: isAmongSeveral ? await hydrateBlocked(ctx) : [] };
}

/** Which of the people do not want to hear of a person. 1 statement, none for nobody. */
export async function mutersOf(
  { db }: Pick<Services, 'db'>,
  personId: number,
  ownerIds: readonly number[],
): Promise<Set<number>> {
  return new Set(await ownersWhoMutedChat(db, { kind: 'user', chat_id: personId }, ownerIds));
}
