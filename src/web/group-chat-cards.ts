import { presentGroupChat } from '../chat/present/groups.ts';
import { invitedPeople, MAX_MEMBERS, requireGroupChat } from '../chat/service/groups.ts';
import type { ViewerContext } from '../context.ts';
import { canMessage } from '../graph/rules.ts';
import { friendsOf } from '../graph/service/lists.ts';
import { presentUser } from '../users/present.ts';
import { groupChatAddress, pathOf } from './addresses.ts';
import { type Author, authorOf } from './people.ts';

/** Somebody to invite. */
export type PersonToPick = Author & { id: number; isPicked: boolean };

/** A group chat and who is in it. */
export type GroupChatCard = {
  id: number;
  name: string;
  avatar: string;
  address: string;
  /** The viewer's own: they may change it. */
  isOwn: boolean;
  /** Those who joined, the owner first; for the owner those who have not answered yet, too. */
  members: (Author & { id: number; isOwner: boolean; isMe: boolean; isInvited: boolean })[];
  /** For the owner: whom they could invite. */
  people: PersonToPick[];
};

const MAX_TO_PICK = 100;

/** Whom the viewer follows and may write to, the latest first. 3 + twice hydration statements. */
export async function peopleToPick(
  ctx: ViewerContext,
  picked: readonly number[],
  without: ReadonlySet<number> = new Set(),
): Promise<PersonToPick[]> {
  const part = { limit: MAX_TO_PICK, offset: undefined };
  const { following = [], maps } = await friendsOf(ctx, ctx.viewer.id, { following: part, followers: undefined });
  return following
    .filter((id) => canMessage(id, maps) && !without.has(id))
    .map((id) => ({ ...authorOf(presentUser(id, maps, ctx), ctx), id, isPicked: picked.includes(id) }));
}

/**
 * A group chat the viewer is a member of. Statements of `requireGroupChat`; for its owner 1 + hydration and those of
 * `peopleToPick` too. Refuses `groupNotFound`.
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
