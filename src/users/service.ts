import type { Ctx } from '../context.ts';
import type { Tx } from '../database/write.ts';
import { canSeeUser } from '../graph/rules.ts';
import { Refusal } from '../http/errors.ts';
import { hydrateUsers, type UserMaps } from './hydrate.ts';
import { addToUserCounter, type LockedUser, lockUserRows, type UserCounter } from './queries.ts';

/**
 * The person, where the viewer may see them. Statements of `hydrateUsers`. Refuses `userNotFound`, in the same way whether
 * they are not there, not active or blocked either way. Contract §4 Privacy.
 */
export async function requireVisibleUser(ctx: Ctx, id: number, wanted?: Parameters<typeof hydrateUsers>[2]): Promise<UserMaps> {
  return requireVisibleUsers(ctx, [id], wanted);
}

/** The people, where the viewer may see all of them. Refuses `userNotFound` with the first `{id}` that is not there. */
export async function requireVisibleUsers(
  ctx: Ctx,
  ids: readonly number[],
  wanted?: Parameters<typeof hydrateUsers>[2],
): Promise<UserMaps> {
  const maps = await hydrateUsers(ctx, ids, wanted);
  const hidden = ids.find((id) => !canSeeUser(id, maps));
  if (hidden !== undefined) throw new Refusal('userNotFound', { values: { id: hidden } });
  return maps;
}

/**
 * Locks people's rows, in the order every writer does, before their counters move or something between them changes. By id;
 * who has no row is not in the map. 1 statement.
 */
export async function lockUsers(tx: Tx, ids: readonly number[]): Promise<Map<number, LockedUser>> {
  const rows = await lockUserRows(tx, ids);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Adds to a counter of people whose rows are locked. */
export function countForUsers(tx: Tx, ids: readonly number[], { counter, change }: Count): Promise<void> {
  return addToUserCounter(tx, ids, counter, change);
}

type Count = { counter: UserCounter; change: number };
