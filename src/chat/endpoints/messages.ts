import { z } from 'zod';
import type { ViewerContext } from '../../context.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import type { ErrorRow } from '../../http/errors.ts';
import { clamped, form, id, offset, text } from '../../http/form.ts';
import { presentFetched } from '../present.ts';
import { type Messages, markedMessages, messagesWith } from '../service/messages.ts';
import { typingStatusOf } from '../service/typing.ts';
import { MessageData } from '../wire.ts';

const LIMIT = 20;
const MAX_LIMIT = 50;

export function presentMessages(ctx: ViewerContext, { ids, maps }: Messages) {
  return ids.map((messageId) => presentFetched(messageId, maps, ctx));
}

/** Contract-beyond: get_user_messages. */
export const getUserMessages = defineEndpoint({
  name: 'get_user_messages',
  summary: 'Messages of a chat with a person, newest first; they count as read from then on',
  access: 'user',
  limit: 'read',
  input: form({
    recipient_id: id(),
    limit: clamped(LIMIT, MAX_LIMIT),
    before_message_id: offset(),
    after_message_id: offset(),
    message_id: offset(),
    // keys of a message to leave out, as a comma list
    not_include: text(1000).catch('').default(''),
  }),
  answer: z.object({
    messages: z.array(MessageData.partial()),
    typing: z.int(),
    is_recording: z.int(),
  }),
  errors: {
    missing: [3, '{field} can not be empty'],
    invalid: [5, 'recipient user not found'],
    userNotFound: [5, 'recipient user not found'],
  },
  async handle({ ctx, input }) {
    const { before_message_id: before, after_message_id: after, message_id: only, limit } = input;
    const [messages, doing] = await Promise.all([
      messagesWith(ctx, input.recipient_id, { before, after, only, limit }),
      typingStatusOf(ctx, input.recipient_id),
    ]);
    const left = new Set(input.not_include.split(','));
    return {
      messages: presentMessages(ctx, messages).map((message) => without(message, left)),
      typing: doing === 'typing' ? 1 : 0,
      is_recording: doing === 'recording' ? 1 : 0,
    };
  },
});

function without(message: z.output<typeof MessageData>, names: ReadonlySet<string>): Partial<z.output<typeof MessageData>> {
  if (names.size === 1 && names.has('')) return message;
  return Object.fromEntries(Object.entries(message).filter(([name]) => !names.has(name)));
}

const chatNotFound: ErrorRow = [6, 'Chat not found'];

const markedInput = form({
  chat_id: id(),
  type: z.enum(['user', 'page', 'group'], 'noType').default('user'),
  limit: clamped(LIMIT, MAX_LIMIT),
  offset: offset(),
});

const markedErrors = {
  noType: [4, 'type can not be empty'],
  missing: [5, '{field} can not be empty'],
  invalid: chatNotFound,
  userNotFound: chatNotFound,
  chatNotFound,
} as const;

/** Contract-beyond: get_pin_message. */
export const getPinMessage = defineEndpoint({
  name: 'get_pin_message',
  summary: 'The messages one pinned in a chat, newest first',
  access: 'user',
  limit: 'read',
  input: markedInput,
  answer: z.object({ data: z.array(MessageData) }),
  errors: markedErrors,
  handle: ({ ctx, input }) => marked(ctx, input, 'pinned'),
});

/** Contract-beyond: get_fav_messages. */
export const getFavMessages = defineEndpoint({
  name: 'get_fav_messages',
  summary: 'The favourite messages of a chat, newest first',
  access: 'user',
  limit: 'read',
  input: markedInput,
  answer: z.object({ data: z.array(MessageData) }),
  errors: markedErrors,
  handle: ({ ctx, input }) => marked(ctx, input, 'favourite'),
});

async function marked(ctx: ViewerContext, input: z.output<typeof markedInput>, mark: 'pinned' | 'favourite') {
  const { type: kind, chat_id, limit, offset: before } = input;
  return { data: presentMessages(ctx, await markedMessages(ctx, { kind, id: chat_id }, { mark, before, limit })) };
}
