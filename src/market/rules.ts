import { canSeeUser } from '../graph/rules.ts';
import type { ProductMaps } from './hydrate.ts';

/** Whether the viewer can see a product: not when its seller and they blocked one another. Contract §4 Privacy. */
export function canSeeProduct(id: number, maps: ProductMaps): boolean {
  const product = maps.products.get(id);
  return product !== undefined && canSeeUser(product.owner_id, maps.users);
}

/** Whether lists include it: apps read the first picture without checking that there is one. Contract §2.12. */
export function canListProduct(id: number, maps: ProductMaps): boolean {
  return canSeeProduct(id, maps) && (maps.images.get(id)?.length ?? 0) > 0;
}
