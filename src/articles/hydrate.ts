import type { Categories } from '../catalogues/rules.ts';
import type { Ctx, ViewerContext } from '../context.ts';
import { hydrateUsers, type UserMaps } from '../users/hydrate.ts';
import { type Article, articleRows } from './queries/articles.ts';
import { ownReactions } from './queries/reactions.ts';

export type { Article };

/** Articles as the viewer may meet them, by id. A deleted one is not in `articles`. */
export type ArticleMaps = {
  viewer: { id: number; role: ViewerContext['viewer']['role'] };
  articles: Map<number, Article>;
  /** How the viewer reacted: 1 like to 6 angry; absent for not at all. */
  ownReactions: Map<number, number>;
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
  const [reactions, users] = await Promise.all([ownReactions(ctx.db, viewerId, found), hydrateUsers(ctx, owners)]);
  return {
    viewer: { id: viewerId, role },
    articles: new Map(rows.map((row) => [row.id, row])),
    ownReactions: new Map(reactions.map((row) => [row.article_id, row.reaction])),
    users,
    categories: ctx.settings.categories('blog'),
  };
}
