import { z } from 'zod';
import type { ViewerContext } from '../../context.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import type { ErrorRow } from '../../http/errors.ts';
import { clamped, file, form, id, idList, offset, title } from '../../http/form.ts';
import { presentBroadcast } from '../present/broadcast.ts';
import { presentSent } from '../present.ts';
import {
  addRecipients,
  broadcastMessages,
  broadcastsOf,
  changeBroadcast,
  createBroadcast,
  deleteBroadcast,
  MAX_RECIPIENTS,
  removeRecipients,
  requireBroadcast,
  sendBroadcast,
} from '../service/broadcasts.ts';
import { BroadcastData, MessageData, SentMessageData } from '../wire.ts';
import { presentMessages } from './messages.ts';
import { draftOf, hasContent, messageErrors, messageFields, nothingToSend } from './send.ts';

const LIMIT = 20;
const MAX_LIMIT = 50;

const name = () => title(4000).refine((words) => words.length <= 50, 'length');
const people = () => idList(MAX_RECIPIENTS);
const part = { limit: clamped(LIMIT, MAX_LIMIT), offset: offset() };
const one = { id: id() };

const input = z.discriminatedUnion(
  'type',
  [
    form({ type: z.literal('create'), name: name(), users: people(), image: file().optional() }),
    form({ type: z.literal('edit'), ...one, name: name().optional(), image: file().optional() }),
    form({ type: z.literal('delete'), ...one }),
    form({ type: z.literal('add_user'), ...one, users: people() }),
    form({ type: z.literal('remove_user'), ...one, users: people() }),
    form({ type: z.literal('fetch'), ...part }),
    form({ type: z.literal('get_by_id'), ...one }),
    form({ type: z.literal('send'), ...one, ...messageFields }).refine(hasContent, nothingToSend),
    form({ type: z.literal('fetch_messages'), ...one, ...part }),
  ],
  { error: 'unknownType' },
);

type Input = z.output<typeof input>;

const answer = z.object({
  data: z.union([z.array(BroadcastData), z.array(MessageData), BroadcastData]).optional(),
  message_data: z.array(SentMessageData).optional(),
  message: z.string().optional(),
});

type Acts = {
  [Type in Input['type']]: (ctx: ViewerContext, input: Extract<Input, { type: Type }>) => Promise<z.input<typeof answer>>;
};

const acts: Acts = {
  create: async (ctx, own) => shown(ctx, await createBroadcast(ctx, { name: own.name, image: own.image, userIds: own.users })),
  async edit(ctx, own) {
    await changeBroadcast(ctx, own.id, { name: own.name, image: own.image });
    return shown(ctx, own.id);
  },
  async delete(ctx, own) {
    await deleteBroadcast(ctx, own.id);
    return { message: 'The broadcast was deleted' };
  },
  async add_user(ctx, own) {
    await addRecipients(ctx, own.id, own.users);
    return shown(ctx, own.id);
  },
  async remove_user(ctx, own) {
    await removeRecipients(ctx, own.id, own.users);
    return shown(ctx, own.id);
  },
  async fetch(ctx, { limit, offset: before }) {
    const broadcasts = await broadcastsOf(ctx, { before, limit });
    return { data: broadcasts.rows.map((row) => presentBroadcast(row, broadcasts, ctx)) };
  },
  get_by_id: (ctx, own) => shown(ctx, own.id),
  async send(ctx, own) {
    const { ids, maps } = await sendBroadcast(ctx, own.id, draftOf(own));
    return { message_data: ids.map((messageId) => presentSent(messageId, maps, ctx)) };
  },
  async fetch_messages(ctx, { id: broadcastId, limit, offset: before }) {
    return { data: presentMessages(ctx, await broadcastMessages(ctx, broadcastId, { before, limit })) };
  },
};

async function shown(ctx: ViewerContext, broadcastId: number) {
  const broadcasts = await requireBroadcast(ctx, broadcastId);
  const [row] = broadcasts.rows;
  return row ? { data: presentBroadcast(row, broadcasts, ctx) } : {};
}

const notFound: ErrorRow = [6, 'Broadcast not found'];
const details: ErrorRow = [8, 'Please check your details.'];

/** Contract-beyond: broadcast. */
export const broadcast = defineEndpoint({
  name: 'broadcast',
  summary: 'Broadcast lists: one message to many people, each in a one-to-one chat',
  access: 'user',
  limit: 'write',
  limitOf: (field) => (/^(fetch|get)/.test(field('type')) ? 'read' : 'write'),
  input,
  answer,
  errors: {
    unknownType: [4, 'type can not be empty'],
    nothingToSend: [12, 'nothing to send'],
    'id.invalid': notFound,
    missing: [5, '{field} can not be empty'],
    length: [7, 'The name is too long'],
    broadcastNotFound: notFound,
    tooManyMembers: [10, 'The broadcast has as many people as it can'],
    ...messageErrors(details),
  },
  handle: ({ ctx, input: own }) => act(ctx, own),
});

function act<Type extends Input['type']>(ctx: ViewerContext, own: Extract<Input, { type: Type }>) {
  return acts[own.type as Type](ctx, own); // the type picks the act that takes it
}
