import type { Services, ViewerContext } from '../context.ts';
import {
  deleteFeedPost,
  deleteFeedPostsOf,
  deleteHeads,
  type FeedPart,
  followedAuthors,
  lockHeads,
  postIdsOf,
  publicPostIds,
  raiseHeads,
  resetHeads,
  saveFeedPost,
  updateAudience,
} from './queries.ts';
import { audienceOf, newestOf } from './rules.ts';

/** `following`: the people I follow and myself; `all`: what is for everyone as well. */
export type FeedFilter = 'following' | 'all';

/** One list of ids, newest first, that a home feed is merged from; a new one (joined groups, liked pages) is one more here. */
type Stream = (ctx: ViewerContext, part: FeedPart) => Promise<number[]>;

const STREAMS: Readonly<Record<FeedFilter, readonly Stream[]>> = {
  following: [followedPostIds],
  all: [followedPostIds, (ctx, part) => publicPostIds(ctx.db, ctx.viewer.id, part)],
};

/** Ids above every post's, for the first page. */
const NEWEST = Number.MAX_SAFE_INTEGER;

/**
 * The skeleton of the viewer's home feed: ids of posts older than `before` (or the newest), newest first. Follows, blocks,
 * audiences and deletions count as they are at this moment. 2 statements, 3 with `all`. Contract-beyond: posts, get_news_feed.
 */
export async function homeFeedIds(
  ctx: ViewerContext,
  { before = NEWEST, limit, filter }: { before?: number | undefined; limit: number; filter: FeedFilter },
): Promise<number[]> {
  const lists = await Promise.all(STREAMS[filter].map((stream) => stream(ctx, { before, limit })));
  return newestOf(lists, limit);
}

async function followedPostIds(ctx: ViewerContext, part: FeedPart): Promise<number[]> {
  const authors = await followedAuthors(ctx.db, ctx.viewer.id, part);
  return postIdsOf(ctx.db, ctx.viewer.id, { ...part, authors });
}

type Post = { postId: number; authorId: number };
type Places = { groupId: number; pageId: number };

/** A new post stands in the feeds of all followers from the commit on, however many they are. 2 statements. */
export async function addToFeed(services: Services, post: Post & Places & { privacy: number }): Promise<void> {
  if (post.groupId > 0 || post.pageId > 0) return;
  const row = { author_id: post.authorId, post_id: post.postId, audience: audienceOf(post.privacy) };
  await services.write(async (tx) => {
    await raiseHeads(tx, row);
    await saveFeedPost(tx, row);
  });
}

/** A post is in no feed from the commit on. 3 statements. */
export async function removeFromFeed(services: Services, { postId, authorId }: Post): Promise<void> {
  await services.write(async (tx) => {
    await lockHeads(tx, authorId);
    await deleteFeedPost(tx, { author_id: authorId, post_id: postId });
    await resetHeads(tx, authorId);
  });
}

/** A post's privacy changed; one that is in no feed stays out. 3 statements. */
export async function changeAudience(
  services: Services,
  { postId, authorId, privacy }: Post & { privacy: number },
): Promise<void> {
  await services.write(async (tx) => {
    await lockHeads(tx, authorId);
    await updateAudience(tx, { author_id: authorId, post_id: postId, audience: audienceOf(privacy) });
    await resetHeads(tx, authorId);
  });
}

/** Without heads nothing of a person is in any feed of others. 1 statement. */
export async function hideFromFeed(services: Services, { userId }: { userId: number }): Promise<void> {
  await services.write((tx) => deleteHeads(tx, userId));
}

const BATCH = 1000;

/** The rows of a deleted person go, in bounded batches; may be run again. */
export async function purgeFeed(services: Services, { userId }: { userId: number }): Promise<void> {
  await hideFromFeed(services, { userId });
  for (let rows = BATCH; rows === BATCH; ) rows = await services.write((tx) => deleteFeedPostsOf(tx, userId, BATCH));
}
