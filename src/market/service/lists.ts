import type { ViewerContext } from '../../context.ts';
import { boxesAround, FARTHEST_KM, isPoint } from '../../search/rules/sphere.ts';
import { queryTerms } from '../../search/rules/words.ts';
import { hydrateUsers } from '../../users/hydrate.ts';
import { hydrateProducts, type ProductMaps } from '../hydrate.ts';
import { type ListPart, type ProductFilter, productIds } from '../queries/lists.ts';
import { canListProduct } from '../rules.ts';

export type Wanted = {
  ownerId: number | undefined;
  categoryId: number | undefined;
  keyword: string | undefined;
  /** At most so far from where the viewer is. */
  distanceKm: number | undefined;
};

/**
 * Products for sale, newest first. Where the viewer tells nobody's server where they are, how far things are counts for
 * nothing. 1 + hydration statements, with `distanceKm` those of `hydrateUsers` before. Contract §2.12.
 */
export async function products(
  ctx: ViewerContext,
  { ownerId, categoryId, keyword, distanceKm }: Wanted,
  part: ListPart,
): Promise<{ ids: number[]; maps: ProductMaps }> {
  const terms = keyword === undefined ? [] : queryTerms(keyword);
  const holdsNoWord = keyword !== undefined && terms.length === 0;
  const near = distanceKm === undefined ? undefined : await areaAround(ctx, distanceKm);
  const filter = { ownerId, categoryId, terms, near };
  const ids = holdsNoWord ? [] : await productIds(ctx.db, filter, { ...part, viewerId: ctx.viewer.id });
  const maps = await hydrateProducts(ctx, ids);
  return { ids: ids.filter((id) => canListProduct(id, maps)), maps };
}

async function areaAround(ctx: ViewerContext, distanceKm: number): Promise<ProductFilter['near']> {
  const me = (await hydrateUsers(ctx, [ctx.viewer.id])).users.get(ctx.viewer.id);
  if (!me || me.lat === null || me.lng === null) return undefined;
  const from = { lat: Number(me.lat), lng: Number(me.lng) };
  if (!isPoint(from)) return undefined;
  const radiusKm = Math.min(distanceKm, FARTHEST_KM);
  return { from, radiusKm, boxes: boxesAround(from, radiusKm) };
}
