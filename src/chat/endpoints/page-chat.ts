import { z } from 'zod';
import type { ViewerContext } from '../../context.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import type { ErrorRow } from '../../http/errors.ts';
import { clamped, form, id, offset } from '../../http/form.ts';
import { presentGroupMessage, presentSentToGroup } from '../present/groups.ts';
import { clearForParticipant } from '../service/change.ts';
import { chatsOf } from '../service/chats.ts';
import { participantMessages, requireMessage } from '../service/messages.ts';
import { pageChat as chatOfPage, pageChatParticipant, sendToPage } from '../service/pages.ts';
import { GroupMessageData, PageChatItem, SentGroupMessageData } from '../wire/groups.ts';
import { presentChats } from './chats.ts';
import { draftOf, hasContent, messageErrors, messageFields, nothingToSend } from './send.ts';

const LIMIT = 20;
const MAX_LIMIT = 50;

const chat = { page_id: id(), recipient_id: offset() };

const input = z.discriminatedUnion(
  'type',
  [
    form({ type: z.literal('send'), ...chat, ...messageFields }).refine(hasContent, nothingToSend),
    form({
      type: z.literal('fetch'),
      ...chat,
      limit: clamped(LIMIT, MAX_LIMIT),
      before_message_id: offset(),
      after_message_id: offset(),
    }),
    form({ type: z.literal('get_list'), limit: clamped(LIMIT, MAX_LIMIT), offset: offset() }),
    form({ type: z.literal('delete_chat'), ...chat }),
    form({ type: z.literal('get_message_by_id'), page_id: id(), message_id: id() }),
  ],
  { error: 'unknownType' },
);

type Input = z.output<typeof input>;

const answer = z.object({
  data: z.union([z.array(PageChatItem), z.array(GroupMessageData)]).optional(),
  message_data: z.array(SentGroupMessageData).optional(),
  message: z.string().optional(),
});

type Acts = {
  [Type in Input['type']]: (ctx: ViewerContext, input: Extract<Input, { type: Type }>) => Promise<z.input<typeof answer>>;
};

const acts: Acts = {
  async send(ctx, own) {
    const to = { pageId: own.page_id, recipientId: own.recipient_id };
    const { id: messageId, maps } = await sendToPage(ctx, to, draftOf(own));
    return { message_data: [presentSentToGroup(messageId, maps, ctx)] };
  },
  async fetch(ctx, { page_id, recipient_id, limit, before_message_id: before, after_message_id: after }) {
    const participant = await pageChatParticipant(ctx, await chatOfPage(ctx, page_id, recipient_id));
    const { ids, maps } = await participantMessages(ctx, participant, { limit, before, after });
    return { data: ids.map((messageId) => presentGroupMessage(messageId, maps, ctx)) };
  },
  async get_list(ctx, { limit, offset: before }) {
    const maps = await chatsOf(ctx, { keep: 'current', kinds: [{ kind: 'page', before, limit }], userType: undefined });
    return { data: presentChats(ctx, maps).filter((item) => item.chat_type === 'page') };
  },
  async delete_chat(ctx, { page_id, recipient_id }) {
    await clearForParticipant(ctx, await pageChatParticipant(ctx, await chatOfPage(ctx, page_id, recipient_id)));
    return { message: 'Conversation successfully deleted.' };
  },
  async get_message_by_id(ctx, { page_id, message_id }) {
    const { message, maps } = await requireMessage(ctx, message_id);
    return { data: message.page_id === page_id ? [presentGroupMessage(message_id, maps, ctx)] : [] };
  },
};

const pageNotFound: ErrorRow = [6, 'Page not found'];
const userNotFound: ErrorRow = [7, 'Recipient user not found'];
const details: ErrorRow = [8, 'Please check your details.'];

/** Contract-beyond: page_chat. */
export const pageChat = defineEndpoint({
  name: 'page_chat',
  summary: 'Chats between a page, which speaks through its owner, and people',
  access: 'user',
  limit: 'write',
  limitOf: (field) => (/^(fetch|get)/.test(field('type')) ? 'read' : 'write'),
  input,
  answer,
  errors: {
    unknownType: [4, 'type can not be empty'],
    nothingToSend: [12, 'nothing to send'],
    'page_id.invalid': pageNotFound,
    'message_id.invalid': [8, 'Message not found'],
    missing: [5, '{field} can not be empty'],
    pageNotFound,
    userNotFound,
    messageNotFound: [8, 'Message not found'],
    ...messageErrors(details),
  },
  handle: ({ ctx, input: own }) => act(ctx, own),
});

function act<Type extends Input['type']>(ctx: ViewerContext, own: Extract<Input, { type: Type }>) {
  return acts[own.type as Type](ctx, own); // the type picks the act that takes it
}
