import { presentGroupChat } from '../../../chat/present/groups.ts';
import { ownParticipant } from '../../../chat/service/chats.ts';
import type { MessageDraft } from '../../../chat/service/content.ts';
import { requireGroupChat, sendToGroup } from '../../../chat/service/groups.ts';
import { type Messages, messagesWith, participantMessages } from '../../../chat/service/messages.ts';
import { pageChat, pageChatParticipant, sendToPage } from '../../../chat/service/pages.ts';
import { sendMessage } from '../../../chat/service/send.ts';
import { presentPage } from '../../../communities/present.ts';
import { requireVisiblePage } from '../../../communities/service/pages.ts';
import { canMessage } from '../../../graph/rules.ts';
import { hydrateUsers } from '../../../users/hydrate.ts';
import { presentUser } from '../../../users/present.ts';
import { requireVisibleUser } from '../../../users/service.ts';
import {
  aboutGroupChatAddress,
  groupChatAddress,
  messagesAddress,
  pageAddress,
  pageChatAddress,
  pathOf,
} from '../../shell/addresses.ts';
import { type Author, authorOf } from '../../shell/author.ts';
import { pathId } from '../../shell/forms/forms.ts';
import { nativeProfile } from '../../shell/native.ts';
import type { Visit } from '../../shell/session/session.ts';
import { counted, fill, stringsFor } from '../../shell/strings.ts';

/** A page of messages, newest first: those before a message, or those after one. */
export type MessagePage = { before: number | undefined; after: number | undefined; limit: number };

/** A conversation of the viewer: with whom it is, and how to read and write it. */
export type Conversation = {
  address: string;
  /** The person, page or group. */
  partner: Author;
  /** The avatar is that of a group or page. */
  isSquare: boolean;
  note: string | undefined;
  canWrite: boolean;
  /** Has several participants, so each message names its author. */
  isGroup: boolean;
  /** Marks what it reads as read. */
  read(page: MessagePage): Promise<Messages>;
  send(draft: MessageDraft): Promise<unknown>;
};

/** Finds the conversation that an address names. Refuses one the viewer may not see. */
export type FindConversation = (visit: Visit) => Promise<Conversation>;

/** `/messages/:id`. Refuses `userNotFound`. */
export const conversationWithPerson: FindConversation = async (visit) => {
  const { ctx } = visit;
  const id = pathId(visit, 'userNotFound');
  const users = await requireVisibleUser(ctx, id);
  return {
    address: messagesAddress(id),
    partner: authorOf(presentUser(id, users, ctx), ctx),
    isSquare: false,
    note: undefined,
    canWrite: canMessage(id, users),
    isGroup: false,
    read: (page) => messagesWith(ctx, id, page),
    send: (draft) => sendMessage(ctx, id, draft),
  };
};

/** `/messages/groups/:id`. Refuses `groupNotFound`. */
export const conversationInGroup: FindConversation = async (visit) => {
  const { ctx, req } = visit;
  const id = pathId(visit, 'groupNotFound');
  const group = presentGroupChat(id, await requireGroupChat(ctx, id), ctx);
  const avatar = pathOf(group.avatar, ctx.config);
  const text = stringsFor(req);
  return {
    address: groupChatAddress(id),
    partner: { name: group.group_name, avatar, href: aboutGroupChatAddress(id), native: undefined, isVerified: false },
    isSquare: true,
    note: counted(text.people.members, group.parts.length, text.lang),
    canWrite: true,
    isGroup: true,
    read: async (page) => participantMessages(ctx, await ownParticipant(ctx, { kind: 'group', id }), page),
    send: (draft) => sendToGroup(ctx, id, draft),
  };
};

/** `/messages/pages/:id`, and for the owner of the page `/messages/pages/:id/:userId`. Refuses `pageNotFound`, `userNotFound`. */
export const conversationWithPage: FindConversation = async (visit) => {
  const { ctx, req } = visit;
  const pageId = pathId(visit, 'pageNotFound');
  const recipientId = req.params.userId === undefined ? undefined : pathId(visit, 'userNotFound', 'userId');
  const chat = await pageChat(ctx, pageId, recipientId);
  const page = presentPage(pageId, await requireVisiblePage(ctx, pageId), ctx);
  const common = {
    canWrite: true,
    isGroup: false,
    read: async (page: MessagePage) => participantMessages(ctx, await pageChatParticipant(ctx, chat), page),
    send: (draft: MessageDraft) => sendToPage(ctx, { pageId, recipientId }, draft),
  };
  const words = stringsFor(req).messages;
  if (chat.ownerId !== ctx.viewer.id) {
    const partner = {
      name: page.name,
      avatar: pathOf(page.avatar, ctx.config),
      href: pageAddress(pageId),
      native: nativeProfile('page', pageId),
      isVerified: page.verified === '1',
    };
    return { ...common, address: pageChatAddress(pageId), partner, isSquare: true, note: words.page };
  }
  const visitor = presentUser(chat.visitorId, await hydrateUsers(ctx, [chat.visitorId]), ctx);
  const address = pageChatAddress(pageId, chat.visitorId);
  return { ...common, address, partner: authorOf(visitor, ctx), isSquare: false, note: fill(words.asPage, { name: page.name }) };
};
