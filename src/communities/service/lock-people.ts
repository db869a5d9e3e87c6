import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { tokenRefused } from '../../http/gate.ts';
import type { LockedUser } from '../../users/queries.ts';
import { lockUsers } from '../../users/service.ts';

/**
 * Locks people, the viewer among them or not. A viewer who deleted their account meanwhile is answered as at the gate, where
 * they would be a moment later: what they made now would stay behind as nobody's. 1 statement.
 */
export async function lockPeople(ctx: ViewerContext, tx: Tx, userIds: readonly number[]): Promise<Map<number, LockedUser>> {
  const people = await lockUsers(tx, userIds);
  if (userIds.includes(ctx.viewer.id) && people.get(ctx.viewer.id)?.state !== 'active') throw tokenRefused();
  return people;
}
