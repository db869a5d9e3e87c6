import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { type ArticleMaps, hydrateArticles } from '../hydrate.ts';
import { type ArticleFilter, articleIds, countView } from '../queries/articles.ts';
import { canSeeArticle } from '../rules.ts';

/** Which articles, and which page of them. `articleId`: that one alone. */
export type ArticleSearch = ArticleFilter & { articleId?: number | undefined; limit: number; offset?: number | undefined };

/** Articles the viewer may see, newest first. 1 + hydration statements. Contract §2.27 (article_id gives that article). */
export async function articles(
  ctx: ViewerContext,
  { articleId, limit, offset, ...filter }: ArticleSearch,
): Promise<{ ids: number[]; maps: ArticleMaps }> {
  const ids = articleId ? [articleId] : await articleIds(ctx.db, filter, { viewerId: ctx.viewer.id, limit, offset });
  const maps = await hydrateArticles(ctx, ids);
  return { ids: ids.filter((id) => canSeeArticle(id, maps)), maps };
}

/** One article the viewer may see. Refuses `subjectNotFound`, in the same way whether it is not there or out of sight. */
export async function requireArticle(ctx: ViewerContext, id: number): Promise<ArticleMaps> {
  const maps = await hydrateArticles(ctx, [id]);
  if (!canSeeArticle(id, maps)) throw new Refusal('subjectNotFound');
  return maps;
}

/** An article opened to be read, which counts as a view of it. Refuses `subjectNotFound`. Contract-beyond: get-blog-by-id. */
export async function readArticle(ctx: ViewerContext, id: number): Promise<ArticleMaps> {
  const maps = await requireArticle(ctx, id);
  if (maps.articles.get(id)?.owner_id !== ctx.viewer.id)
    ctx.background('count a view of an article', () => ctx.write((tx) => countView(tx, id)));
  return maps;
}
