import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { REACTIONS_TO } from '../../reactions/catalogue.ts';
import { REACTION_COUNTERS, toggle } from '../../reactions/rules.ts';
import { changeReaction } from '../../reactions/service/change.ts';
import { lockWriter } from '../../users/service.ts';
import { lockArticle } from '../queries/articles.ts';
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
    const { after } = await changeReaction(ctx, tx, { set: REACTIONS_TO.article, subjectId: id, choice: toggle(reaction) });
    return after.reaction > 0;
  });
}
