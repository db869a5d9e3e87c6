import { presentGroupChat } from '../../../chat/present/groups.ts';
import { invitedPeople, MAX_MEMBERS, requireGroupChat } from '../../../chat/service/groups.ts';
import type { ViewerContext } from '../../../context.ts';
import { canMessage } from '../../../graph/rules.ts';
import { friendsOf } from '../../../graph/service/lists.ts';
import { presentUser } from '../../../users/present.ts';
import { groupChatAddress, pathOf } from '../../shell/addresses.ts';
import { type Author, authorOf } from '../../shell/author.ts';

/** A person to invite. */
export type PersonToPick = Author & { id: number; isPicked: boolean };

/** A group chat and its members. */
export type GroupChatCard = {
  id: number;
  name: string;
  avatar: string;
  address: string;
  /** The viewer owns it and may change it. */
  isOwn: boolean;
  /** The owner first; if the viewer owns it, also people who have not answered their invitation. */
  members: (Author & { id: number; isOwner: boolean; isMe: boolean; isInvited: boolean })[];
  /** People the owner can invite. */
  people: PersonToPick[];
};

const MAX_PEOPLE = 100;

/** People the viewer follows and may write to, latest first. 3 + twice hydration statements. */
export async function peopleToPick(
  ctx: ViewerContext,
  picked: readonly number[],
  exclude: ReadonlySet<number> = new Set(),
): Promise<PersonToPick[]> {
  const part = { limit: MAX_PEOPLE, offset: undefined };
  const { following = [], maps } = await friendsOf(ctx, ctx.viewer.id, { following: part, followers: undefined });
  return following
    .filter((id) => canMessage(id, maps) && !exclude.has(id))
    .map((id) => ({ ...authorOf(presentUser(id, maps, ctx), ctx), id, isPicked: picked.includes(id) }));
}

/**
 * A group chat the viewer is a member of. Statements of `requireGroupChat`; for its owner also 1 + hydration and those of
 * `peopleToPick`. Refuses `groupNotFound`.
 */
export async function groupChatCard(ctx: ViewerContext, id: number): Promise<GroupChatCard> {
  const group = presentGroupChat(id, await requireGroupChat(ctx, id), ctx);
  const members = [
    ...group.parts.map((user) => memberOf(ctx, { user, group, isInvited: false })),
    ...(group.owner ? await invitedTo(ctx, group) : []),
  ];
  const isFull = members.length >= MAX_MEMBERS;
  return {
    id,
    name: group.group_name,
    avatar: pathOf(group.avatar, ctx.config),
    address: groupChatAddress(id),
    isOwn: group.owner,
    members: members.toSorted((one, other) => Number(other.isOwner) - Number(one.isOwner)),
    people: group.owner && !isFull ? await peopleToPick(ctx, [], new Set(members.map((member) => member.id))) : [],
  };
}

type Group = ReturnType<typeof presentGroupChat>;

async function invitedTo(ctx: ViewerContext, group: Group): Promise<GroupChatCard['members']> {
  const { ids, maps } = await invitedPeople(ctx, Number(group.group_id));
  return ids.map((id) => memberOf(ctx, { user: presentUser(id, maps, ctx), group, isInvited: true }));
}

function memberOf(
  ctx: ViewerContext,
  { user, group, isInvited }: { user: Group['parts'][number]; group: Group; isInvited: boolean },
): GroupChatCard['members'][number] {
  const id = Number(user.user_id);
  return { ...authorOf(user, ctx), id, isOwner: user.user_id === group.user_id, isMe: id === ctx.viewer.id, isInvited };
}
