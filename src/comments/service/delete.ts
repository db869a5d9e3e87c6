import type { ViewerContext } from '../../context.ts';
import { afterCommit } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { canDeleteComment } from '../rules.ts';
import { type CommentTarget, notFound, requireVisibleComment } from './find.ts';
import { markDeleted } from './mark-deleted.ts';
import { purgeComment } from './purge.ts';

/**
 * Deletes a comment with its replies and everything that belongs to them, or one reply. Refuses `commentNotFound` or
 * `replyNotFound`, `notOwner` except for its author and those who can moderate the subject. Contract-beyond: comments, blogs,
 * movies_comments.
 */
export async function deleteComment(ctx: ViewerContext, target: CommentTarget): Promise<void> {
  const { comment, subject } = await requireVisibleComment(ctx, target);
  if (!canDeleteComment(comment, { viewerId: ctx.viewer.id, ...subject })) throw new Refusal('notOwner');
  await ctx.write(async (tx) => {
    if (!(await markDeleted(ctx, tx, comment))) throw notFound(target);
    afterCommit(() => ctx.background('purge a deleted comment', () => purgeComment(ctx, comment)));
  });
}
