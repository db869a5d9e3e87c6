import type { Ctx, Services, ViewerContext } from '../../context.ts';
import { hydrateUsers, type UserMaps } from '../../users/hydrate.ts';
import { requireVisibleUser } from '../../users/service.ts';
import { watcherRows } from '../queries/follows.ts';
import {
  birthdayIds,
  blockedIds,
  FOLLOWERS,
  FOLLOWING,
  followIds,
  type ListPart,
  REQUESTS,
  requestCount,
} from '../queries/lists.ts';
import { canSeeLists } from '../rules.ts';

/** Users in order, and their maps. */
export type People = { ids: number[]; maps: UserMaps };

// get-blocked-users has no pages; this is its limit.
const MAX_BLOCKED = 1000;
const WATCHERS_AT_ONCE = 500;
const MAX_COUNTED = 1000;

/** Pages of a user's two lists; undefined for one that is not requested. */
type FriendParts = { following: ListPart | undefined; followers: ListPart | undefined };

/**
 * The people a user follows and their followers, newest first, with the maps of all; both empty when friend_privacy hides them
 * from the viewer. 2 + twice hydration statements. Refuses `userNotFound`. Contract-beyond: get-friends.
 */
export async function friendsOf(ctx: ViewerContext, userId: number, parts: FriendParts) {
  const owner = await requireVisibleUser(ctx, userId);
  const [following, followers] = await Promise.all([
    parts.following && followingIds(ctx, userId, { maps: owner, ...parts.following }),
    parts.followers && followerIds(ctx, userId, { maps: owner, ...parts.followers }),
  ]);
  const maps = await hydrateUsers(ctx, [...(following ?? []), ...(followers ?? [])]);
  const isThere = (id: number) => maps.users.has(id);
  return { following: following?.filter(isThere), followers: followers?.filter(isThere), maps };
}

type MemberPart = ListPart & { maps: UserMaps };

/** Ids of a user's followers, newest first; none when friend_privacy hides them from the viewer. 1 statement. */
export async function followerIds(ctx: Ctx, userId: number, { maps, ...part }: MemberPart): Promise<number[]> {
  if (!canSeeLists(userId, maps)) return [];
  return followIds(ctx.db, FOLLOWERS, { userId, viewerId: ctx.viewer?.id, ...part });
}

/** Ids of the people a user follows, newest first; none when friend_privacy hides them from the viewer. 1 statement. */
export async function followingIds(ctx: Ctx, userId: number, { maps, ...part }: MemberPart): Promise<number[]> {
  if (!canSeeLists(userId, maps)) return [];
  return followIds(ctx.db, FOLLOWING, { userId, viewerId: ctx.viewer?.id, ...part });
}

/**
 * Users who asked to follow the viewer, newest first. 1 + hydration statements. Contract: friend_requests of get-general-data.
 */
export async function followRequests(ctx: ViewerContext, part: ListPart): Promise<People> {
  const ids = await followIds(ctx.db, REQUESTS, { userId: ctx.viewer.id, viewerId: ctx.viewer.id, ...part });
  return { ids, maps: await hydrateUsers(ctx, ids) };
}

/** How many users have asked to follow the viewer, counted to 1000. 1 statement. */
export function followRequestCount(ctx: ViewerContext): Promise<number> {
  return requestCount(ctx.db, ctx.viewer.id, MAX_COUNTED);
}

/** The users the viewer has blocked, newest first. 1 + hydration statements. Contract §2.39. */
export async function blockedPeople(ctx: ViewerContext): Promise<People> {
  const ids = await blockedIds(ctx.db, ctx.viewer.id, MAX_BLOCKED);
  return withoutGone(ids, await hydrateUsers(ctx, ids));
}

/** The people the viewer follows whose birthday is today, in the viewer's timezone. 1 + hydration statements. */
export async function peopleWithBirthday(ctx: ViewerContext, part: ListPart): Promise<People> {
  const ids = await birthdayIds(ctx.db, ctx.viewer.id, { days: daysToday(ctx), ...part });
  return withoutGone(ids, await hydrateUsers(ctx, ids));
}

/** Leaves out ids of users deleted between the two statements. */
function withoutGone(ids: readonly number[], maps: UserMaps): People {
  return { ids: ids.filter((id) => maps.users.has(id)), maps };
}

/** Today as `MM-DD` in the viewer's timezone; on 28 February of a common year also the 29th. */
function daysToday(ctx: ViewerContext): string[] {
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: ctx.viewer.timezone, dateStyle: 'short' }).format(ctx.now);
  const [year = '', month = '', day = ''] = date.split('-');
  const isLeap = new Date(Date.UTC(Number(year), 1, 29)).getUTCMonth() === 1;
  return `${month}-${day}` === '02-28' && !isLeap ? ['02-28', '02-29'] : [`${month}-${day}`];
}

/** The followers who asked to be notified of each post of a user, in batches. 1 statement each. Contract-beyond: stop_notify. */
export async function* watchersOf({ db }: Pick<Services, 'db'>, userId: number): AsyncGenerator<number[]> {
  for (let after = 0; ; ) {
    const rows = await watcherRows(db, userId, { after, limit: WATCHERS_AT_ONCE });
    if (rows.length > 0) yield rows.map((row) => row.follower_id);
    if (rows.length < WATCHERS_AT_ONCE) return;
    after = rows.at(-1)?.id ?? after;
  }
}
