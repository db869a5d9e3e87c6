import { z } from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import type { ErrorRow } from '../../http/errors.ts';
import { form, id } from '../../http/form.ts';
import { clearChat, setChatColor } from '../service/change.ts';
import { readAllChats } from '../service/messages.ts';
import { setTyping } from '../service/typing.ts';

const userNotFound: ErrorRow = [6, 'Recipient user not found'];
const people = { 'user_id.invalid': userNotFound, userNotFound, notAllowed: userNotFound };

/** Contract §2.25. */
export const setChatTypingStatus = defineEndpoint({
  name: 'set-chat-typing-status',
  summary: 'Shows a person that the viewer is typing or recording; expires by itself',
  access: 'user',
  limit: 'read',
  input: form({ user_id: id(), status: z.string('missing') }),
  answer: z.object({}),
  errors: {
    'user_id.missing': [3, '{field} (POST) is missing'],
    missing: [4, '{field} (POST) is missing'],
    ...people,
  },
  async handle({ ctx, input }) {
    const { status } = input;
    await setTyping(ctx, input.user_id, status === 'typing' || status === 'recording' ? status : undefined);
    return {};
  },
});

/** Contract §2.26. */
export const changeChatColor = defineEndpoint({
  name: 'change-chat-color',
  summary: 'Gives a chat a colour, for both participants',
  access: 'user',
  limit: 'write',
  input: form({ user_id: id(), color: z.string('missing').regex(/^#[0-9a-fA-F]{6}$/, 'colorInvalid') }),
  answer: z.object({ color: z.string() }),
  errors: {
    'user_id.missing': [3, '{field} (POST) is missing'],
    missing: [4, '{field} (POST) is missing'],
    colorInvalid: [5, 'The color you chose is not valid or not listed in our color list'],
    ...people,
  },
  async handle({ ctx, input }) {
    const color = input.color.toLowerCase();
    await setChatColor(ctx, input.user_id, color);
    return { color };
  },
});

/** Contract §2.41. */
export const deleteConversation = defineEndpoint({
  name: 'delete-conversation',
  summary: "Clears one's own participant of a chat",
  access: 'user',
  limit: 'write',
  input: form({ user_id: id() }),
  answer: z.object({ message: z.string() }),
  errors: { missing: [4, '{field} (POST) is missing'], ...people },
  async handle({ ctx, input }) {
    await clearChat(ctx, { kind: 'user', id: input.user_id });
    return { message: 'Conversation successfully deleted.' };
  },
});

/** Contract-beyond: read_chats. */
export const readChats = defineEndpoint({
  name: 'read_chats',
  summary: 'Counts everything in every chat as read',
  access: 'user',
  limit: 'write',
  input: form({}),
  answer: z.object({}),
  errors: {},
  async handle({ ctx }) {
    await readAllChats(ctx);
    return {};
  },
});
