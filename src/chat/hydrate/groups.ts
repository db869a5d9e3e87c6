import type { ViewerContext } from '../../context.ts';
import { hydrateUsers, type UserMaps } from '../../users/hydrate.ts';
import { type GroupChatMemberRow, type GroupChatRow, groupChatMembers, groupChatRows } from '../queries/groups.ts';

export type { GroupChatMemberRow, GroupChatRow };

/** Group chats the viewer can see, by id. `groups` holds no deleted one. */
export type GroupChatMaps = {
  viewerId: number;
  groups: Map<number, GroupChatRow>;
  /** Their first members, and the viewer's own row. */
  members: Map<number, GroupChatMemberRow[]>;
  users: UserMaps;
};

/** How many members of each group a list shows; a single group shows all of them. */
export const SHOWN_MEMBERS = 12;

/** Loads everything that presenting group chats needs. 5 statements for any number of ids, none for no ids. */
export async function hydrateGroupChats(
  ctx: Pick<ViewerContext, 'db' | 'viewer' | 'settings'>,
  ids: readonly number[],
  most = SHOWN_MEMBERS,
): Promise<GroupChatMaps> {
  const unique = [...new Set(ids)];
  const viewerId = ctx.viewer.id;
  const [rows, members] = await Promise.all([
    groupChatRows(ctx.db, unique),
    groupChatMembers(ctx.db, unique, { viewerId, most }),
  ]);
  const users = await hydrateUsers(ctx, [
    ...rows.map((row) => row.owner_id),
    ...members.flatMap((member) => [member.user_id, member.invited_by]),
  ]);
  return {
    viewerId,
    groups: new Map(rows.map((row) => [row.id, row])),
    members: Map.groupBy(members, (member) => member.group_id),
    users,
  };
}
