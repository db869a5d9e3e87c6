import type { Categories } from '../catalogues/rules.ts';
import type { Ctx } from '../context.ts';
import { hydrateUsers, type UserMaps } from '../users/hydrate.ts';
import { imageRows, type Product, type ProductImageRow, productRows } from './queries/products.ts';

export type { Product, ProductImageRow };

export type ProductHydrateCtx = Pick<Ctx, 'db' | 'viewer' | 'settings'>;

/** Products the viewer can see, by id. `products` holds no deleted one. */
export type ProductMaps = {
  products: Map<number, Product>;
  /** Their pictures, newest first. */
  images: Map<number, ProductImageRow[]>;
  /** The sellers. */
  users: UserMaps;
  /** The categories of products. */
  categories: Categories;
  /** Codes of the site's currencies, in the order that apps index them. */
  currencies: readonly string[];
};

/** Loads everything that presenting products needs. 5 statements for any number of ids, none for no ids. */
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
