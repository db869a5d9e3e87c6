import type { z } from 'zod';
import type { ChatMaps, ParticipantRow } from '../../../chat/hydrate.ts';
import { presentGroupItem, presentPageItem } from '../../../chat/present/groups.ts';
import { presentUserChat } from '../../../chat/present.ts';
import { canSeeChat } from '../../../chat/rules.ts';
import type { LastMessageData } from '../../../chat/wire.ts';
import type { ViewerContext } from '../../../context.ts';
import { groupChatAddress, messagesAddress, pageChatAddress, pathOf } from '../../shell/addresses.ts';
import type { Moment } from '../../shell/dates.ts';
import { fill, type Strings } from '../../shell/strings.ts';
import { kindOf, timeOf } from '../conversation/message-cards.ts';

/** A conversation in the list of them. */
export type ChatRow = {
  name: string;
  avatar: string;
  /** The avatar is that of a group or page. */
  isSquare: boolean;
  /** The viewer's page that somebody writes to. */
  viaPage: string | undefined;
  href: string;
  preview: string;
  time: Moment;
  unread: number;
};

type LastMessage = z.output<typeof LastMessageData>;

/** Chats of all kinds, in the order of the maps. */
export function chatRows(ctx: ViewerContext, maps: ChatMaps, text: Strings): ChatRow[] {
  return maps.participants
    .filter((participant) => canSeeChat(participant, maps))
    .map((participant) => rowOf[participant.kind](participant, { ctx, maps, text }));
}

type Sources = { ctx: ViewerContext; maps: ChatMaps; text: Strings };

const rowOf: Readonly<Record<ParticipantRow['kind'], (participant: ParticipantRow, sources: Sources) => ChatRow>> = {
  user(participant, sources) {
    const chat = presentUserChat(participant, sources.maps, sources.ctx);
    const [preview] = previewOf(chat.last_message, sources);
    return { ...common(chat, sources), name: chat.name, isSquare: false, href: messagesAddress(chat.chat_id), preview };
  },
  group(participant, sources) {
    const chat = presentGroupItem(participant, sources.maps, sources.ctx);
    const [content, by] = previewOf(chat.last_message, sources);
    const preview = by === undefined ? content : fill(sources.text.messages.by, { name: by, content });
    return {
      ...common(chat, sources),
      name: chat.group_name,
      isSquare: true,
      href: groupChatAddress(chat.chat_id),
      preview,
    };
  },
  page(participant, sources) {
    const chat = presentPageItem(participant, sources.maps, sources.ctx);
    const [preview] = previewOf(chat.last_message, sources);
    const { user_data: visitor } = chat;
    if (!chat.is_page_onwer) {
      return { ...common(chat, sources), name: chat.name, isSquare: true, href: pageChatAddress(chat.chat_id), preview };
    }
    const href = pageChatAddress(chat.chat_id, chat.recipient_id);
    return {
      ...common({ ...chat, avatar: visitor.avatar }, sources),
      name: visitor.name,
      isSquare: false,
      viaPage: chat.name,
      href,
      preview,
    };
  },
};

type Chat = { avatar: string; chat_time: string; message_count: string };

function common({ avatar, chat_time, message_count }: Chat, { ctx, text }: Sources) {
  return {
    avatar: pathOf(avatar, ctx.config),
    viaPage: undefined,
    time: timeOf(ctx, chat_time, text),
    unread: Number(message_count),
  };
}

/** The latest message as one line, and its author unless that is the viewer. */
function previewOf(last: LastMessage | [], { text: { messages } }: Sources): [content: string, by: string | undefined] {
  if (!('id' in last)) return ['', undefined];
  const kind = kindOf(last);
  const content = last.or_text === '' || kind === 'contact' ? (messages.kinds[kind] ?? '') : last.or_text;
  if (last.onwer === 1) return [fill(messages.you, { content }), undefined];
  return [content, last.messageUser.first_name || last.messageUser.name];
}
