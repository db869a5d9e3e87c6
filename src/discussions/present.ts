import type { z } from 'zod';
import { REACTION_COUNTERS, reactionOf } from '../posts/present/reaction.ts';
import { renderText } from '../text/render.ts';
import { unixSeconds } from '../time-text.ts';
import { type PresentCtx, presentUser } from '../users/present.ts';
import type { Remark, RemarkMaps } from './hydrate.ts';
import { canDeleteRemark, canSeeRemark, DISLIKE } from './rules.ts';
import type { RemarkData, RemarkReplyData } from './wire.ts';

const LIKE = 1;

/** What presenting remarks needs beside their maps: the wire name of what they are on, and whose that is (0: nobody's). */
export type RemarkView = { ctx: PresentCtx; subject: 'blog_id' | 'movie_id'; ownerId: number };

/** A comment with its newest replies. `id` must be in the maps and `canSeeRemark`. Contract-beyond: blogs. */
export function presentRemark(id: number, maps: RemarkMaps, view: RemarkView): z.output<typeof RemarkData> {
  const remark = remarkOf(id, maps);
  const replies = (maps.replyIds.get(id) ?? []).filter((replyId) => canSeeRemark(replyId, maps));
  return {
    ...partsOf(remark, maps, view),
    replies_count: String(remark.replies_count),
    replies: replies.map((replyId) => presentRemarkReply(replyId, maps, view)),
  };
}

/** A reply. `id` must be in the maps and `canSeeRemark`. */
export function presentRemarkReply(id: number, maps: RemarkMaps, view: RemarkView): z.output<typeof RemarkReplyData> {
  const reply = remarkOf(id, maps);
  return { ...partsOf(reply, maps, view), comm_id: String(reply.parent_id) };
}

function partsOf(remark: Remark, maps: RemarkMaps, { ctx, subject, ownerId }: RemarkView) {
  const own = maps.ownReactions.get(remark.id) ?? 0;
  const reactions_count = REACTION_COUNTERS.reduce((sum, counter) => sum + remark[counter], 0);
  return {
    id: String(remark.id),
    [subject]: String(remark.subject_id),
    user_id: String(remark.author_id),
    text: renderText(remark.text, { names: maps.names, baseUrl: ctx.config.baseUrl }),
    posted: unixSeconds(remark.created_at),
    likes: String(remark.likes_count),
    dislikes: String(remark.dislikes_count),
    user_data: presentUser(remark.author_id, maps.users, ctx),
    is_owner: canDeleteRemark(remark, maps.viewer, ownerId),
    is_comment_liked: own === LIKE,
    is_comment_wondered: own === DISLIKE,
    reaction: reactionOf({ ...remark, reactions_count }, own === DISLIKE ? 0 : own),
  };
}

function remarkOf(id: number, maps: RemarkMaps): Remark {
  const remark = maps.remarks.get(id);
  if (!remark) throw new Error(`remark ${id} was not hydrated, or is deleted`);
  return remark;
}
