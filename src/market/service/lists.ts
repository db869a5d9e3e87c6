import type { Services, ViewerContext } from '../../context.ts';
import { fillPage, type Page, type PageItem } from '../../database/fill-page.ts';
import { boxesAround, FARTHEST_KM, isPoint } from '../../search/rules/sphere.ts';
import { queryTerms } from '../../search/rules/words.ts';
import { hydrateUsers } from '../../users/hydrate.ts';
import { hydrateProducts, type ProductMaps } from '../hydrate.ts';
import { isCurrencyUsed, type ProductFilter, productIds } from '../queries/lists.ts';
import { canListProduct } from '../rules.ts';

export type Wanted = {
  ownerId: number | undefined;
  categoryId: number | undefined;
  keyword: string | undefined;
  /** At most so far from where the viewer is. */
  distanceKm: number | undefined;
};

/**
 * Products for sale that have a picture, newest first. For who tells nobody where they are, how far things are counts for
 * nothing. Statements of `fillPage`, each round 1 and those of `hydrateProducts`; with `distanceKm` those of `hydrateUsers`
 * before. Contract §2.12.
 */
export async function products(
  ctx: ViewerContext,
  { ownerId, categoryId, keyword, distanceKm }: Wanted,
  page: Page,
): Promise<PageItem<ProductMaps>[]> {
  const terms = keyword === undefined ? [] : queryTerms(keyword);
  if (keyword !== undefined && terms.length === 0) return []; // nothing is called by signs alone
  const near = distanceKm === undefined ? undefined : await areaAround(ctx, distanceKm);
  const filter = { ownerId, categoryId, terms, near };
  return fillPage(page, {
    skeleton: (offset, limit) => productIds(ctx.db, filter, { offset, limit, viewerId: ctx.viewer.id }),
    hydrate: (ids) => hydrateProducts(ctx, ids),
    rule: canListProduct,
  });
}

/** Whether any product is priced in a currency. 1 statement that reads all products: for who runs the site. */
export function isPricedIn({ db }: Pick<Services, 'db'>, code: string): Promise<boolean> {
  return isCurrencyUsed(db, code);
}

async function areaAround(ctx: ViewerContext, distanceKm: number): Promise<ProductFilter['near']> {
  const me = (await hydrateUsers(ctx, [ctx.viewer.id])).users.get(ctx.viewer.id);
  if (!me || me.lat === null || me.lng === null) return undefined;
  const from = { lat: Number(me.lat), lng: Number(me.lng) };
  if (!isPoint(from)) return undefined;
  const radiusKm = Math.min(distanceKm, FARTHEST_KM);
  return { from, radiusKm, boxes: boxesAround(from, radiusKm) };
}
