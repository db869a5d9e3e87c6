import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { REACTION_COUNTERS } from '../../posts/present/reaction.ts';
import { lockWriter } from '../../users/service.ts';
import { lockArticle } from '../queries/articles.ts';
import { deleteReaction, moveCounter, ownReaction, type Pair, saveReaction } from '../queries/reactions.ts';
import { requireArticle } from './read.ts';

/**
 * Reacts to an article with 1 (like) to 6 (angry), in place of what was before; the same again takes it back. Gives whether it
 * stands. Refuses `subjectNotFound`, and `details` for what is no reaction. Contract §1.12 reaction.
 */
export async function toggleArticleReaction(ctx: ViewerContext, id: number, reaction: number): Promise<boolean> {
  await requireArticle(ctx, id);
  if (!REACTION_COUNTERS[reaction - 1]) throw new Refusal('details');
  return ctx.write(async (tx) => {
    await lockWriter(tx, ctx.viewer.id);
    if (!(await lockArticle(tx, id))) throw new Refusal('subjectNotFound');
    const pair = { article_id: id, user_id: ctx.viewer.id };
    const before = await ownReaction(tx, pair);
    const after = before === reaction ? 0 : reaction;
    if (after === 0) await deleteReaction(tx, pair);
    else await saveReaction(tx, { ...pair, reaction: after, created_at: ctx.now });
    await moveCounters(tx, id, { before, after });
    return after > 0;
  });
}

/** Takes a person's reaction away, and out of the counters. */
export async function removeReaction(tx: Tx, pair: Pair): Promise<void> {
  await lockArticle(tx, pair.article_id);
  const before = await ownReaction(tx, pair);
  await deleteReaction(tx, pair);
  await moveCounters(tx, pair.article_id, { before, after: 0 });
}

async function moveCounters(tx: Tx, id: number, { before, after }: { before: number; after: number }): Promise<void> {
  const [gone, come] = [REACTION_COUNTERS[before - 1], REACTION_COUNTERS[after - 1]];
  if (gone) await moveCounter(tx, id, gone, -1);
  if (come) await moveCounter(tx, id, come, 1);
}
