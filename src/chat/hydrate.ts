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

/** Messages the viewer can see, by id. `messages` holds no deleted one. */
export type MessageMaps = {
  viewerId: number | undefined;
  /** Also holds the messages that the requested ones reply to. */
  messages: Map<number, Message>;
  marks: Map<number, MessageMarkRow>;
  reactions: Map<number, MessageReactions>;
  conversations: Map<number, ConversationRow>;
  /** The viewer's participant row in each conversation, by conversation id; absent when they take no part. */
  participants: Map<number, ParticipantRow>;
  /** How far the other participants have read, by conversation id. */
  readByOthers: Map<number, { read_up_to: number; read_at: Date | null }>;
  /** The senders. */
  users: UserMaps;
  products: ProductMaps;
  /** Stories that were replied to and that the viewer can still see. */
  stories: StoryMaps;
};

/**
 * Loads everything that presenting messages needs. 9 statements, plus 5 each when some show a product or a story; none for no
 * ids. Contract §1.11.
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

/** Chats as one participant sees them. */
export type ChatMaps = {
  participants: readonly ParticipantRow[];
  /** The newest message of each conversation that this participant can see, by conversation id. */
  newest: Map<number, number>;
  messageMaps: MessageMaps;
  conversations: Map<number, ConversationRow>;
  /** The participant's preferences for each chat, by `chatKey`. */
  preferences: Map<string, ChatPreferenceRow>;
  /** The other person of each one-to-one chat, and the visitors of page chats. */
  users: UserMaps;
  groups: GroupChatMaps;
  pages: PageMaps;
};

/**
 * Loads everything that presenting chats needs. A fixed number of statements for each kind of chat present. Contract-beyond:
 * get_chats.
 */
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

/** The reader of some conversations. 1 statement when a group is among them. */
export async function readerOf(
  ctx: Pick<Ctx, 'db'> & { viewer: { id: number } },
  participants: readonly Pick<ParticipantRow, 'kind'>[],
): Promise<Reader> {
  const isAmongSeveral = participants.some(({ kind }) => kind === 'group');
  return { userId: ctx.viewer.id, blockedIds: isAmongSeveral ? await hydrateBlocked(ctx) : [] };
}

/** Which of the people have muted a person. 1 statement, none for no ids. */
export async function mutersOf(
  { db }: Pick<Services, 'db'>,
  personId: number,
  ownerIds: readonly number[],
): Promise<Set<number>> {
  return new Set(await ownersWhoMutedChat(db, { kind: 'user', chat_id: personId }, ownerIds));
}
