import { z } from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import type { ErrorRow } from '../../http/errors.ts';
import { file, form, id, offset, text } from '../../http/form.ts';
import { presentSent } from '../present.ts';
import type { MessageDraft } from '../service/content.ts';
import { requireDestination } from '../service/destination.ts';
import { forwardMessage } from '../service/forward.ts';
import { sendMessage } from '../service/send.ts';
import { SentMessageData } from '../wire.ts';

export const MAX_MESSAGE = 20_000;

const words = (max: number) => text(max).optional();
const number = () => offset().catch(undefined);

/** The fields of every endpoint that sends a message. Contract §2.45. */
export const messageFields = {
  text: words(MAX_MESSAGE),
  file: file().optional(),
  image_url: words(2000),
  sticker_id: z
    .string()
    .regex(/^\w{1,40}$/)
    .optional()
    .catch(undefined),
  gif: words(1000),
  lat: words(40),
  lng: words(40),
  contact: words(5000),
  product_id: number(),
  reply_id: number(),
  story_id: number(),
  message_hash_id: text(100),
};

/** Whether there is anything to send. Checked even when other fields are wrong, since its error comes first. */
export function hasContent(fields: Readonly<Record<string, unknown>>): boolean {
  const names = ['text', 'file', 'image_url', 'gif', 'lat', 'contact', 'product_id'];
  return names.some((name) => fields[name] !== undefined);
}

export const nothingToSend = { error: 'nothingToSend', path: ['text'], when: () => true };

const messageForm = form(messageFields);

export function draftOf(input: z.output<typeof messageForm>): MessageDraft {
  return {
    text: input.text ?? '',
    file: input.file,
    imageUrl: input.image_url,
    stickerId: input.sticker_id,
    gif: input.gif,
    lat: input.lat,
    lng: input.lng,
    contact: input.contact,
    productId: input.product_id,
    replyId: input.reply_id,
    storyId: input.story_id,
    hashId: input.message_hash_id,
  };
}

/** The error rows of a message's own fields, all with one id. */
export function messageErrors(row: ErrorRow) {
  return { details: row, invalid: row, tooLong: row, unsupported: row, tooLarge: row, corrupt: row } as const;
}

const details: ErrorRow = [5, 'Please check your details.'];
const userNotFound: ErrorRow = [6, 'Recipient user not found'];

/** Contract §2.45. */
export const sendMessageEndpoint = defineEndpoint({
  name: 'send-message',
  summary: 'Says something to a person; safe to send again',
  access: 'user',
  limit: 'write',
  input: form({ user_id: id(), ...messageFields }).refine(hasContent, nothingToSend),
  answer: z.object({ message_data: z.array(SentMessageData) }),
  errors: {
    nothingToSend: [3, 'file (STREAM FILE) AND text (POST) AND image_url AND gif (POST) are missing, at least one is required'],
    missing: [4, '{field} (POST) is missing'],
    'user_id.invalid': userNotFound,
    userNotFound,
    ...messageErrors(details),
    notAllowed: [6, 'something went wrong.'],
  },
  async handle({ ctx, input: { user_id, ...said } }) {
    const { id: messageId, maps } = await sendMessage(ctx, user_id, draftOf(said));
    return { message_data: [presentSent(messageId, maps, ctx)] };
  },
});

/** Contract-beyond: forward_message. */
export const forwardMessageEndpoint = defineEndpoint({
  name: 'forward_message',
  summary: 'Says again, to a person, group chat or page, what a message says',
  access: 'user',
  limit: 'write',
  input: form({
    id: id(),
    recipient_id: offset(),
    group_id: offset(),
    page_id: offset(),
    message_hash_id: text(100).default(''),
  }),
  answer: z.object({ message_data: z.array(SentMessageData) }),
  errors: {
    missing: [4, '{field} can not be empty'],
    tooLong: details,
    messageNotFound: [5, 'Message not found'],
    'id.invalid': [5, 'Message not found'],
    recipientMissing: [4, 'recipient_id can not be empty'],
    userNotFound,
    invalid: userNotFound,
    groupNotFound: [8, 'group not found or removed'],
    pageNotFound: [8, 'Page not found'],
    notAllowed: [6, 'something went wrong.'],
  },
  async handle({ ctx, input }) {
    const address = await requireDestination(ctx, { userId: input.recipient_id, groupId: input.group_id, pageId: input.page_id });
    const sent = await forwardMessage(ctx, input.id, { address, hashId: input.message_hash_id });
    return { message_data: [presentSent(sent.id, sent.maps, ctx)] };
  },
});
