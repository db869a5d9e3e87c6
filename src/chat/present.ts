import { createCipheriv } from 'node:crypto';
import type { z } from 'zod';
import { presentProduct } from '../market/present.ts';
import { canSeeProduct } from '../market/rules.ts';
import { presentReaction } from '../reactions/present.ts';
import type { Settings } from '../settings/service.ts';
import { presentStory } from '../stories/present.ts';
import { clockOrDate, unixSeconds } from '../time-text.ts';
import { identityFields } from '../users/present/columns.ts';
import { type PresentCtx, presentUser, userOf } from '../users/present.ts';
import type { ChatMaps, Message, MessageMaps, MessageReactions, ParticipantRow } from './hydrate.ts';
import { chatKey } from './rules/chat-key.ts';
import { canSeeMessage, kindOfMessage } from './rules.ts';
import type {
  ChatMuteData,
  chatFields,
  LastMessageData,
  MessageData,
  RepliedMessageData,
  SentMessageData,
  UserChatData,
} from './wire.ts';

export type ChatPresentCtx = PresentCtx & { viewer?: { timezone: string } | undefined } & {
  settings: Pick<Settings, 'value' | 'isOn' | 'currencies' | 'categories'>;
};

/** A message in its chat. `id` must be in the maps and pass `canSeeMessage`. Contract §1.11. */
export function presentMessage(id: number, maps: MessageMaps, ctx: ChatPresentCtx): z.output<typeof MessageData> {
  const { reply_id, story_id } = messageOf(id, maps);
  const story = maps.stories.stories.has(story_id) ? presentStory(story_id, maps.stories, ctx) : ([] as []);
  const reply = reply_id > 0 && canSeeMessage(reply_id, maps) ? presentReplied(reply_id, maps, ctx) : ([] as []);
  return { ...presentReplied(id, maps, ctx), reply, story };
}

/**
 * A fetched message: the same, its text encrypted for old apps when the site asks for that. Sent messages are not encrypted.
 * Contract §1.11.
 */
export function presentFetched(id: number, maps: MessageMaps, ctx: ChatPresentCtx): z.output<typeof MessageData> {
  const message = presentMessage(id, maps, ctx);
  if (ctx.config.messageTextEncoding === 'plain') return message;
  const reply = 'id' in message.reply ? { ...message.reply, text: wrapped(message.reply) } : message.reply;
  return { ...message, text: wrapped(message), reply };
}

/** The answer to sending a message. Contract §2.45. */
export function presentSent(id: number, maps: MessageMaps, ctx: ChatPresentCtx): z.output<typeof SentMessageData> {
  const { from_id, hash_id } = messageOf(id, maps);
  const messageUser = presentUser(from_id, maps.users, ctx);
  return { ...presentMessage(id, maps, ctx), messageUser, message_hash_id: hash_id };
}

/** AES-128-ECB with the message's own time as the key: no secrecy, only the encoding that some apps expect. */
function wrapped({ text, time }: { text: string; time: string }): string {
  if (text === '') return '';
  const cipher = createCipheriv('aes-128-ecb', Buffer.from(time.padEnd(16, '\0').slice(0, 16)), null);
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

function presentReplied(id: number, maps: MessageMaps, ctx: ChatPresentCtx): z.output<typeof RepliedMessageData> {
  const message = messageOf(id, maps);
  const isMine = message.from_id === maps.viewerId;
  const position = isMine ? 'right' : 'left';
  const mark = maps.marks.get(id);
  const { product_id } = message;
  return {
    ...columnsOf(message, ctx),
    seen: unixSeconds(seenAt(message, maps, ctx)),
    messageUser: { user_id: String(message.from_id), avatar: identityFields(userOf(message.from_id, maps.users), ctx).avatar },
    or_text: message.text,
    onwer: isMine ? 1 : 0,
    pin: yesNo(mark?.pinned),
    fav: yesNo(mark?.favourite),
    reaction: reactionData(maps.reactions.get(id) ?? [], maps.viewerId),
    time_text: clockOrDate(message.created_at, ctx.now, ctx.viewer?.timezone ?? 'UTC'),
    position,
    type: `${position}_${kindOfMessage(message)}`,
    product: canSeeProduct(product_id, maps.products) ? presentProduct(product_id, maps.products, ctx) : null,
    file_size: message.media_bytes > 0 ? `${(message.media_bytes / 1_048_576).toFixed(2)}MB` : 0,
    reply: [],
    story: [],
  };
}

function columnsOf(message: Message, ctx: ChatPresentCtx) {
  return {
    id: String(message.id),
    from_id: String(message.from_id),
    group_id: String(message.group_id),
    page_id: String(message.page_id),
    to_id: String(message.to_id),
    text: message.text,
    media: message.media_key === '' ? '' : ctx.media.store.url(message.media_key),
    mediaFileName: message.media_name,
    mediaFileNames: '',
    time: unixSeconds(message.created_at),
    deleted_one: '0',
    deleted_two: '0',
    sent_push: '0',
    notification_id: '',
    type_two: message.is_contact === 1 ? 'contact' : '',
    stickers: message.gif_url,
    product_id: String(message.product_id),
    lat: message.lat || '0',
    lng: message.lng || '0',
    reply_id: String(message.reply_id),
    story_id: String(message.story_id),
    broadcast_id: String(message.broadcast_id),
    forward: message.is_forwarded === 1 ? '1' : '0',
    listening: message.is_listened === 1 ? '1' : '0',
  } as const;
}

/** When the other participant read the viewer's message, or the viewer the other's, if the site shows it. */
function seenAt(message: Message, maps: MessageMaps, { settings }: ChatPresentCtx): Date | null {
  const isMine = message.from_id === maps.viewerId;
  if (isMine && !settings.isOn('message_seen')) return null;
  const reader = (isMine ? maps.readByOthers : maps.participants).get(message.conversation_id);
  return reader && reader.read_up_to >= message.id ? reader.read_at : null;
}

function reactionData(reactions: MessageReactions, viewerId: number | undefined) {
  const count = (reaction: number) => reactions.filter((row) => row.reaction === reaction).length;
  const counts = {
    likes_count: count(1),
    loves_count: count(2),
    hahas_count: count(3),
    wows_count: count(4),
    sads_count: count(5),
    angries_count: count(6),
    reactions_count: reactions.length,
  };
  return presentReaction(counts, reactions.find((row) => row.user_id === viewerId)?.reaction ?? 0);
}

/** A one-to-one chat, as in get_chats. The person must be in the maps. Contract-beyond: get_chats. */
export function presentUserChat(participant: ParticipantRow, maps: ChatMaps, ctx: ChatPresentCtx): z.output<typeof UserChatData> {
  return {
    ...presentUser(participant.chat_id, maps.users, ctx),
    ...presentChatFields(participant, maps, ctx),
    chat_type: 'user',
  };
}

type ChatFields = { [Name in keyof typeof chatFields]: z.output<(typeof chatFields)[Name]> };

/** The fields that chats of every kind share. */
export function presentChatFields(participant: ParticipantRow, maps: ChatMaps, ctx: ChatPresentCtx): ChatFields {
  const color = maps.conversations.get(participant.conversation_id)?.color || ctx.settings.value('btn_background_color');
  return {
    chat_time: unixSeconds(participant.last_message_at),
    chat_id: String(participant.chat_id),
    chat_color: color,
    mute: muteOf(participant, maps),
    last_message: lastMessage(participant, color, { maps, ctx }),
    message_count: String(participant.unread_count),
    video_call: false,
    video_call_user: [],
    audio_call: false,
    audio_call_user: [],
    agora_call: false,
    agora_call_data: [],
  };
}

function lastMessage(
  participant: ParticipantRow,
  chat_color: string,
  { maps, ctx }: { maps: ChatMaps; ctx: ChatPresentCtx },
): z.output<typeof LastMessageData> | [] {
  const id = maps.newest.get(participant.conversation_id);
  if (id === undefined || !canSeeMessage(id, maps.messageMaps)) return [];
  const message = presentFetched(id, maps.messageMaps, ctx);
  const { from_id } = messageOf(id, maps.messageMaps);
  return { ...message, messageUser: presentUser(from_id, maps.messageMaps.users, ctx), chat_color };
}

function muteOf(participant: ParticipantRow, maps: ChatMaps): z.output<typeof ChatMuteData> {
  const kept = maps.preferences.get(chatKey(participant));
  return {
    notify: yesNo(kept?.notifies ?? 1),
    call_chat: yesNo(kept?.rings ?? 1),
    archive: yesNo(kept?.archived),
    fav: yesNo(kept?.favourite),
    pin: yesNo(kept?.pinned),
  };
}

function yesNo(value: number | undefined): 'yes' | 'no' {
  return value === 1 ? 'yes' : 'no';
}

function messageOf(id: number, maps: MessageMaps): Message {
  const message = maps.messages.get(id);
  if (!message) throw new Error(`message ${id} is not in the maps`);
  return message;
}
