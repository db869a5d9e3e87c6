import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { countForUsers, requireVisibleUser } from '../../users/service.ts';
import {
  addToGroupCounter,
  deleteMember,
  type GroupMemberRow,
  groupStaffIds,
  insertMember,
  memberOf,
  updateMember,
} from '../queries/groups.ts';
import { canAddMembers, canEditGroup, canManageMembers, groupRole, joinPrivacyOf } from '../rules.ts';
import { groupSignal, type LockedGroup, lockGroup } from './groups.ts';
import { isBlockedByOwner } from './owner-blocks.ts';

export type JoinOutcome = 'joined' | 'left' | 'requested';

export type Somebody = { groupId: number; userId: number };

/**
 * Joins a group, or asks to when its staff decide; or leaves it, or withdraws the request. Refuses `groupNotFound`,
 * `ownerLeaves`. Contract §2.22.
 */
export async function toggleMembership(ctx: ViewerContext, groupId: number): Promise<JoinOutcome> {
  const userId = ctx.viewer.id;
  return ctx.write(async (tx) => {
    const locked = await lockGroup(ctx, tx, { groupId, userIds: [userId] });
    const role = groupRole(groupId, locked.maps);
    if (role === 'owner') throw new Refusal('ownerLeaves');
    const membership = await memberOf(tx, groupId, userId);
    if (membership) {
      await removeFromGroup(ctx, tx, locked, membership);
      return 'left';
    }
    if (joinPrivacyOf(locked.group) === 1) {
      await addToGroup(ctx, tx, { groupId, userId });
      await ctx.emit(ctx, 'groupJoined', { ...groupSignal(locked.group), userId });
      return 'joined';
    }
    await insertMember(tx, { group_id: groupId, user_id: userId, state: 'requested', role: 'member', created_at: ctx.now });
    const staffIds = await staffOf(tx, locked);
    await ctx.emit(ctx, 'groupJoinRequested', { ...groupSignal(locked.group), userId, staffIds });
    return 'requested';
  });
}

/**
 * Accepts a user's request to join. Refuses `groupNotFound`, `notOwner`, `requestNotFound`, also when the owner and the user have
 * blocked one another since. Contract-beyond: groups.
 */
export async function acceptRequest(ctx: ViewerContext, { groupId, userId }: Somebody): Promise<void> {
  await ctx.write(async (tx) => {
    const locked = await lockManaged(ctx, tx, { groupId, userId });
    const request = await requestOf(tx, { groupId, userId });
    if (await isBlockedByOwner(tx, { ownerId: locked.group.owner_id, userId })) throw new Refusal('requestNotFound');
    await acceptMembership(ctx, tx, locked, request);
  });
}

/** Declines a user's request to join. Refuses `groupNotFound`, `notOwner`, `requestNotFound`. Contract-beyond: groups. */
export async function declineRequest(ctx: ViewerContext, { groupId, userId }: Somebody): Promise<void> {
  await ctx.write(async (tx) => {
    const locked = await lockManaged(ctx, tx, { groupId, userId });
    await removeFromGroup(ctx, tx, locked, await requestOf(tx, { groupId, userId }));
  });
}

/**
 * Adds one of the viewer's followers to a group, and accepts a pending request of theirs. Refuses `groupNotFound`,
 * `userNotFound`, `notOwner`, `notFollower`, `alreadyMember`. Contract-beyond: group_add.
 */
export async function addMember(ctx: ViewerContext, { groupId, userId }: Somebody): Promise<void> {
  const people = await requireVisibleUser(ctx, userId);
  await ctx.write(async (tx) => {
    const locked = await lockGroup(ctx, tx, { groupId, userIds: [userId] });
    if (!canAddMembers(groupId, locked.maps)) throw new Refusal('notOwner');
    if (locked.people.get(userId)?.state !== 'active') throw new Refusal('userNotFound');
    if (await isBlockedByOwner(tx, { ownerId: locked.group.owner_id, userId })) throw new Refusal('userNotFound');
    const membership = await memberOf(tx, groupId, userId);
    if (membership?.state === 'requested' && canManageMembers(groupId, locked.maps)) {
      await acceptMembership(ctx, tx, locked, membership);
      return;
    }
    if (membership) throw new Refusal('alreadyMember');
    // strangers cannot add anybody
    if (people.relations.get(userId)?.followedBy !== 'active') throw new Refusal('notFollower');
    await addToGroup(ctx, tx, { groupId, userId });
    await ctx.emit(ctx, 'groupMemberAdded', { ...groupSignal(locked.group), userId, actorId: ctx.viewer.id });
  });
}

/**
 * Removes a member from a group; only the owner can remove an admin. Refuses `groupNotFound`, `notOwner`, `memberNotFound`.
 * Contract-beyond: delete_group_member.
 */
export async function removeMember(ctx: ViewerContext, { groupId, userId }: Somebody): Promise<void> {
  await ctx.write(async (tx) => {
    const locked = await lockManaged(ctx, tx, { groupId, userId });
    const membership = await memberOf(tx, groupId, userId);
    if (membership?.state !== 'member') throw new Refusal('memberNotFound');
    if (!mayRemove(locked, { userId, membership })) throw new Refusal('notOwner');
    await removeFromGroup(ctx, tx, locked, membership);
  });
}

/**
 * Makes a member an admin or a moderator, or an ordinary member again (only the owner can demote an admin); gives whether they
 * have the role now. Refuses `groupNotFound`, `notOwner`, `memberNotFound`. Contract-beyond: make_group_admin.
 */
export async function toggleGroupRole(
  ctx: ViewerContext,
  { groupId, userId }: Somebody,
  role: 'admin' | 'moderator',
): Promise<boolean> {
  return ctx.write(async (tx) => {
    const { group, maps } = await lockGroup(ctx, tx, { groupId, userIds: [userId] });
    if (!canEditGroup(groupId, maps)) throw new Refusal('notOwner');
    const membership = await memberOf(tx, groupId, userId);
    if (membership?.state !== 'member') throw new Refusal('memberNotFound');
    const losesAdmin = membership.role === 'admin';
    if (userId === group.owner_id || (losesAdmin && group.owner_id !== ctx.viewer.id)) throw new Refusal('notOwner');
    const isOn = membership.role !== role;
    await updateMember(tx, membership.id, { role: isOn ? role : 'member' });
    if (isOn && role === 'admin')
      await ctx.emit(ctx, 'groupAdminMade', { ...groupSignal(group), userId, actorId: ctx.viewer.id });
    return isOn;
  });
}

/** Whether the viewer, who manages members, can remove one: never the owner, and an admin only as the owner. */
export function mayRemove(
  { group, maps }: LockedGroup,
  { userId, membership }: { userId: number; membership: GroupMemberRow | undefined },
): boolean {
  if (userId === group.owner_id) return false;
  return membership?.state !== 'member' || membership.role !== 'admin' || groupRole(group.id, maps) === 'owner';
}

/** A locked group whose members the viewer manages, and a user. Refuses `groupNotFound`, `notOwner`. */
export async function lockManaged(ctx: ViewerContext, tx: Tx, { groupId, userId }: Somebody): Promise<LockedGroup> {
  const locked = await lockGroup(ctx, tx, { groupId, userIds: [userId] });
  if (!canManageMembers(groupId, locked.maps)) throw new Refusal('notOwner');
  return locked;
}

async function requestOf(tx: Tx, { groupId, userId }: Somebody): Promise<GroupMemberRow> {
  const membership = await memberOf(tx, groupId, userId);
  if (membership?.state !== 'requested') throw new Refusal('requestNotFound');
  return membership;
}

async function acceptMembership(ctx: ViewerContext, tx: Tx, locked: LockedGroup, membership: GroupMemberRow): Promise<void> {
  const { group_id: groupId, user_id: userId } = membership;
  await updateMember(tx, membership.id, { state: 'member', created_at: ctx.now });
  await countMember(tx, { groupId, userId }, 1);
  const staffIds = await staffOf(tx, locked);
  await ctx.emit(ctx, 'groupJoinAccepted', { ...groupSignal(locked.group), userId, actorId: ctx.viewer.id, staffIds });
}

async function addToGroup(ctx: ViewerContext, tx: Tx, { groupId, userId }: Somebody): Promise<void> {
  await insertMember(tx, { group_id: groupId, user_id: userId, state: 'member', role: 'member', created_at: ctx.now });
  await countMember(tx, { groupId, userId }, 1);
}

/** Deletes a membership or a request. */
export async function removeFromGroup(
  ctx: ViewerContext,
  tx: Tx,
  locked: LockedGroup,
  membership: GroupMemberRow,
): Promise<void> {
  await deleteMember(tx, membership.id);
  if (membership.state === 'member') await countMember(tx, { groupId: membership.group_id, userId: membership.user_id }, -1);
  const staffIds = await staffOf(tx, locked);
  await ctx.emit(ctx, 'groupLeft', { ...groupSignal(locked.group), userId: membership.user_id, staffIds });
}

async function staffOf(tx: Tx, { group }: LockedGroup): Promise<number[]> {
  return [...new Set([group.owner_id, ...(await groupStaffIds(tx, group.id))])];
}

async function countMember(tx: Tx, { groupId, userId }: Somebody, change: 1 | -1): Promise<void> {
  await countForUsers(tx, [userId], { counter: 'groups_count', change });
  await addToGroupCounter(tx, [groupId], 'members_count', change);
}
