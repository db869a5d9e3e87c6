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
  /** The maximum distance from the viewer. */
  distanceKm: number | undefined;
};

/**
 * Products for sale with a picture, newest first. The distance filter is ignored for a viewer without a location. Statements of
 * `fillPage`, each round 1 plus those of `hydrateProducts`; with `distanceKm` also those of `hydrateUsers`. Contract §2.12.
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

/** Whether any product is priced in a currency. 1 statement that reads all products: for the site's admin. */
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
