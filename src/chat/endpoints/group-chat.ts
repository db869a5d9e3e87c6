import { z } from 'zod';
import type { ViewerContext } from '../../context.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import type { ErrorRow } from '../../http/errors.ts';
import { clamped, file, form, id, idList, offset, title } from '../../http/form.ts';
import { presentGroupChat, presentGroupMessage, presentSentToGroup } from '../present/groups.ts';
import { chatsOf, ownParticipant, requireChat } from '../service/chats.ts';
import {
  acceptInvitation,
  addToGroupChat,
  changeGroupChat,
  createGroupChat,
  declineInvitation,
  deleteGroupChat,
  leaveGroupChat,
  MAX_MEMBERS,
  NO_MEMBERS,
  removeFromGroupChat,
  requireGroupChat,
  sendToGroup,
} from '../service/groups.ts';
import { participantMessages, requireMessage } from '../service/messages.ts';
import { GroupChatData, GroupChatItem, GroupMessageData, SentGroupMessageData } from '../wire/groups.ts';
import { presentChats } from './chats.ts';
import { draftOf, hasContent, messageErrors, messageFields, nothingToSend } from './send.ts';

const LIMIT = 20;
const MAX_LIMIT = 50;

/** A group's name. Contract-beyond: group_chat. */
export const groupName = () => title(4000).refine((words) => words.length >= 4 && words.length <= 25, 'length');
const people = () => idList(MAX_MEMBERS);
const group = { id: id() };
const page = {
  limit: clamped(LIMIT, MAX_LIMIT),
  before_message_id: offset(),
  after_message_id: offset(),
};

const input = z.discriminatedUnion(
  'type',
  [
    form({ type: z.literal('create'), group_name: groupName(), parts: people().default([]), avatar: file().optional() }),
    form({ type: z.literal('edit'), ...group, group_name: groupName().optional(), avatar: file().optional() }),
    form({ type: z.literal('delete'), ...group }),
    form({ type: z.literal('leave'), ...group }),
    form({ type: z.literal('add_user'), ...group, parts: people() }),
    form({ type: z.literal('remove_user'), ...group, parts: people() }),
    form({ type: z.literal('send'), ...group, ...messageFields }).refine(hasContent, nothingToSend),
    form({ type: z.literal('fetch_messages'), ...group, ...page }),
    form({ type: z.literal('get_list'), limit: clamped(LIMIT, MAX_LIMIT), offset: offset() }),
    form({ type: z.literal('accept'), group_id: id() }),
    form({ type: z.literal('reject'), group_id: id() }),
    form({ type: z.literal('get_by_id'), ...group }),
    form({ type: z.literal('get_message_by_id'), ...group, message_id: id() }),
  ],
  { error: 'unknownType' },
);

type Input = z.output<typeof input>;

/** A group with a page of its messages, newest first. */
const GroupWithMessages = z.object({
  group_id: z.string(),
  user_id: z.string(),
  group_name: z.string(),
  avatar: z.string(),
  time: z.string(),
  messages: z.array(GroupMessageData),
});

const answer = z.object({
  data: z
    .union([GroupWithMessages, z.array(GroupChatItem), z.array(GroupMessageData), GroupMessageData, GroupChatData])
    .optional(),
  message_data: z.union([z.string(), z.array(SentGroupMessageData)]).optional(),
});

type Acts = {
  [Type in Input['type']]: (ctx: ViewerContext, input: Extract<Input, { type: Type }>) => Promise<z.input<typeof answer>>;
};

const acts: Acts = {
  async create(ctx, own) {
    const groupId = await createGroupChat(ctx, { name: own.group_name, avatar: own.avatar, userIds: own.parts });
    return { data: await shownGroup(ctx, groupId) };
  },
  async edit(ctx, own) {
    await changeGroupChat(ctx, own.id, { name: own.group_name, avatar: own.avatar });
    return { data: await shownGroup(ctx, own.id) };
  },
  async delete(ctx, own) {
    await deleteGroupChat(ctx, own.id);
    return { message_data: 'Group successfully deleted.' };
  },
  async leave(ctx, own) {
    await leaveGroupChat(ctx, own.id);
    return { message_data: 'You left the group.' };
  },
  async add_user(ctx, own) {
    await addToGroupChat(ctx, own.id, own.parts);
    return { message_data: 'Users successfully added.' };
  },
  async remove_user(ctx, own) {
    await removeFromGroupChat(ctx, own.id, own.parts);
    return { message_data: 'Users successfully removed.' };
  },
  async send(ctx, own) {
    const { id: messageId, maps } = await sendToGroup(ctx, own.id, draftOf(own));
    return { message_data: [presentSentToGroup(messageId, maps, ctx)] };
  },
  async fetch_messages(ctx, { id: groupId, limit, before_message_id: before, after_message_id: after }) {
    const group = presentGroupChat(groupId, await requireGroupChat(ctx, groupId, NO_MEMBERS), ctx);
    const { group_id, user_id, group_name, avatar, time } = group;
    const { ids, maps } = await participantMessages(ctx, await ownParticipant(ctx, { kind: 'group', id: groupId }), {
      limit,
      before,
      after,
    });
    const messages = ids.map((messageId) => presentGroupMessage(messageId, maps, ctx));
    return { data: { group_id, user_id, group_name, avatar, time, messages } };
  },
  async get_list(ctx, { limit, offset: before }) {
    const maps = await chatsOf(ctx, { keep: 'current', kinds: [{ kind: 'group', before, limit }], userType: undefined });
    return { data: presentChats(ctx, maps).filter((chat) => chat.chat_type === 'group') };
  },
  async accept(ctx, own) {
    await acceptInvitation(ctx, own.group_id);
    return { message_data: 'You joined the group.' };
  },
  async reject(ctx, own) {
    await declineInvitation(ctx, own.group_id);
    return { message_data: 'The request was declined.' };
  },
  get_by_id: async (ctx, own) => ({ data: await shownGroup(ctx, own.id) }),
  async get_message_by_id(ctx, own) {
    await requireChat(ctx, { kind: 'group', id: own.id });
    const { message, maps } = await requireMessage(ctx, own.message_id);
    return { data: message.group_id === own.id ? [presentGroupMessage(own.message_id, maps, ctx)] : [] };
  },
};

async function shownGroup(ctx: ViewerContext, groupId: number) {
  return presentGroupChat(groupId, await requireGroupChat(ctx, groupId), ctx);
}

const groupNotFound: ErrorRow = [8, 'group not found or removed'];
const badFile: ErrorRow = [6, 'avatar must be an image'];
const details: ErrorRow = [12, 'Please check your details.'];

/** Contract-beyond: group_chat. */
export const groupChat = defineEndpoint({
  name: 'group_chat',
  summary: 'Group chats: making and leaving them, inviting people, talking',
  access: 'user',
  limit: 'write',
  limitOf: (field) => (/^(fetch|get)/.test(field('type')) ? 'read' : 'write'),
  input,
  answer,
  errors: {
    unknownType: [4, 'type can not be empty'],
    nothingToSend: [12, 'nothing to send'],
    'id.missing': [7, 'id (POST) is missing'],
    'id.invalid': groupNotFound,
    'group_id.invalid': groupNotFound,
    missing: [4, '{field} (POST) is missing'],
    length: [5, 'Group name must be between 4 / 25'],
    'avatar.unsupported': badFile,
    'avatar.corrupt': badFile,
    'avatar.tooLarge': badFile,
    groupNotFound,
    chatNotFound: groupNotFound,
    'message_id.invalid': [8, 'Message not found'],
    messageNotFound: [8, 'Message not found'],
    notOwner: [11, 'You are not the owner of this group'],
    tooManyMembers: [10, 'The group has as many members as it can'],
    ...messageErrors(details),
  },
  handle: ({ ctx, input: own }) => act(ctx, own),
});

function act<Type extends Input['type']>(ctx: ViewerContext, own: Extract<Input, { type: Type }>) {
  return acts[own.type as Type](ctx, own); // the type picks the act that takes it
}
