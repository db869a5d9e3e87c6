import type { Services, ViewerContext } from '../context.ts';
import { hydrateBlocked } from '../graph/hydrate.ts';
import {
  CONTAINER_KIND,
  deleteContainerPost,
  feedContainers,
  postIdsIn,
  saveContainerPost,
  setContainerPostOpen,
} from './queries/containers.ts';
import {
  deleteFeedPost,
  deleteFeedPostsOf,
  deleteLatestPosts,
  type FeedPage,
  followedAuthors,
  lockLatestPosts,
  postIdsOf,
  publicPostIds,
  raiseLatestPosts,
  resetLatestPosts,
  saveFeedPost,
  updateAudience,
} from './queries.ts';
import { audienceOf, isOpenInContainer, newestOf } from './rules.ts';

/** `following`: the people I follow and myself; `all`: also my groups, the pages I like and public posts. */
export type FeedFilter = 'following' | 'all';

/** A list of ids, newest first, that a home feed is merged from; a new source is added here. */
type Stream = (ctx: ViewerContext, part: FeedPage) => Promise<number[]>;

const STREAMS: Readonly<Record<FeedFilter, readonly Stream[]>> = {
  following: [followedPostIds],
  all: [followedPostIds, containerPostIds, (ctx, part) => publicPostIds(ctx.db, ctx.viewer.id, part)],
};

/** Above every post id, for the first page. */
const NEWEST = Number.MAX_SAFE_INTEGER;

/**
 * The skeleton of the viewer's home feed: ids of posts older than `before` (or the newest), newest first. Follows, blocks,
 * memberships, audiences and deletions take effect at once. 2 statements, 6 with `all`. Contract-beyond: posts, get_news_feed.
 */
export async function homeFeedIds(
  ctx: ViewerContext,
  { before = NEWEST, limit, filter }: { before?: number | undefined; limit: number; filter: FeedFilter },
): Promise<number[]> {
  const lists = await Promise.all(STREAMS[filter].map((stream) => stream(ctx, { before, limit })));
  return newestOf(lists, limit);
}

async function followedPostIds(ctx: ViewerContext, part: FeedPage): Promise<number[]> {
  const authors = await followedAuthors(ctx.db, ctx.viewer.id, part);
  return postIdsOf(ctx.db, ctx.viewer.id, { ...part, authors });
}

async function containerPostIds(ctx: ViewerContext, part: FeedPage): Promise<number[]> {
  const [containers, blockedIds] = await Promise.all([feedContainers(ctx.db, ctx.viewer.id, part), hydrateBlocked(ctx)]);
  return postIdsIn(ctx.db, ctx.viewer.id, { ...part, containers, blockedIds });
}

type Post = { postId: number; authorId: number };
type Places = { groupId: number; pageId: number };

/**
 * Adds a new post to the feeds of all followers, or of all members of its group or likers of its page, from the commit on,
 * whatever their number. 2 statements; 1 in a container.
 */
export async function addToFeed(services: Services, post: Post & Places & { privacy: number }): Promise<void> {
  const container = containerRowOf(post);
  if (container)
    return services.write((tx) => saveContainerPost(tx, { ...container, post_id: post.postId, author_id: post.authorId }));
  const row = { author_id: post.authorId, post_id: post.postId, audience: audienceOf(post.privacy) };
  await services.write(async (tx) => {
    await raiseLatestPosts(tx, row);
    await saveFeedPost(tx, row);
  });
}

/** The row of a post's container; a page before a group. */
function containerRowOf({ groupId, pageId, privacy }: Places & { privacy: number }) {
  const open = isOpenInContainer(privacy);
  if (pageId > 0) return { container_kind: CONTAINER_KIND.page, container_id: pageId, is_open: Number(open.onPage) };
  if (groupId > 0) return { container_kind: CONTAINER_KIND.group, container_id: groupId, is_open: Number(open.inGroup) };
  return undefined;
}

/** Removes a post from all feeds from the commit on. 4 statements. */
export async function removeFromFeed(services: Services, { postId, authorId }: Post): Promise<void> {
  await services.write(async (tx) => {
    await lockLatestPosts(tx, authorId);
    await deleteFeedPost(tx, { author_id: authorId, post_id: postId });
    await deleteContainerPost(tx, postId);
    await resetLatestPosts(tx, authorId);
  });
}

/** Applies a changed privacy; a post that is in no feed stays out. 4 statements. */
export async function changeAudience(
  services: Services,
  { postId, authorId, privacy }: Post & { privacy: number },
): Promise<void> {
  await services.write(async (tx) => {
    await lockLatestPosts(tx, authorId);
    await updateAudience(tx, { author_id: authorId, post_id: postId, audience: audienceOf(privacy) });
    await setContainerPostOpen(tx, postId, isOpenInContainer(privacy));
    await resetLatestPosts(tx, authorId);
  });
}

/** Without a row of latest posts an author's posts are in no feed of others. 1 statement. */
export async function hideFromFeed(services: Services, { userId }: { userId: number }): Promise<void> {
  await services.write((tx) => deleteLatestPosts(tx, userId));
}

const BATCH = 1000;

/** Deletes the rows of a deleted user, in bounded batches; can be run again. */
export async function purgeFeed(services: Services, { userId }: { userId: number }): Promise<void> {
  await hideFromFeed(services, { userId });
  for (let rows = BATCH; rows === BATCH; ) rows = await services.write((tx) => deleteFeedPostsOf(tx, userId, BATCH));
}
