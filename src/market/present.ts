import type { z } from 'zod';
import { shownCategory, shownSubCategory } from '../catalogues/rules.ts';
import { renderText } from '../text/render.ts';
import { timeAgo, unixSeconds } from '../time-text.ts';
import { mediaUrl, type PresentCtx, presentUser } from '../users/present.ts';
import type { Product, ProductMaps } from './hydrate.ts';
import { groupedAmount } from './rules/price.ts';
import type { ListedProductData, ProductData } from './wire.ts';

/** A product, contract §1.8. `id` and its seller must be in the maps. */
export function presentProduct(id: number, maps: ProductMaps, ctx: PresentCtx): z.output<typeof ProductData> {
  const product = productOf(id, maps);
  return {
    ...columnsOf(product, maps),
    ...addressesOf(product, ctx.config.baseUrl),
    description: renderText(product.description, { names: NOBODY, baseUrl: ctx.config.baseUrl }),
    edit_description: product.description,
    product_sub_category: shownSubCategory(maps.categories, product).name,
    price_format: groupedAmount(product.price),
    time_text: timeAgo(product.created_at, ctx.now),
    images: (maps.images.get(id) ?? []).map((image) => ({
      id: String(image.id),
      image: mediaUrl(ctx, image.file_key),
      image_org: mediaUrl(ctx, image.small_key),
      product_id: String(id),
    })),
    fields: [],
    added_to_cart: 0,
    rating: null,
    reviews_count: 0,
    user_data: presentUser(product.owner_id, maps.users, ctx),
  };
}

/** A member of get-products, contract §2.12. */
export function presentListedProduct(id: number, maps: ProductMaps, ctx: PresentCtx): z.output<typeof ListedProductData> {
  return { ...presentProduct(id, maps, ctx), seller: presentUser(productOf(id, maps).owner_id, maps.users, ctx) };
}

/** mentions in descriptions are no links */
const NOBODY: ReadonlySet<string> = new Set();

function productOf(id: number, maps: ProductMaps): Product {
  const product = maps.products.get(id);
  if (!product) throw new Error(`product ${id} was not hydrated, or is gone`);
  return product;
}

function columnsOf(product: Product, { categories, currencies }: ProductMaps) {
  return {
    id: String(product.id),
    user_id: String(product.owner_id),
    page_id: '0',
    post_id: String(product.post_id),
    name: product.name,
    category: String(shownCategory(categories, product.category_id).id),
    sub_category: String(shownSubCategory(categories, product).id),
    price: product.price,
    // the index in the site's list of currencies; a removed currency reads as the first
    currency: String(Math.max(0, currencies.indexOf(product.currency))),
    location: product.location,
    status: String(product.sold),
    type: String(product.used),
    units: String(product.units),
    lat: String(product.lat ?? 0),
    lng: String(product.lng ?? 0),
    time: unixSeconds(product.created_at),
    active: '1',
  };
}

function addressesOf({ id, post_id }: Product, baseUrl: string) {
  return {
    url: `${baseUrl}/post/${post_id}`,
    seo_id: String(post_id),
    reviews_url: `${baseUrl}/reviews/${id}`,
    reviews_seo_id: String(id),
  };
}
