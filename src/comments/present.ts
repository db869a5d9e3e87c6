import type { z } from 'zod';
import { presentPagePublisher } from '../communities/present.ts';
import { presentReaction } from '../reactions/present.ts';
import { LIKE, NO_REACTION } from '../reactions/rules.ts';
import { renderText } from '../text/render.ts';
import { unixSeconds } from '../time-text.ts';
import type { UserMaps } from '../users/hydrate.ts';
import { type PresentCtx, presentUser } from '../users/present.ts';
import type { Comment, CommentMaps } from './hydrate.ts';
import type { CommentData, CommentMarkerData, ReplyData } from './wire.ts';

/** A comment on a post, contract §1.4. `id` must be in the maps and `canSeeComment`. */
export function presentComment(id: number, maps: CommentMaps, ctx: PresentCtx): z.output<typeof CommentData> {
  const comment = commentOf(id, maps);
  const own = maps.ownReactions.get(id) ?? NO_REACTION;
  // does not reveal which admin acted for a page
  const asPage = comment.page_id > 0;
  const publisher = asPage
    ? presentPagePublisher(comment.page_id, maps.pages, ctx)
    : presentUser(comment.author_id, maps.users, ctx);
  return {
    id: String(id),
    user_id: asPage ? '0' : String(comment.author_id),
    page_id: String(comment.page_id),
    post_id: String(comment.subject_id),
    text: renderText(comment.text, { names: maps.names, baseUrl: ctx.config.baseUrl }),
    Orginaltext: comment.text,
    record: comment.record_key,
    c_file: comment.file_key,
    time: unixSeconds(comment.created_at),
    publisher,
    url: publisher.url,
    fullurl: `${ctx.config.baseUrl}/post/${comment.subject_id}?ref=${id}`,
    onwer: comment.author_id === maps.viewerId,
    post_onwer: comment.post_author_id !== null && comment.post_author_id === maps.viewerId,
    comment_likes: String(comment.likes_count),
    comment_wonders: String(comment.wonders_count),
    is_comment_liked: own.reaction === LIKE,
    is_comment_wondered: own.wondered,
    reaction: presentReaction(comment, own.reaction),
    replies_count: String(comment.replies_count),
  };
}

/** A reply, contract §1.4. `id` must be in the maps and `canSeeComment`. */
export function presentReply(id: number, maps: CommentMaps, ctx: PresentCtx): z.output<typeof ReplyData> {
  const reply = presentComment(id, maps, ctx);
  return {
    ...reply,
    comment_id: String(commentOf(id, maps).parent_id),
    reply_likes: reply.comment_likes,
    reply_wonders: reply.comment_wonders,
    is_reply_liked: reply.is_comment_liked,
    is_reply_wondered: reply.is_comment_wondered,
  };
}

/** A person who reacted to a comment. */
export function presentMarker(
  { id, user_id }: { id: number; user_id: number },
  maps: UserMaps,
  ctx: PresentCtx,
): z.output<typeof CommentMarkerData> {
  return { ...presentUser(user_id, maps, ctx), row_id: String(id) };
}

/** `id` must be in the maps. */
export function commentOf(id: number, maps: CommentMaps): Comment {
  const comment = maps.comments.get(id);
  if (!comment) throw new Error(`comment ${id} was not hydrated, or is deleted`);
  return comment;
}
