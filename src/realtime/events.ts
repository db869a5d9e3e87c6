import { nanoid } from 'nanoid';
import type { Socket } from 'socket.io';
import { z } from 'zod';
import { setChatTypingStatus } from '../chat/endpoints/chat.ts';
import { sendMessageEndpoint } from '../chat/endpoints/send.ts';
import { ownParticipant } from '../chat/service/chats.ts';
import { readConversation } from '../chat/service/messages.ts';
import type { ViewerContext } from '../context.ts';
import { callEndpoint, type Endpoint } from '../http/endpoint.ts';
import { type ErrorTable, Refusal } from '../http/errors.ts';
import { announcePresence } from './presence.ts';

export type EventErrors = ErrorTable;

/** An event that clients can send: its error texts and its handler. The handler's result is the answer. */
type SocketEvent = { errors: EventErrors; run(ctx: ViewerContext, payload: unknown): Promise<object> };

const MALFORMED = [400, 'The event is malformed'] as const;

/** A scalar from a client, as text; absent, null and blank are all ''. */
const word = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) => (value === undefined || value === null ? '' : String(value)));

// in these clients `user_id` and `from_id` hold the sender's own token, which is known already
const person = z.object({ recipient_id: word, to_id: word });

const recipientOf = (payload: z.output<typeof person>) => payload.recipient_id || payload.to_id;

const message = person.extend({
  msg: word,
  text: word,
  message_hash_id: word,
  hash: word,
  lat: word,
  lng: word,
  contact: word,
  gif: word,
  image_url: word,
  sticker_id: word,
  product_id: word,
  message_reply_id: word,
  reply_id: word,
  story_id: word,
});

/** `join`: these clients send the access token in this field. */
export const joinForm = z
  .object({ user_id: word, access_token: word })
  .transform((payload) => payload.access_token || payload.user_id);

const tokens = z.object({ access_token: word, token: word, hash: word });

/** The access token of a handshake: from `auth`, the query or a header; undefined without one. */
export function tokenOfHandshake({ auth, query, headers }: Socket['handshake']): string | undefined {
  const bearer = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const given = [auth, query].map((place) => tokens.safeParse(place).data ?? { access_token: '', token: '', hash: '' });
  return given.map((place) => place.access_token || place.token || place.hash).find((token) => token !== '') ?? bearer;
}

/** The events that clients can send once they have joined. Contract-beyond: Realtime. */
export const socketEvents: Readonly<Record<string, SocketEvent>> = {
  private_message: asEndpoint(sendMessageEndpoint, message, (said) => ({
    user_id: recipientOf(said),
    text: said.msg || said.text,
    message_hash_id: said.message_hash_id || said.hash || nanoid(),
    lat: said.lat,
    lng: said.lng,
    contact: said.contact,
    gif: said.gif,
    image_url: said.image_url,
    sticker_id: said.sticker_id,
    product_id: said.product_id,
    reply_id: said.message_reply_id || said.reply_id,
    story_id: said.story_id,
  })),
  typing: asTyping('typing'),
  recording: asTyping('recording'),
  typing_done: asTyping('stopped'),
  seen_messages: {
    errors: {
      malformed: MALFORMED,
      missing: [4, '{field} (POST) is missing'],
      userNotFound: [6, 'Recipient user not found'],
      chatNotFound: [6, 'Recipient user not found'],
    },
    run: seeMessages,
  },
  ping_for_lastseen: { errors: {}, run: async (ctx) => count(ctx, 'read') },
  on_user_loggedin: { errors: {}, run: (ctx) => reportPresence(ctx, 'on_user_loggedin') },
  on_user_loggedoff: { errors: {}, run: (ctx) => reportPresence(ctx, 'on_user_loggedoff') },
  // watchers are notified of a new name when it is stored
  on_name_changed: { errors: {}, run: async (ctx) => count(ctx, 'read') },
};

/** An event that calls an endpoint: with its form, checks, rate limit and answer. */
function asEndpoint<Payload extends z.ZodType>(
  endpoint: Endpoint,
  schema: Payload,
  fieldsOf: (payload: z.output<Payload>) => Record<string, string>,
): SocketEvent {
  return {
    errors: { ...endpoint.errors, malformed: MALFORMED },
    run: (ctx, payload) => callEndpoint(endpoint, ctx, { fields: fieldsOf(read(schema, payload)), uploads: [] }),
  };
}

function asTyping(status: string): SocketEvent {
  return asEndpoint(setChatTypingStatus, person, (payload) => ({ user_id: recipientOf(payload), status }));
}

async function seeMessages(ctx: ViewerContext, payload: unknown): Promise<object> {
  await count(ctx, 'write');
  const recipient = recipientOf(read(person, payload));
  if (!/^\d{1,15}$/.test(recipient)) throw new Refusal('missing', { field: 'recipient_id' });
  const participant = await ownParticipant(ctx, { kind: 'user', id: Number(recipient) });
  if (participant && participant.unread_count > 0) await readConversation(ctx, participant.conversation_id);
  return {};
}

async function reportPresence(ctx: ViewerContext, event: 'on_user_loggedin' | 'on_user_loggedoff'): Promise<object> {
  await count(ctx, 'write');
  await announcePresence(ctx, ctx.viewer.id, event);
  return {};
}

async function count(ctx: ViewerContext, limit: 'read' | 'write'): Promise<object> {
  await ctx.limits.spend(limit, `user:${ctx.viewer.id}`);
  return {};
}

function read<Payload extends z.ZodType>(schema: Payload, payload: unknown): z.output<Payload> {
  const parsed = schema.safeParse(payload);
  if (!parsed.success) throw new Refusal('malformed');
  return parsed.data;
}
