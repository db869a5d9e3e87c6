import type { z } from 'zod';
import type { ChatMaps, MessageMaps } from '../chat/hydrate.ts';
import { presentMessage, presentUserChat } from '../chat/present.ts';
import { canSeeChat } from '../chat/rules.ts';
import type { MessageData } from '../chat/wire.ts';
import type { ViewerContext } from '../context.ts';
import { messagesAddress, pathOf, storyAddress } from './addresses.ts';
import { type Moment, momentOf } from './dates.ts';
import { fill, type Strings } from './strings.ts';

/** A message as the page shows it. Everything in it is text. */
export type MessageCard = {
  id: number;
  isMine: boolean;
  words: string;
  picture: string | undefined;
  video: string | undefined;
  sound: string | undefined;
  file: { href: string; name: string } | undefined;
  /** The story it is about. */
  story: string | undefined;
  time: Moment;
  isSeen: boolean;
};

/** A conversation in the list of them. */
export type ChatRow = { name: string; avatar: string; href: string; words: string; time: Moment; unread: number };

type Message = z.output<typeof MessageData>;

export function messageCard(ctx: ViewerContext, id: number, maps: MessageMaps, text: Strings): MessageCard {
  const data = presentMessage(id, maps, ctx);
  const kind = kindOf(data);
  const media = data.media === '' ? '' : pathOf(data.media, ctx.config);
  const story = 'id' in data.story ? storyAddress(data.story.id) : undefined;
  return {
    id,
    isMine: data.onwer === 1,
    words: wordsOf(data, text),
    picture: kind === 'image' || kind === 'sticker' ? media : undefined,
    video: kind === 'video' ? media : undefined,
    sound: kind === 'audio' ? media : undefined,
    file: kind === 'file' ? { href: media, name: data.mediaFileName } : undefined,
    story,
    time: timeOf(ctx, data.time, text),
    isSeen: data.seen !== '0' && data.seen !== '',
  };
}

/** What is no words, file or picture is named. */
function wordsOf(data: Message, { messages }: Strings): string {
  const kind = kindOf(data);
  if (kind === 'map') return messages.place;
  if (kind === 'contact') return messages.kinds.contact ?? '';
  if (kind === 'gif' || kind === 'product') return [messages.kinds[kind], data.or_text].filter(Boolean).join(' ');
  return data.or_text;
}

/** `right_image` is an image. */
function kindOf({ type }: Pick<Message, 'type'>): string {
  return type.slice(type.indexOf('_') + 1);
}

/** The viewer's chats with people, the latest first. */
export function chatRows(ctx: ViewerContext, maps: ChatMaps, text: Strings): ChatRow[] {
  return maps.sides
    .filter((side) => side.kind === 'user' && canSeeChat(side, maps))
    .map((side) => {
      const chat = presentUserChat(side, maps, ctx);
      const { last_message: last } = chat;
      return {
        name: chat.name,
        avatar: pathOf(chat.avatar, ctx.config),
        href: messagesAddress(chat.chat_id),
        words: 'id' in last ? lastWords(last, text) : '',
        time: timeOf(ctx, chat.chat_time, text),
        unread: Number(chat.message_count),
      };
    });
}

function lastWords(last: Pick<Message, 'type' | 'or_text' | 'onwer'>, { messages }: Strings): string {
  const kind = kindOf(last);
  const words = last.or_text === '' || kind === 'contact' ? (messages.kinds[kind] ?? '') : last.or_text;
  return last.onwer === 1 ? fill(messages.you, { words }) : words;
}

function timeOf({ now, viewer }: ViewerContext, seconds: string, { lang }: Strings): Moment {
  return momentOf(new Date(Number(seconds) * 1000), { now, timezone: viewer.timezone, lang });
}
