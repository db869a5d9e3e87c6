import { z } from 'zod';
import type { ViewerContext } from '../../context.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { clamped, form, offset, text } from '../../http/form.ts';
import type { ChatMaps } from '../hydrate.ts';
import { presentGroupItem, presentPageItem } from '../present/groups.ts';
import { presentUserChat } from '../present.ts';
import type { ChatKind } from '../queries/preferences.ts';
import { canSeeChat } from '../rules.ts';
import { type ChatsRequest, chatsOf } from '../service/chats.ts';
import { GroupChatItem, PageChatItem } from '../wire/groups.ts';
import { UserChatData } from '../wire.ts';

const KINDS: ReadonlyMap<string, ChatKind> = new Map([
  ['users', 'user'],
  ['groups', 'group'],
  ['pages', 'page'],
]);
const LIMIT = 20;
const MAX_LIMIT = 50;

const input = form({
  // a comma list of users, groups and pages; anything else, `all` included, means all of them
  data_type: text(100).catch('').default(''),
  user_type: z.enum(['online', 'offline']).optional().catch(undefined),
  user_limit: clamped(LIMIT, MAX_LIMIT),
  user_offset: offset(),
  group_limit: clamped(LIMIT, MAX_LIMIT),
  group_offset: offset(),
  page_limit: clamped(LIMIT, MAX_LIMIT),
  page_offset: offset(),
});

type Input = z.output<typeof input>;

const ChatItem = z.union([UserChatData, GroupChatItem, PageChatItem]);

const answer = z.object({ data: z.array(ChatItem) });

/** Contract-beyond: get_chats. */
export const getChats = listOfChats('get_chats', 'current', "One's chats, the latest first");
/** Contract-beyond: get_archived_chats. */
export const getArchivedChats = listOfChats('get_archived_chats', 'archived', "One's archived chats, the latest first");
/** Contract-beyond: get_pin_chats. */
export const getPinChats = listOfChats('get_pin_chats', 'pinned', "One's pinned chats, the latest first");

function listOfChats(name: string, keep: ChatsRequest['keep'], summary: string) {
  return defineEndpoint({
    name,
    summary,
    access: 'user',
    limit: 'read',
    input,
    answer,
    errors: {},
    async handle({ ctx, input: wanted }) {
      const maps = await chatsOf(ctx, { keep, kinds: kindsOf(wanted), userType: wanted.user_type });
      return { data: presentChats(ctx, maps) };
    },
  });
}

function kindsOf(wanted: Input): ChatsRequest['kinds'] {
  const named = wanted.data_type.split(',').flatMap((word) => KINDS.get(word.trim()) ?? []);
  const kinds = named.length > 0 ? [...new Set(named)] : [...KINDS.values()];
  return kinds.map((kind) => ({ kind, before: wanted[`${kind}_offset`], limit: wanted[`${kind}_limit`] }));
}

/** Presents chats of all kinds, in the order of the maps. */
export function presentChats(ctx: ViewerContext, maps: ChatMaps): z.output<typeof ChatItem>[] {
  return maps.participants
    .filter((participant) => canSeeChat(participant, maps))
    .map((participant) => {
      if (participant.kind === 'group') return presentGroupItem(participant, maps, ctx);
      if (participant.kind === 'page') return presentPageItem(participant, maps, ctx);
      return presentUserChat(participant, maps, ctx);
    });
}
