import type { Categories } from '../catalogues/rules.ts';
import type { Ctx, ViewerContext } from '../context.ts';
import { REACTIONS_TO } from '../reactions/catalogue.ts';
import { hydrateOwnReactions } from '../reactions/hydrate.ts';
import type { OwnReaction } from '../reactions/rules.ts';
import { hydrateUsers, type UserMaps } from '../users/hydrate.ts';
import { type Article, articleRows } from './queries/articles.ts';

export type { Article };

/** Articles as the viewer may meet them, by id. A deleted one is not in `articles`. */
export type ArticleMaps = {
  viewer: { id: number; role: ViewerContext['viewer']['role'] };
  articles: Map<number, Article>;
  /** How the viewer reacted; absent for not at all. */
  ownReactions: Map<number, OwnReaction>;
  /** Their authors. */
  users: UserMaps;
  /** Those of articles. */
  categories: Categories;
};

/** Everything presenting articles needs. 5 statements, whatever the number of ids; no ids ask nothing. */
export async function hydrateArticles(
  ctx: Pick<Ctx, 'db' | 'viewer' | 'settings'>,
  ids: readonly number[],
): Promise<ArticleMaps> {
  // whoever is not logged in has left nothing and may do nothing
  const { id: viewerId, role } = ctx.viewer ?? { id: 0, role: 'member' as const };
  const rows = await articleRows(ctx.db, [...new Set(ids)]);
  const found = rows.map((row) => row.id);
  const owners = rows.map((row) => row.owner_id);
  const [ownReactions, users] = await Promise.all([
    hydrateOwnReactions(ctx, REACTIONS_TO.article, found),
    hydrateUsers(ctx, owners),
  ]);
  return {
    viewer: { id: viewerId, role },
    articles: new Map(rows.map((row) => [row.id, row])),
    ownReactions,
    users,
    categories: ctx.settings.categories('blog'),
  };
}
