import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { lockWriter } from '../../users/service.ts';
import { type CommentInThread, lockComments } from '../queries/rows.ts';
import { type CommentTarget, notFound, requireVisibleComment } from './find.ts';

/**
 * Runs with a comment or reply the viewer can see, after locking the viewer and the comment. Refuses `commentNotFound` or
 * `replyNotFound`.
 */
export async function withLocked<Result>(
  ctx: ViewerContext,
  target: CommentTarget,
  work: (tx: Tx, comment: CommentInThread) => Promise<Result>,
): Promise<Result> {
  await requireVisibleComment(ctx, target);
  return ctx.write(async (tx) => {
    await lockWriter(tx, ctx.viewer.id);
    return work(tx, await lockShown(tx, target));
  });
}

/** Locks a comment that may have been deleted meanwhile. Refuses `commentNotFound` or `replyNotFound`. */
export async function lockShown(tx: Tx, target: CommentTarget): Promise<CommentInThread> {
  const [comment] = await lockComments(tx, [target.id]);
  if (comment?.state !== 'shown') throw notFound(target);
  return comment;
}
