import { hydrateGroups } from '../../communities/hydrate.ts';
import { canSeeGroupPosts } from '../../communities/rules.ts';
import type { ViewerContext } from '../../context.ts';
import { fillPage, type Page, type PageItem } from '../../database/fill-page.ts';
import { requireVisibleUser } from '../../users/service.ts';
import { hydratePosts, type PostMaps } from '../hydrate.ts';
import { tagId } from '../queries/hashtags.ts';
import {
  type ContainerColumn,
  containerPostIds,
  hashtagPostIds,
  type Narrowed,
  postIdsOfDays,
  publicVideoIds,
  type Span,
  savedPostIds,
  type Top,
  topPostIds,
  wallPostIds,
} from '../queries/lists.ts';
import { canSeePost, isOfType, openPrivacies } from '../rules.ts';

/** Posts in order, each with the maps it is presented from. */
export type PostPage = PageItem<PostMaps>[];

type Skeleton = (after: number | undefined, limit: number) => Promise<number[]>;

/** One page of posts the viewer may see, of one type where the page says so. Rounds of a skeleton and `hydratePosts`. */
export function postPage(ctx: ViewerContext, page: Page & Pick<Narrowed, 'type'>, skeleton: Skeleton): Promise<PostPage> {
  const rule = (id: number, maps: PostMaps) => canSeePost(id, maps) && isOfType(id, maps, page.type);
  return fillPage(page, { skeleton, hydrate: (ids) => hydratePosts(ctx, ids), rule });
}

/**
 * A person's posts and those on their wall, newest first; none that nobody may know are theirs. Refuses `userNotFound`.
 * Contract-beyond: posts, get_user_posts; search_for_posts. Contract §2.10 (`pinned` false: without those they pinned).
 */
export async function userPosts(
  ctx: ViewerContext,
  userId: number,
  page: Page & Narrowed & { pinned?: false },
): Promise<PostPage> {
  const users = await requireVisibleUser(ctx, userId);
  const wall = { userId, viewerId: ctx.viewer.id, privacies: openPrivacies(userId, users) };
  return postPage(ctx, page, (after, limit) => wallPostIds(ctx.db, wall, { ...page, after, limit }));
}

/**
 * The posts in a group, on a page or of an event, newest first; of a group closed to the viewer none are looked at, so that
 * how long a search takes tells nothing of its posts. Contract-beyond: posts.
 */
export async function containerPosts(
  ctx: ViewerContext,
  container: { column: ContainerColumn; id: number },
  page: Page & Narrowed,
): Promise<PostPage> {
  if (container.column === 'group_id' && !canSeeGroupPosts(container.id, await hydrateGroups(ctx, [container.id]))) return [];
  const where = { ...container, viewerId: ctx.viewer.id };
  return postPage(ctx, page, (after, limit) => containerPostIds(ctx.db, where, { ...page, after, limit }));
}

/** What the viewer saved, the latest saved first. Contract-beyond: posts, saved. */
export function savedPosts(ctx: ViewerContext, page: Page): Promise<PostPage> {
  return postPage(ctx, page, (after, limit) => savedPostIds(ctx.db, ctx.viewer.id, { after, limit }));
}

/** Posts with a hashtag, newest first. Contract-beyond: posts, hashtag. */
export async function hashtagPosts(ctx: ViewerContext, tag: string, page: Page): Promise<PostPage> {
  const id = await tagId(ctx.db, tag.replace(/^#/, '').normalize('NFKC').toLowerCase());
  return id === 0 ? [] : postPage(ctx, page, (after, limit) => hashtagPostIds(ctx.db, id, { after, limit }));
}

/** Videos for everyone, newest first. Contract-beyond: posts, get_random_videos. */
export function publicVideos(ctx: ViewerContext, page: Page): Promise<PostPage> {
  return postPage(ctx, page, (after, limit) => publicVideoIds(ctx.db, ctx.viewer.id, { after, limit }));
}

const DAY_MS = 86_400_000;
/** How many days back the posts go of which the most liked are asked for. */
const TOP_DAYS = { today: 1, this_week: 7, this_month: 30, this_year: 365 } as const;
export const TOP_SPANS = Object.keys(TOP_DAYS) as (keyof typeof TOP_DAYS)[]; // its own keys

type TopRequest = Pick<Top, 'counter' | 'lastTotal'> & { span?: keyof typeof TOP_DAYS | undefined };

/** Posts for everyone that are most liked, or most watched. Contract-beyond: most_liked, most_watched. */
export function topPosts(ctx: ViewerContext, { counter, lastTotal, span }: TopRequest, page: Page): Promise<PostPage> {
  const since = span && new Date(ctx.now.getTime() - TOP_DAYS[span] * DAY_MS);
  return postPage(ctx, page, (after, limit) => {
    // what the app says of the last post of its page; those of further rounds are read
    const known = after === page.offset ? lastTotal : undefined;
    return topPostIds(ctx.db, { counter, since, lastTotal: known, viewerId: ctx.viewer.id }, { after, limit });
  });
}

const YEARS_BACK = 20;

/** What the viewer posted on this day of earlier years, newest first. Contract-beyond: get_memories. */
export function memories(ctx: ViewerContext, page: Page): Promise<PostPage> {
  const spans = thisDayOfEarlierYears(ctx);
  return postPage(ctx, page, (after, limit) => postIdsOfDays(ctx.db, ctx.viewer.id, { spans, after, limit }));
}

/** The day it is where the viewer is, in each of the last years. */
function thisDayOfEarlierYears({ now, viewer }: ViewerContext): Span[] {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: viewer.timezone, dateStyle: 'short' }).format(now);
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: viewer.timezone, timeStyle: 'medium' }).format(now);
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  const clock = Date.UTC(year, month - 1, date, hours, minutes, seconds);
  const aheadMs = Math.round((clock - now.getTime()) / 60_000) * 60_000;
  return Array.from({ length: YEARS_BACK }, (_, index) => {
    const of = (dayOfMonth: number) => new Date(Date.UTC(year - index - 1, month - 1, dayOfMonth) - aheadMs);
    return { from: of(date), to: of(date + 1) };
  });
}
