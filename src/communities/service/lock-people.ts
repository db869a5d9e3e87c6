import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { tokenRefused } from '../../http/gate.ts';
import type { LockedUser } from '../../users/queries.ts';
import { lockUsers } from '../../users/service.ts';

/**
 * Locks users, with or without the viewer. A viewer who deleted their account meanwhile gets the gate's error, as a moment later:
 * what they create now would be left behind. 1 statement.
 */
export async function lockPeople(ctx: ViewerContext, tx: Tx, userIds: readonly number[]): Promise<Map<number, LockedUser>> {
  const people = await lockUsers(tx, userIds);
  if (userIds.includes(ctx.viewer.id) && people.get(ctx.viewer.id)?.state !== 'active') throw tokenRefused();
  return people;
}
