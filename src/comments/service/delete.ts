import type { Services, ViewerContext } from '../../context.ts';
import { afterCommit, type Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { countForPost, lockPostIfThere } from '../../posts/service/locked.ts';
import { addToCounters, lockPlaces, type Place, updateComment } from '../queries/rows.ts';
import { canDeleteComment } from '../rules.ts';
import { notFound, requireVisibleComment } from './find.ts';
import { purgeDeletedComments } from './purge.ts';

/**
 * Deletes a comment, its replies and all that hangs on them, or one reply. Refuses `commentNotFound` or `replyNotFound`,
 * `notOwner`. Contract-beyond: comments.
 */
export async function deleteComment(ctx: ViewerContext, id: number, kind: 'comment' | 'reply'): Promise<void> {
  const { comment, posts } = await requireVisibleComment(ctx, id, kind);
  if (!canDeleteComment({ comment, posts })) throw new Refusal('notOwner');
  await ctx.write(async (tx) => {
    if (!(await takeAway(ctx, tx, comment))) throw notFound(kind);
    afterCommit(() => ctx.background('remove deleted comments', () => purgeDeletedComments(ctx)));
  });
}

/** Marks a comment or reply as deleted and takes it out of the counters. Gives false when it was deleted already. */
export async function takeAway(services: Services, tx: Tx, comment: Omit<Place, 'state'>): Promise<boolean> {
  const { id, post_id: postId, parent_id: parentId } = comment;
  await lockPostIfThere(tx, postId);
  const places = await lockPlaces(tx, parentId > 0 ? [parentId, id] : [id]);
  if (places.find((place) => place.id === id)?.state !== 'shown') return false;
  await updateComment(tx, id, { state: 'deleted' });
  if (parentId > 0) await addToCounters(tx, parentId, { replies_count: -1 });
  else await countForPost(tx, postId, { comments_count: -1 });
  await services.emit(services, 'commentDeleted', { commentId: id, postId, parentId });
  return true;
}
