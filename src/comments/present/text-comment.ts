import type { z } from 'zod';
import { presentReaction } from '../../reactions/present.ts';
import { LIKE, NO_REACTION } from '../../reactions/rules.ts';
import { renderText } from '../../text/render.ts';
import { unixSeconds } from '../../time-text.ts';
import { type PresentCtx, presentUser } from '../../users/present.ts';
import type { CommentMaps, ThreadMaps } from '../hydrate.ts';
import { commentOf } from '../present.ts';
import { canDeleteComment, canSeeComment } from '../rules.ts';
import type { TextCommentData, TextReplyData } from '../wire/text-comment.ts';

/** What presenting comments on a subject needs beside their maps: its wire name, and whether the viewer can moderate it. */
export type SubjectView = { ctx: PresentCtx; field: 'blog_id' | 'movie_id'; canModerate: boolean };

/** A comment with its newest replies. `id` must be in the maps and `canSeeComment`. Contract-beyond: blogs. */
export function presentTextComment(id: number, maps: ThreadMaps, view: SubjectView): z.output<typeof TextCommentData> {
  const replies = (maps.replyIds.get(id) ?? []).filter((replyId) => canSeeComment(replyId, maps));
  return {
    ...presentColumns(id, maps, view),
    replies_count: String(commentOf(id, maps).replies_count),
    replies: replies.map((replyId) => presentTextReply(replyId, maps, view)),
  };
}

/** A reply. `id` must be in the maps and `canSeeComment`. */
export function presentTextReply(id: number, maps: CommentMaps, view: SubjectView): z.output<typeof TextReplyData> {
  return { ...presentColumns(id, maps, view), comm_id: String(commentOf(id, maps).parent_id) };
}

function presentColumns(id: number, maps: CommentMaps, { ctx, field, canModerate }: SubjectView) {
  const comment = commentOf(id, maps);
  const own = maps.ownReactions.get(id) ?? NO_REACTION;
  return {
    id: String(id),
    [field]: String(comment.subject_id),
    user_id: String(comment.author_id),
    text: renderText(comment.text, { names: maps.names, baseUrl: ctx.config.baseUrl }),
    posted: unixSeconds(comment.created_at),
    likes: String(comment.likes_count),
    dislikes: String(comment.wonders_count),
    user_data: presentUser(comment.author_id, maps.users, ctx),
    is_owner: canDeleteComment(comment, { viewerId: maps.viewerId, canModerate }),
    is_comment_liked: own.reaction === LIKE,
    is_comment_wondered: own.wondered,
    reaction: presentReaction(comment, own.reaction),
  };
}
