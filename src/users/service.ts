import type { Ctx, ViewerContext } from '../context.ts';
import type { Tx } from '../database/write.ts';
import { canSeeUser } from '../graph/rules.ts';
import { Refusal } from '../http/errors.ts';
import { tokenRefused } from '../http/gate.ts';
import { hydrateUsers, type UserMaps } from './hydrate.ts';
import {
  addToUserCounter,
  type ListPart,
  type LockedUser,
  lockUserRows,
  peopleInCommon,
  popularStrangerIds,
  proUserIds,
  saveFeedOrder,
  type UserCounter,
  userIdByName,
  userIdsByNames,
} from './queries.ts';

/**
 * A user the viewer can see. Statements of `hydrateUsers`. Refuses `userNotFound`, alike for missing, inactive and blocked ones.
 * Contract §4 Privacy.
 */
export async function requireVisibleUser(ctx: Ctx, id: number, wanted?: Parameters<typeof hydrateUsers>[2]): Promise<UserMaps> {
  return requireVisibleUsers(ctx, [id], wanted);
}

/** Users the viewer can all see. Refuses `userNotFound` with the first `{id}` they cannot see. */
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
 * A user whose profile the viewer opens. With `visit` the user is notified, unless one of the two leaves no such traces.
 * Statements of `hydrateUsers`. Refuses `userNotFound`. Contract §2.8.
 */
export async function openProfile(ctx: ViewerContext, userId: number, { visit }: { visit: boolean }): Promise<UserMaps> {
  const visitorId = ctx.viewer.id;
  const maps = await hydrateUsers(ctx, [userId, visitorId], { mutualFriends: true });
  if (!canSeeUser(userId, maps)) throw new Refusal('userNotFound');
  const leavesTraces = [userId, visitorId].every((id) => maps.users.get(id)?.visit_privacy === 0);
  if (visit && userId !== visitorId && leavesTraces) {
    ctx.background('tell of a visit', () => ctx.emit(ctx, 'profileVisited', { visitorId, userId }));
  }
  return maps;
}

/** The id of an active user by username; 0, which no user has, when there is none. 1 statement. */
export async function idOfUsername(ctx: Ctx, username: string): Promise<number> {
  return (await userIdByName(ctx.db, username)) ?? 0;
}

/** The ids of active users by username; unknown names are left out. 1 statement; none for no names. */
export function idsOfUsernames(db: Ctx['db'], usernames: readonly string[]): Promise<number[]> {
  return userIdsByNames(db, usernames);
}

/**
 * Active users the viewer does not follow yet, the most followed first. 1 + hydration statements. Contract: fetch-recommended.
 */
export async function recommendedPeople(ctx: ViewerContext, part: ListPart) {
  const ids = await popularStrangerIds(ctx.db, ctx.viewer.id, part);
  const maps = await hydrateUsers(ctx, ids, { mutualFriends: true });
  return { ids: ids.filter((id) => canSeeUser(id, maps)), maps };
}

/** Users with a package, the highest first. 1 + hydration statements. Contract: pro_users of get-general-data. */
export async function proPeople(ctx: ViewerContext, limit: number) {
  const ids = await proUserIds(ctx.db, ctx.viewer.id, limit);
  const maps = await hydrateUsers(ctx, ids);
  return { ids: ids.filter((id) => canSeeUser(id, maps)), maps };
}

/**
 * Users who share the viewer's town, school or work, newest first, and how many of these. 2 + hydration statements. Contract:
 * common_things.
 */
export async function peopleWithCommonThings(ctx: ViewerContext, part: ListPart) {
  const { users } = await hydrateUsers(ctx, [ctx.viewer.id]);
  const viewer = users.get(ctx.viewer.id);
  const people = viewer ? await peopleInCommon(ctx.db, viewer, part) : [];
  const maps = await hydrateUsers(
    ctx,
    people.map((person) => person.id),
  );
  return { people: people.filter((person) => canSeeUser(person.id, maps)), maps };
}

/**
 * Locks users' rows, in the order that every writer uses, before their counters or relations change. By id; users without a row
 * are not in the map. 1 statement.
 */
export async function lockUsers(tx: Tx, ids: readonly number[]): Promise<Map<number, LockedUser>> {
  const rows = await lockUserRows(tx, ids);
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Locks the writing user before anything else: they cannot be deleted meanwhile, and what they write is purged with them later.
 * An account deleted during the request gets the gate's error. 1 statement. Contract §0.
 */
export async function lockWriter(tx: Tx, id: number): Promise<void> {
  if ((await lockUsers(tx, [id])).get(id)?.state !== 'active') throw tokenRefused();
}

/** Adds to a counter of users whose rows are locked. */
export function countForUsers(tx: Tx, ids: readonly number[], { counter, change }: Count): Promise<void> {
  return addToUserCounter(tx, ids, counter, change);
}

type Count = { counter: UserCounter; change: number };

/** Stores which posts the viewer last chose for their home feed. Off the request's path. Contract-beyond: posts, filter. */
export function rememberFeedOrder(ctx: ViewerContext, order: 0 | 1): void {
  ctx.background('keep feed order', () => ctx.write((tx) => saveFeedOrder(tx, ctx.viewer.id, order)));
}
