import { canSeeUser } from '../graph/rules.ts';
import type { ArticleMaps } from './hydrate.ts';

type Someone = ArticleMaps['viewer'];

/** Whether a hydrated article is there for the viewer: its author is, and it is published, or the viewer may edit it. */
export function canSeeArticle(id: number, maps: ArticleMaps): boolean {
  const article = maps.articles.get(id);
  if (!article || !canSeeUser(article.owner_id, maps.users)) return false;
  return article.state === 'published' || canEditArticle(article, maps.viewer);
}

/** Whoever wrote it, and the site's staff. */
export function canEditArticle({ owner_id }: { owner_id: number }, viewer: Someone): boolean {
  return owner_id === viewer.id || isStaff(viewer);
}

/** Everybody where the site says so; the staff always. Contract §1.18 can_blogs. */
export function canWriteArticles(viewer: Someone, openToMembers: boolean): boolean {
  return openToMembers || isStaff(viewer);
}

function isStaff({ role }: Someone): boolean {
  return role !== 'member';
}
