import type { MessageMaps } from '../chat/hydrate.ts';
import { errorAnswer } from '../http/errors.ts';
import { escapeHtml, renderText, type TextContext } from '../text/render.ts';
import { unixSeconds } from '../time-text.ts';
import { identityFields } from '../users/present/columns.ts';
import { type PresentCtx, userOf } from '../users/present.ts';

/**
 * `private_message` as sent to devices, except `self`: whether the sender is the device's own user. Contract-beyond: Realtime.
 */
export function presentOutgoing(id: number, maps: MessageMaps, { ctx, text, color }: OutgoingCtx) {
  const message = maps.messages.get(id);
  if (!message) throw new Error(`message ${id} is not in the maps`);
  const sender = userOf(message.from_id, maps.users);
  const media = message.media_key === '' ? '' : ctx.media.store.url(message.media_key);
  const html = renderText(message.text, text);
  return {
    messages_html: `<div class="message" data-message-id="${message.id}">${html}${media && mediaLinkHtml(media, message.media_name)}</div>`,
    message_html: html,
    message: message.text,
    message_id: String(message.id),
    id: String(sender.id),
    username: sender.username,
    avatar: identityFields(sender, ctx).avatar,
    status: 200,
    sender: String(sender.id),
    receiver: String(message.to_id || message.group_id || message.page_id),
    group_id: String(message.group_id),
    page_id: String(message.page_id),
    color: maps.conversations.get(message.conversation_id)?.color || color,
    time: unixSeconds(message.created_at),
    time_api: Number(unixSeconds(message.created_at)),
    isMedia: media !== '' || message.gif_url !== '',
    isRecord: message.media_kind === 'sound',
    mediaLink: media || message.gif_url,
    lat: message.lat || '0',
    lng: message.lng || '0',
  };
}

/** `color`: for a chat without one of its own. */
export type OutgoingCtx = { ctx: PresentCtx; text: TextContext; color: string };

function mediaLinkHtml(url: string, name: string): string {
  return `<a href="${escapeHtml(url)}" rel="nofollow ugc noopener" target="_blank">${escapeHtml(name || url)}</a>`;
}

/** `typing` and `recording`. Contract-beyond: Realtime. */
export function presentTyping(pair: { fromId: number; toId: number }, doing: 'typing' | 'recording', avatar: string) {
  return { is_typing: 200, recipient_id: String(pair.toId), sender_id: String(pair.fromId), img: avatar, typing: doing };
}

/** `lastseen`: the other participant has read up to a message. Contract-beyond: Realtime. */
export function presentSeen(seen: { readerId: number; upToId: number }, now: Date) {
  const time = unixSeconds(now);
  return { can_seen: 1, time, seen: time, message_id: String(seen.upToId), user_id: String(seen.readerId) };
}

/** The last event a connection gets, in the error envelope. */
export function disconnectNotice(error: unknown): object {
  return errorAnswer(error, { table: {}, mode: 'contract', requestId: '' }).body;
}
