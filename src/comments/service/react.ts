import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { REACTIONS_TO } from '../../reactions/catalogue.ts';
import { type Choice, choose, LIKE, toggle, WONDER } from '../../reactions/rules.ts';
import { type Changed, changeReaction } from '../../reactions/service/change.ts';
import type { CommentInThread } from '../queries/rows.ts';
import type { CommentTarget } from './find.ts';
import { withLocked } from './locked.ts';
import { subjects } from './subjects.ts';

/**
 * Likes a comment, or removes the like; another reaction becomes a like. Where the site's second button is dislike, it replaces a
 * dislike. Gives whether the viewer likes it now. Refuses `commentNotFound` or `replyNotFound`. Contract-beyond: comments.
 */
export function toggleCommentLike(ctx: ViewerContext, target: CommentTarget): Promise<boolean> {
  return toggleCommentReaction(ctx, { ...target, reaction: LIKE });
}

/** Wonders at a comment (or dislikes it), or removes that; gives whether it is set now. Refuses as `toggleCommentLike`. */
export function toggleCommentWonder(ctx: ViewerContext, target: CommentTarget): Promise<boolean> {
  return toggleCommentReaction(ctx, { ...target, reaction: WONDER });
}

/**
 * Reacts to a comment with 1 (like) to 6 (angry), or 7 (wonder or dislike), replacing the reactions that its subject excludes;
 * repeating it removes it. Gives whether it is set now. Refuses as `toggleCommentLike`. Contract-beyond: blogs, movies_comments.
 */
export async function toggleCommentReaction(
  ctx: ViewerContext,
  { reaction, ...target }: CommentTarget & { reaction: number },
): Promise<boolean> {
  const { after } = await change(ctx, target, toggle(reaction, subjects[target.on].exclusion(ctx)));
  return reaction === WONDER ? after.wondered : after.reaction > 0;
}

/**
 * Sets the reaction to a comment, 1 to 6, replacing the former; 0 removes it. Gives whether one is set now. Refuses as
 * `toggleCommentLike`, and `reactionMissing` when there is nothing to remove. Contract-beyond: comments.
 */
export async function reactToComment(
  ctx: ViewerContext,
  { reaction, ...target }: CommentTarget & { reaction: number },
): Promise<boolean> {
  await change(ctx, target, (before) => {
    if (reaction === 0 && before.reaction === 0) throw new Refusal('reactionMissing');
    return choose(reaction, subjects[target.on].exclusion(ctx))(before);
  });
  return reaction > 0;
}

function change(ctx: ViewerContext, target: CommentTarget, choice: Choice): Promise<Changed> {
  return withLocked(ctx, target, async (tx, comment) => {
    const changed = await changeReaction(ctx, tx, { set: REACTIONS_TO.comment, subjectId: comment.id, choice });
    await emitChange(ctx, comment, changed);
    return changed;
  });
}

async function emitChange(ctx: ViewerContext, comment: CommentInThread, { before, after }: Changed): Promise<void> {
  const signal = {
    commentId: comment.id,
    subjectKind: comment.subject_kind,
    subjectId: comment.subject_id,
    parentId: comment.parent_id,
    authorId: comment.author_id,
    text: comment.text,
    userId: ctx.viewer.id,
  };
  if (before.reaction !== after.reaction)
    await ctx.emit(ctx, 'commentReacted', { ...signal, before: before.reaction, after: after.reaction });
  if (before.wondered !== after.wondered) await ctx.emit(ctx, 'commentWondered', { ...signal, on: after.wondered });
}
