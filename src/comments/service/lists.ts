import type { ViewerContext } from '../../context.ts';
import { requireVisiblePost } from '../../posts/service/visible.ts';
import { hydrateUsers, type UserMaps } from '../../users/hydrate.ts';
import { hydrateComments } from '../hydrate.ts';
import { commentIds, type ListPart, type Marker, reactors, wonderers } from '../queries/lists.ts';
import { canSeeComment } from '../rules.ts';
import { type CommentKind, requireVisibleComment } from './find.ts';

const LIKE = 1;

/**
 * A page of a post's comments, newest first, without those of people blocked either way. 1 + hydration statements and those
 * of `requireVisiblePost`. Refuses `postNotFound`. Contract-beyond: comments.
 */
export async function commentsOf(ctx: ViewerContext, postId: number, part: ListPart) {
  await requireVisiblePost(ctx, postId);
  return listed(ctx, { postId, parentId: 0 }, part);
}

/** A page of the replies to a comment, newest first. As `commentsOf`; refuses `commentNotFound`. */
export async function repliesTo(ctx: ViewerContext, commentId: number, part: ListPart) {
  const { comment } = await requireVisibleComment(ctx, commentId, 'comment');
  return listed(ctx, { postId: comment.post_id, parentId: commentId }, part);
}

async function listed(ctx: ViewerContext, list: { postId: number; parentId: number }, part: ListPart) {
  const ids = await commentIds(ctx.db, { ...list, viewerId: ctx.viewer.id }, part);
  const maps = await hydrateComments(ctx, ids);
  return { ids: ids.filter((id) => canSeeComment(id, maps)), maps };
}

/** People who left a mark, in order, and their maps. */
export type Markers = { markers: Marker[]; maps: UserMaps };

/** Who likes a comment or reply, newest first. Refuses `commentNotFound`. Contract-beyond: get_comment_likes. */
export async function commentLikers(ctx: ViewerContext, id: number, part: ListPart): Promise<Markers> {
  await requireVisibleComment(ctx, id, 'any');
  return known(ctx, await reactors(ctx.db, { commentId: id, reaction: LIKE, viewerId: ctx.viewer.id }, part));
}

/** Who wondered at (or dislikes) a comment or reply, newest first. Refuses `commentNotFound`. */
export async function commentWonderers(ctx: ViewerContext, id: number, part: ListPart): Promise<Markers> {
  await requireVisibleComment(ctx, id, 'any');
  return known(ctx, await wonderers(ctx.db, { commentId: id, viewerId: ctx.viewer.id }, part));
}

async function known(ctx: ViewerContext, found: Marker[]): Promise<Markers> {
  const maps = await hydrateUsers(
    ctx,
    found.map((marker) => marker.user_id),
  );
  return { markers: found.filter((marker) => maps.users.has(marker.user_id)), maps };
}

/** Which reactions (1 to 6) are asked for, each with where its page goes on. */
export type ReactionPages = { kind: Exclude<CommentKind, 'any'>; pages: ReadonlyMap<number, ListPart> };

/**
 * Who reacted to a comment or reply, by reaction, newest first; `id` of each is the row's, where the next page goes on. A
 * statement for each reaction asked for (6 at most) and those of hydration. Refuses `commentNotFound` or `replyNotFound`.
 * Contract-beyond: get-reactions.
 */
export async function commentReactors(
  ctx: ViewerContext,
  commentId: number,
  { kind, pages }: ReactionPages,
): Promise<{ byReaction: Map<number, Marker[]>; maps: UserMaps }> {
  await requireVisibleComment(ctx, commentId, kind);
  const found = await Promise.all(
    [...pages].map(async ([reaction, part]) => ({
      reaction,
      markers: await reactors(ctx.db, { commentId, reaction, viewerId: ctx.viewer.id }, part),
    })),
  );
  const { markers, maps } = await known(
    ctx,
    found.flatMap((one) => one.markers),
  );
  const there = new Set(markers);
  return { byReaction: new Map(found.map((one) => [one.reaction, one.markers.filter((marker) => there.has(marker))])), maps };
}
