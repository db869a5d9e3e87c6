import type { Categories } from '../catalogues/rules.ts';
import type { Ctx } from '../context.ts';
import { hydrateUsers, type UserMaps } from '../users/hydrate.ts';
import { imageRows, type Product, type ProductImageRow, productRows } from './queries/products.ts';

export type { Product, ProductImageRow };

export type ProductHydrateCtx = Pick<Ctx, 'db' | 'viewer' | 'settings'>;

/** Products as the viewer may meet them, by id. A deleted one is not in `products`. */
export type ProductMaps = {
  products: Map<number, Product>;
  /** Their pictures, newest first. */
  images: Map<number, ProductImageRow[]>;
  /** The sellers. */
  users: UserMaps;
  /** Those of products. */
  categories: Categories;
  /** Codes of the site's currencies, in the order apps count them. */
  currencies: readonly string[];
};

/** Everything presenting products needs. 5 statements, whatever the number of ids; no ids ask nothing. */
export async function hydrateProducts(ctx: ProductHydrateCtx, ids: readonly number[]): Promise<ProductMaps> {
  const unique = [...new Set(ids)];
  const [rows, images] = await Promise.all([productRows(ctx.db, unique), imageRows(ctx.db, unique)]);
  const users = await hydrateUsers(
    ctx,
    rows.map((row) => row.owner_id),
  );
  return {
    products: new Map(rows.map((row) => [row.id, row])),
    images: Map.groupBy(images, (image) => image.product_id),
    users,
    categories: ctx.settings.categories('product'),
    currencies: ctx.settings.currencies().map(({ code }) => code),
  };
}
