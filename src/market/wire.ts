import { z } from 'zod';
import { UserData } from '../users/wire.ts';

/** Text members, by name. */
function texts<const Name extends string>(...names: readonly Name[]): Record<Name, z.ZodString> {
  // fromEntries loses the names; they are those passed in
  return Object.fromEntries(names.map((name) => [name, z.string()])) as Record<Name, z.ZodString>;
}

export const ProductImageData = z.object(texts('id', 'image', 'image_org', 'product_id'));

/** A product, contract §1.8. */
export const ProductData = z.object({
  ...texts('id', 'user_id', 'page_id', 'name', 'description', 'category', 'sub_category', 'price', 'location', 'status'),
  ...texts('type', 'currency', 'lng', 'lat', 'units', 'time', 'active', 'time_text', 'post_id', 'edit_description', 'url'),
  ...texts('reviews_url', 'seo_id', 'reviews_seo_id', 'product_sub_category', 'price_format'),
  images: z.array(ProductImageData),
  fields: z.array(z.never()),
  added_to_cart: z.literal(0),
  /** There are no reviews yet. */
  rating: z.null(),
  reviews_count: z.literal(0),
  user_data: UserData,
});

/** A member of get-products. */
export const ListedProductData = ProductData.extend({ seller: UserData });
