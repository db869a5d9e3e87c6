import type { z } from 'zod';
import { presentPage } from '../../communities/present.ts';
import { canSeeUser } from '../../graph/rules.ts';
import { unixSeconds } from '../../time-text.ts';
import { presentUser } from '../../users/present.ts';
import type { GroupChatMaps, GroupChatMemberRow, GroupChatRow } from '../hydrate/groups.ts';
import type { ChatMaps, MessageMaps, ParticipantRow } from '../hydrate.ts';
import { type ChatPresentCtx, presentChatFields, presentFetched, presentSent } from '../present.ts';
import type {
  GroupChatData,
  GroupChatItem,
  GroupInvitationData,
  GroupMessageData,
  PageChatItem,
  SentGroupMessageData,
} from '../wire/groups.ts';

/** A group chat. `id` must be in the maps. Contract-beyond: group_chat. */
export function presentGroupChat(id: number, maps: GroupChatMaps, ctx: ChatPresentCtx): z.output<typeof GroupChatData> {
  const group = groupOf(id, maps);
  const members = (maps.members.get(id) ?? []).filter(
    ({ state, user_id }) => state === 'active' && canSeeUser(user_id, maps.users),
  );
  return {
    group_id: String(id),
    user_id: String(group.owner_id),
    group_name: group.name,
    avatar: group.avatar === '' ? `${ctx.config.baseUrl}/assets/logo.png` : ctx.media.store.url(group.avatar),
    time: unixSeconds(group.created_at),
    type: 'group',
    destruct_at: '0',
    owner: group.owner_id === maps.viewerId,
    user_data: canSeeUser(group.owner_id, maps.users) ? presentUser(group.owner_id, maps.users, ctx) : null,
    parts: members.map(({ user_id }) => presentUser(user_id, maps.users, ctx)),
  };
}

/** A message of a group chat or page chat. Contract §1.11, contract-beyond: group_chat. */
export function presentGroupMessage(id: number, maps: MessageMaps, ctx: ChatPresentCtx): z.output<typeof GroupMessageData> {
  const message = presentFetched(id, maps, ctx);
  return { ...message, user_data: presentUser(Number(message.from_id), maps.users, ctx), orginal_text: message.text };
}

export function presentSentToGroup(id: number, maps: MessageMaps, ctx: ChatPresentCtx): z.output<typeof SentGroupMessageData> {
  const message = presentSent(id, maps, ctx);
  return { ...message, user_data: message.messageUser, orginal_text: message.text };
}

export function presentGroupItem(
  participant: ParticipantRow,
  maps: ChatMaps,
  ctx: ChatPresentCtx,
): z.output<typeof GroupChatItem> {
  return {
    ...presentGroupChat(participant.chat_id, maps.groups, ctx),
    ...presentChatFields(participant, maps, ctx),
    chat_type: 'group',
  };
}

/** A chat with a page, whose visitor must be in the maps. */
export function presentPageItem(participant: ParticipantRow, maps: ChatMaps, ctx: ChatPresentCtx): z.output<typeof PageChatItem> {
  const visitorId = maps.conversations.get(participant.conversation_id)?.second_id ?? 0;
  return {
    ...presentPage(participant.chat_id, maps.pages, ctx),
    ...presentChatFields(participant, maps, ctx),
    chat_type: 'page',
    recipient_id: String(visitorId),
    user_data: presentUser(visitorId, maps.users, ctx),
  };
}

/** An invitation. Its group and the inviting user must be in the maps. */
export function presentInvitation(
  row: GroupChatMemberRow,
  maps: GroupChatMaps,
  ctx: ChatPresentCtx,
): z.output<typeof GroupInvitationData> {
  return {
    id: String(row.id),
    user_id: String(row.user_id),
    group_id: String(row.group_id),
    last_seen: '0',
    user_data: presentUser(row.invited_by, maps.users, ctx),
    group_tab: presentGroupChat(row.group_id, maps, ctx),
  };
}

function groupOf(id: number, maps: GroupChatMaps): GroupChatRow {
  const group = maps.groups.get(id);
  if (!group) throw new Error(`group chat ${id} is not in the maps`);
  return group;
}
