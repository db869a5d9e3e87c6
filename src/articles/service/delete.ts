import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { canEditArticle } from '../rules.ts';
import { purgeArticle, removeArticle } from './purge.ts';
import { requireArticle } from './read.ts';

/**
 * Deletes an article with the post that tells of it: gone for everybody when this returns; what hangs on it follows in the
 * background. Refuses `subjectNotFound`, `articleNotOwner` for all but its author and the staff. Contract-beyond: blogs.
 */
export async function deleteArticle(ctx: ViewerContext, id: number): Promise<void> {
  const article = (await requireArticle(ctx, id)).articles.get(id);
  if (!article || !canEditArticle(article, ctx.viewer)) throw new Refusal('articleNotOwner');
  if (!(await removeArticle(ctx, id))) throw new Refusal('subjectNotFound');
  ctx.background('purge a deleted article', () => purgeArticle(ctx, id));
}
