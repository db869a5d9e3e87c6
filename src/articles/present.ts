import type { z } from 'zod';
import { shownCategory } from '../catalogues/rules.ts';
import type { Ctx } from '../context.ts';
import { presentReaction } from '../reactions/present.ts';
import { shownRichText } from '../text/rich-text.ts';
import { timeAgo, unixSeconds } from '../time-text.ts';
import { mediaUrl, presentUser } from '../users/present.ts';
import type { Article, ArticleMaps } from './hydrate.ts';
import { canEditArticle } from './rules.ts';
import type { ArticleData } from './wire.ts';

type ArticleCtx = Pick<Ctx, 'config' | 'now' | 'media'>;

/** An article of a list, contract §1.12. `id` must be in the maps and `canSeeArticle`. */
export function presentArticle(id: number, maps: ArticleMaps, ctx: ArticleCtx): z.output<typeof ArticleData> {
  const article = maps.articles.get(id);
  if (!article) throw new Error(`article ${id} was not hydrated, or is deleted`);
  const { baseUrl } = ctx.config;
  const category = shownCategory(maps.categories, article.category_id);
  return {
    id: String(id),
    user: String(article.owner_id),
    title: article.title,
    // again on the way out: the list of what is harmless may have grown shorter since it was stored
    content: shownRichText(article.content),
    description: article.description,
    posted: timeAgo(article.created_at, ctx.now),
    category: category.name,
    thumbnail: thumbnailUrl(article, ctx),
    view: String(article.views),
    shared: String(article.shares),
    tags: article.tags,
    active: article.state === 'published' ? '1' : '0',
    author: presentUser(article.owner_id, maps.users, ctx),
    tags_array: article.tags.split(','),
    url: `${baseUrl}/articles/${id}`,
    category_link: `${baseUrl}/articles?category=${category.id}`,
    category_name: category.name,
    is_post_admin: canEditArticle(article, maps.viewer),
    reaction: presentReaction(article, maps.ownReactions.get(id)?.reaction ?? 0),
  };
}

/** The article by itself: `posted` is a time. Contract-beyond: get-blog-by-id. */
export function presentWholeArticle(id: number, maps: ArticleMaps, ctx: ArticleCtx): z.output<typeof ArticleData> {
  return { ...presentArticle(id, maps, ctx), posted: unixSeconds(maps.articles.get(id)?.created_at) };
}

function thumbnailUrl({ thumbnail }: Article, ctx: ArticleCtx): string {
  return thumbnail === '' ? `${ctx.config.baseUrl}/assets/cover.png` : mediaUrl(ctx, thumbnail);
}
