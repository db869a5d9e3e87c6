import type { z } from 'zod';
import { presentArticle } from '../articles/present.ts';
import type { CommentMaps } from '../comments/hydrate.ts';
import { presentComment } from '../comments/present.ts';
import { canSeeComment } from '../comments/rules.ts';
import { presentGroup, presentPagePublisher } from '../communities/present.ts';
import type { PagePublisher } from '../communities/wire.ts';
import { presentEvent } from '../events/present.ts';
import { presentProduct } from '../market/present.ts';
import { presentReaction } from '../reactions/present.ts';
import { timeAgo, unixSeconds } from '../time-text.ts';
import type { UserMaps } from '../users/hydrate.ts';
import { presentAnonymous } from '../users/present/anonymous.ts';
import { type PresentCtx, presentUser } from '../users/present.ts';
import type { UserData } from '../users/wire.ts';
import type { Post, PostMaps } from './hydrate.ts';
import { columnsOf, fileOf, noColumns } from './present/columns.ts';
import { optionsOf, photosOf, votedId } from './present/parts.ts';
import { NO_POST_VIEWER } from './rules/post-viewer.ts';
import { canDeletePost, canEditPost, canSeeAuthor, canSeePost } from './rules.ts';
import type { BarePost, OriginalPost, PostData, PostMarkerData } from './wire.ts';

type Person = z.output<typeof UserData>;

const COMMENTS_SHOWN = 3;

/**
 * post_data without its comments, contract §1.3. `id` must be in the maps and `canSeePost`; what may not be seen of it (an
 * anonymous author, a shared original) is left out here.
 */
export function presentBarePost(id: number, maps: PostMaps, ctx: PresentCtx): BarePost {
  const post = postOf(id, maps);
  const original = visibleOriginal(post, maps);
  return {
    ...presentOwn(post, maps, ctx),
    // nobody is told which of its admins wrote for a page
    shared_from:
      original && original.page_id === 0 && canSeeAuthor(original.id, maps)
        ? presentUser(original.author_id, maps.users, ctx)
        : null,
    shared_info: original ? { ...presentOwn(original, maps, ctx), shared_from: null, shared_info: null } : null,
  };
}

/** What is shown below posts: ids of comments by post, newest first, and their maps. */
export type LatestComments = { idsByPost: ReadonlyMap<number, readonly number[]>; maps: CommentMaps };

/** post_data with the comments shown below it. */
export function presentPost(id: number, maps: PostMaps, ctx: PresentCtx & { below: LatestComments }): z.output<typeof PostData> {
  const { idsByPost, maps: comments } = ctx.below;
  const ids = (idsByPost.get(id) ?? []).filter((commentId) => canSeeComment(commentId, comments));
  return {
    ...presentBarePost(id, maps, ctx),
    get_post_comments: ids.map((commentId) => presentComment(commentId, comments, ctx)),
  };
}

/** Somebody who left a mark on a post. */
export function presentMarker(
  { id, user_id }: { id: number; user_id: number },
  maps: UserMaps,
  ctx: PresentCtx,
): z.output<typeof PostMarkerData> {
  return { ...presentUser(user_id, maps, ctx), row_id: String(id) };
}

/** Whoever published the post, as the viewer may know them. */
export function presentPublisher(id: number, maps: PostMaps, ctx: PresentCtx): Person | z.output<typeof PagePublisher> {
  const post = postOf(id, maps);
  if (post.page_id > 0) return presentPagePublisher(post.page_id, maps.containers.pageMaps, ctx);
  return canSeeAuthor(id, maps) ? presentUser(post.author_id, maps.users, ctx) : presentAnonymous(ctx);
}

/** The row of a post that is presented. One that is not there is for a rule to leave out before. */
export function postOf(id: number, maps: PostMaps): Post {
  const post = maps.posts.get(id);
  if (!post) throw new Error(`post ${id} was not hydrated, or is deleted`);
  return post;
}

function visibleOriginal(post: Post, maps: PostMaps): Post | undefined {
  return post.parent_id > 0 && canSeePost(post.parent_id, maps) ? maps.posts.get(post.parent_id) : undefined;
}

function presentOwn(post: Post, maps: PostMaps, ctx: PresentCtx): Omit<OriginalPost, 'shared_from' | 'shared_info'> {
  const { id } = post;
  const seen = maps.postViewers.get(id) ?? NO_POST_VIEWER;
  const isShare = post.parent_id > 0;
  const group = maps.containers.groups.get(post.group_id);
  const eventId = post.event_id || post.page_event_id;
  const photos = photosOf(post, maps, ctx);
  const recipient = maps.users.users.has(post.recipient_id) ? presentUser(post.recipient_id, maps.users, ctx) : '';
  return {
    ...noColumns,
    ...columnsOf(post, maps, ctx),
    ...fileOf(post, ctx),
    user_id: post.page_id > 0 || !canSeeAuthor(id, maps) ? '0' : String(post.author_id),
    // whether the original is still there is told by nobody who may not see it
    parent_id: visibleOriginal(post, maps) ? String(post.parent_id) : '0',
    via_type: isShare ? 'share' : '',
    time: unixSeconds(post.created_at),
    post_time: timeAgo(post.created_at, ctx.now),
    publisher: presentPublisher(id, maps, ctx),
    recipient,
    recipient_exists: recipient !== '',
    is_group_post: group !== undefined && group.ownerId !== maps.viewer?.id,
    group_recipient_exists: group !== undefined,
    group_admin: group?.isAdmin ?? false,
    admin: canEditPost(id, maps) || canDeletePost(id, maps),
    limit_comments: COMMENTS_SHOWN,
    limited_comments: post.comments_count > COMMENTS_SHOWN,
    is_liked: seen.reaction === 1,
    is_wondered: seen.wondered,
    is_post_saved: seen.saved,
    is_post_reported: seen.reported,
    is_post_pinned: maps.pinned.has(id),
    is_post_boosted: post.boosted === 1 ? 1 : 0,
    photo_album: post.is_album === 1 ? photos : [],
    ...(post.is_multi_image === 1 ? { photo_multi: photos } : {}),
    ...(group ? { group_recipient: presentGroup(post.group_id, maps.containers.groupMaps, ctx) } : {}),
    ...(maps.containers.events.has(eventId) ? { event: presentEvent(eventId, maps.containers.eventMaps, ctx) } : {}),
    ...(maps.products.products.has(post.product_id) ? { product: presentProduct(post.product_id, maps.products, ctx) } : {}),
    ...(maps.articles.articles.has(post.blog_id) ? { blog: presentArticle(post.blog_id, maps.articles, ctx) } : {}),
    options: optionsOf(post, maps),
    voted_id: votedId(post, maps),
    reaction: presentReaction(post, seen.reaction),
  };
}
