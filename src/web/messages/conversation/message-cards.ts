import type { z } from 'zod';
import type { MessageMaps } from '../../../chat/hydrate.ts';
import { presentMessage } from '../../../chat/present.ts';
import type { MessageData } from '../../../chat/wire.ts';
import type { ViewerContext } from '../../../context.ts';
import { presentUser } from '../../../users/present.ts';
import { pathOf, storyAddress } from '../../shell/addresses.ts';
import { type Author, authorOf } from '../../shell/author.ts';
import { type Moment, momentOf } from '../../shell/dates.ts';
import type { Strings } from '../../shell/strings.ts';

/** A message as the page shows it. Everything in it is text. */
export type MessageCard = {
  id: number;
  authorId: number;
  author: Author;
  isMine: boolean;
  text: string;
  picture: string | undefined;
  video: string | undefined;
  recording: string | undefined;
  file: { href: string; name: string } | undefined;
  /** The story it replies to. */
  story: string | undefined;
  time: Moment;
  isSeen: boolean;
};

type Message = z.output<typeof MessageData>;

export function messageCard(ctx: ViewerContext, id: number, maps: MessageMaps, text: Strings): MessageCard {
  const data = presentMessage(id, maps, ctx);
  const kind = kindOf(data);
  const media = data.media === '' ? '' : pathOf(data.media, ctx.config);
  const story = 'id' in data.story ? storyAddress(data.story.id) : undefined;
  return {
    id,
    authorId: Number(data.from_id),
    author: authorOf(presentUser(Number(data.from_id), maps.users, ctx), ctx),
    isMine: data.onwer === 1,
    text: textOf(data, text),
    picture: kind === 'image' || kind === 'sticker' ? media : undefined,
    video: kind === 'video' ? media : undefined,
    recording: kind === 'audio' ? media : undefined,
    file: kind === 'file' ? { href: media, name: data.mediaFileName } : undefined,
    story,
    time: timeOf(ctx, data.time, text),
    isSeen: data.seen !== '0' && data.seen !== '',
  };
}

/** The text of a message; the name of its kind where the page cannot show the content. */
function textOf(data: Message, { messages }: Strings): string {
  const kind = kindOf(data);
  if (kind === 'map') return messages.location;
  if (kind === 'contact') return messages.kinds.contact ?? '';
  if (kind === 'gif' || kind === 'product') return [messages.kinds[kind], data.or_text].filter(Boolean).join(' ');
  return data.or_text;
}

/** `right_image` is an image. */
export function kindOf({ type }: Pick<Message, 'type'>): string {
  return type.slice(type.indexOf('_') + 1);
}

/** A time of a chat, which the wire has in unix seconds. */
export function timeOf({ now, viewer }: ViewerContext, seconds: string, { lang }: Strings): Moment {
  return momentOf(new Date(Number(seconds) * 1000), { now, timezone: viewer.timezone, lang });
}
