import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { deleteMember, insertMember, memberOf } from '../queries/groups.ts';
import type { ListPart } from '../queries/lists.ts';
import { peopleOfGroup } from './lists.ts';
import { lockManaged, mayRemove, removeFromGroup, type Somebody } from './members.ts';

/**
 * Bans a user from a group, member or not: they can no longer see it. Only the owner can ban an admin; repeating a ban changes
 * nothing. Refuses `groupNotFound`, `notOwner`, `userNotFound`.
 */
export async function banMember(ctx: ViewerContext, { groupId, userId }: Somebody): Promise<void> {
  await ctx.write(async (tx) => {
    const locked = await lockManaged(ctx, tx, { groupId, userId });
    if (locked.people.get(userId)?.state !== 'active') throw new Refusal('userNotFound');
    const membership = await memberOf(tx, groupId, userId);
    if (membership?.state === 'banned') return;
    if (userId === ctx.viewer.id || !mayRemove(locked, { userId, membership })) throw new Refusal('notOwner');
    if (membership) await removeFromGroup(ctx, tx, locked, membership);
    await insertMember(tx, { group_id: groupId, user_id: userId, state: 'banned', role: 'member', created_at: ctx.now });
  });
}

/** Lifts a ban. Refuses `groupNotFound`, `notOwner`, `memberNotFound`. */
export async function unbanMember(ctx: ViewerContext, { groupId, userId }: Somebody): Promise<void> {
  await ctx.write(async (tx) => {
    await lockManaged(ctx, tx, { groupId, userId });
    const membership = await memberOf(tx, groupId, userId);
    if (membership?.state !== 'banned') throw new Refusal('memberNotFound');
    await deleteMember(tx, membership.id);
  });
}

/** The banned users of a group, latest first, for those who manage its members. Refuses `groupNotFound`, `notOwner`. */
export function bannedPeople(ctx: ViewerContext, groupId: number, part: ListPart) {
  return peopleOfGroup(ctx, groupId, { state: 'banned', ...part });
}
