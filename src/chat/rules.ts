import { canSeePage } from '../communities/rules.ts';
import { canSeeUser } from '../graph/rules.ts';
import type { GroupChatMaps } from './hydrate/groups.ts';
import type { ChatMaps, Message, MessageMaps, ParticipantRow } from './hydrate.ts';

/**
 * Whether the viewer can see a message: it is in one of their conversations, they neither cleared nor hid it, and they can see
 * its sender. Contract §4 Privacy.
 */
export function canSeeMessage(id: number, maps: MessageMaps): boolean {
  const message = maps.messages.get(id);
  const participant = message && maps.participants.get(message.conversation_id);
  if (!message || !participant || !canSeeUser(message.from_id, maps.users)) return false;
  return id > participant.cleared_up_to && maps.marks.get(id)?.hidden !== 1;
}

/** The kind of a message, as apps lay it out. Contract §1.11 type. */
export function kindOfMessage(message: Message): MessageKind {
  if (message.is_contact === 1) return 'contact';
  if (message.lat !== '') return 'map';
  if (message.product_id > 0) return 'product';
  if (message.gif_url !== '') return 'gif';
  if (message.is_sticker === 1) return 'sticker';
  if (message.media_kind === 'sound') return 'audio';
  return message.media_kind || 'text';
}

export type MessageKind = 'text' | 'image' | 'sticker' | 'video' | 'audio' | 'file' | 'gif' | 'contact' | 'map' | 'product';

/** Whether a chat appears in the viewer's lists: they can see the other person, the group or the page, and still take part. */
export function canSeeChat(participant: ParticipantRow, maps: ChatMaps): boolean {
  if (participant.kind === 'user') return canSeeUser(participant.chat_id, maps.users);
  if (participant.kind === 'group') return isInGroupChat(participant.chat_id, maps.groups);
  const visitorId = maps.conversations.get(participant.conversation_id)?.second_id ?? 0;
  return canSeePage(participant.chat_id, maps.pages) && canSeeUser(visitorId, maps.users);
}

/** Whether the viewer is a member of an existing group chat; an invited user is not one yet. */
export function isInGroupChat(id: number, { groups, members, viewerId }: GroupChatMaps): boolean {
  if (!groups.has(id)) return false;
  return (members.get(id) ?? []).some((member) => member.user_id === viewerId && member.state === 'active');
}
