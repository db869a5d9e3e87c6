import type { ViewerContext } from '../../context.ts';
import { afterCommit } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { canDeleteComment } from '../rules.ts';
import { notFound, requireVisibleComment } from './find.ts';
import { purgeComment } from './purge.ts';
import { removeFromCounts } from './take-away.ts';

/**
 * Deletes a comment, its replies and all that hangs on them, or one reply. Refuses `commentNotFound` or `replyNotFound`,
 * `notOwner`. Contract-beyond: comments.
 */
export async function deleteComment(ctx: ViewerContext, id: number, kind: 'comment' | 'reply'): Promise<void> {
  const { comment, posts } = await requireVisibleComment(ctx, id, kind);
  if (!canDeleteComment({ comment, posts })) throw new Refusal('notOwner');
  await ctx.write(async (tx) => {
    if (!(await removeFromCounts(ctx, tx, comment))) throw notFound(kind);
    afterCommit(() => ctx.background('purge a deleted comment', () => purgeComment(ctx, comment)));
  });
}
