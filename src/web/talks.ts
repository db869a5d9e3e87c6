import { presentGroupChat } from '../chat/present/groups.ts';
import { ownParticipant } from '../chat/service/chats.ts';
import type { MessageDraft } from '../chat/service/content.ts';
import { requireGroupChat, sendToGroup } from '../chat/service/groups.ts';
import { type Messages, messagesWith, participantMessages } from '../chat/service/messages.ts';
import { pageChat, pageChatParticipant, sendToPage } from '../chat/service/pages.ts';
import { sendMessage } from '../chat/service/send.ts';
import { presentPage } from '../communities/present.ts';
import { requireVisiblePage } from '../communities/service/pages.ts';
import { canMessage } from '../graph/rules.ts';
import { hydrateUsers } from '../users/hydrate.ts';
import { presentUser } from '../users/present.ts';
import { requireVisibleUser } from '../users/service.ts';
import { aboutGroupChatAddress, groupChatAddress, messagesAddress, pageAddress, pageChatAddress, pathOf } from './addresses.ts';
import { pathId } from './forms.ts';
import { nativeProfile } from './native.ts';
import { type Author, authorOf } from './people.ts';
import type { Visit } from './session.ts';
import { counted, fill, stringsFor } from './strings.ts';

/** Newest first; `after` a message alone what came since. */
export type MessagePage = { before: number | undefined; after: number | undefined; limit: number };

/** A conversation the viewer has: with whom, what was said, and how to say more. */
export type Talk = {
  address: string;
  /** The person, page or group. */
  other: Author;
  /** A group or page, no person. */
  isSquare: boolean;
  note: string | undefined;
  canWrite: boolean;
  /** Among several: who wrote a message has to be told. */
  isMany: boolean;
  /** What is read counts as read. */
  read(page: MessagePage): Promise<Messages>;
  say(saying: MessageDraft): Promise<unknown>;
};

/** Finds the conversation an address names. Refuses what is not there for the viewer. */
export type FindTalk = (visit: Visit) => Promise<Talk>;

/** `/messages/:id`. Refuses `userNotFound`. */
export const talkWithPerson: FindTalk = async (visit) => {
  const { ctx } = visit;
  const id = pathId(visit, 'userNotFound');
  const users = await requireVisibleUser(ctx, id);
  return {
    address: messagesAddress(id),
    other: authorOf(presentUser(id, users, ctx), ctx),
    isSquare: false,
    note: undefined,
    canWrite: canMessage(id, users),
    isMany: false,
    read: (page) => messagesWith(ctx, id, page),
    say: (saying) => sendMessage(ctx, id, saying),
  };
};

/** `/messages/groups/:id`. Refuses `groupNotFound`. */
export const talkInGroup: FindTalk = async (visit) => {
  const { ctx, req } = visit;
  const id = pathId(visit, 'groupNotFound');
  const group = presentGroupChat(id, await requireGroupChat(ctx, id), ctx);
  const avatar = pathOf(group.avatar, ctx.config);
  const text = stringsFor(req);
  return {
    address: groupChatAddress(id),
    other: { name: group.group_name, avatar, href: aboutGroupChatAddress(id), native: undefined, isVerified: false },
    isSquare: true,
    note: counted(text.people.members, group.parts.length, text.lang),
    canWrite: true,
    isMany: true,
    read: async (page) => participantMessages(ctx, await ownParticipant(ctx, { kind: 'group', id }), page),
    say: (saying) => sendToGroup(ctx, id, saying),
  };
};

/** `/messages/pages/:id`, and for who owns the page `/messages/pages/:id/:userId`. Refuses `pageNotFound`, `userNotFound`. */
export const talkOfPage: FindTalk = async (visit) => {
  const { ctx, req } = visit;
  const pageId = pathId(visit, 'pageNotFound');
  const recipientId = req.params.userId === undefined ? undefined : pathId(visit, 'userNotFound', 'userId');
  const chat = await pageChat(ctx, pageId, recipientId);
  const page = presentPage(pageId, await requireVisiblePage(ctx, pageId), ctx);
  const common = {
    canWrite: true,
    isMany: false,
    read: async (page: MessagePage) => participantMessages(ctx, await pageChatParticipant(ctx, chat), page),
    say: (saying: MessageDraft) => sendToPage(ctx, { pageId, recipientId }, saying),
  };
  const words = stringsFor(req).messages;
  if (chat.ownerId !== ctx.viewer.id) {
    const other = {
      name: page.name,
      avatar: pathOf(page.avatar, ctx.config),
      href: pageAddress(pageId),
      native: nativeProfile('page', pageId),
      isVerified: page.verified === '1',
    };
    return { ...common, address: pageChatAddress(pageId), other, isSquare: true, note: words.page };
  }
  const visitor = presentUser(chat.visitorId, await hydrateUsers(ctx, [chat.visitorId]), ctx);
  const address = pageChatAddress(pageId, chat.visitorId);
  return { ...common, address, other: authorOf(visitor, ctx), isSquare: false, note: fill(words.asPage, { name: page.name }) };
};
