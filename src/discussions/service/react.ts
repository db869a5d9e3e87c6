import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { REACTION_COUNTERS } from '../../posts/present/reaction.ts';
import { lockWriter } from '../../users/service.ts';
import { deleteReaction, ownReaction, type Pair, saveReaction } from '../queries/reactions.ts';
import { addToRemark, lockPlaces, type RemarkCounter, type RemarkTables } from '../queries/rows.ts';
import { DISLIKE } from '../rules.ts';
import { type Discussion, notFound, type RemarkTarget, requireRemark } from './discussion.ts';

/**
 * Says what the viewer thinks of a remark (1 like to 6 angry, 7 dislike), in place of what they thought before; the same again
 * takes it back. Gives whether it stands. Refuses `commentNotFound`. Contract-beyond: blogs, movies_comments.
 */
export async function toggleRemarkReaction(
  ctx: ViewerContext,
  discussion: Discussion,
  { reaction, ...target }: RemarkTarget & { reaction: number },
): Promise<boolean> {
  await requireRemark(ctx, discussion, target);
  return ctx.write(async (tx) => {
    await lockWriter(tx, ctx.viewer.id);
    const [remark] = await lockPlaces(tx, discussion.tables, [target.id]);
    if (remark?.state !== 'shown') throw notFound();
    const pair = { comment_id: target.id, user_id: ctx.viewer.id };
    const before = await ownReaction(tx, discussion.tables, pair);
    const after = before === reaction ? 0 : reaction;
    if (after === 0) await deleteReaction(tx, discussion.tables, pair);
    else await saveReaction(tx, discussion.tables, { ...pair, reaction: after, created_at: ctx.now });
    await addToRemark(tx, discussion.tables, target.id, counterChanges(before, after));
    return after > 0;
  });
}

/** Takes what somebody thought of a remark away, and out of its counters. */
export async function removeReaction(tx: Tx, tables: RemarkTables, pair: Pair): Promise<void> {
  await lockPlaces(tx, tables, [pair.comment_id]);
  const before = await ownReaction(tx, tables, pair);
  await deleteReaction(tx, tables, pair);
  await addToRemark(tx, tables, pair.comment_id, counterChanges(before, 0));
}

const counterOf = (reaction: number): RemarkCounter | undefined =>
  reaction === DISLIKE ? 'dislikes_count' : REACTION_COUNTERS[reaction - 1];

function counterChanges(before: number, after: number): Partial<Record<RemarkCounter, number>> {
  const [gone, come] = [counterOf(before), counterOf(after)];
  return { ...(gone ? { [gone]: -1 } : {}), ...(come ? { [come]: 1 } : {}) };
}
