import { z } from 'zod';
import { categoryId } from '../../catalogues/endpoints/fields.ts';
import { categoryIssues } from '../../catalogues/service/choose.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { form, id, idList, offset, page } from '../../http/form.ts';
import { presentListedProduct } from '../present.ts';
import { products } from '../service/lists.ts';
import { changeProduct, createProduct as offerProduct } from '../service/write.ts';
import { ListedProductData } from '../wire.ts';
import { choices, chosen, description, images, location, price, rowsOf, soldStatus, title, usedOf } from './fields.ts';

const missing = [3, '{field} (POST) is missing'] as const;
const noCategory = [3, 'product_category is not a category of this site'] as const;
const noPrice = 'Please choose a price for your product';

const createProduct = defineEndpoint({
  name: 'create-product',
  summary: 'Offer a product, with pictures, in a post for everyone',
  access: 'user',
  limit: 'upload',
  input: form({
    product_title: title(),
    product_category: categoryId(),
    product_description: description(),
    product_price: price(),
    product_location: location(),
    product_type: z.string('missing'),
    images: images(),
    ...choices(),
  }),
  answer: z.object({ product_id: z.int(), product_post_id: z.int() }),
  errors: {
    missing,
    'images.missing': [3, 'images (STREAM FILE) is missing'],
    'product_category.invalid': noCategory,
    categoryNotFound: noCategory,
    priceZero: [4, noPrice],
    ...rowsOf({ price: 5, image: 6, short: 7, other: 8 }),
  },
  foresee: async ({ ctx, valid }) => categoryIssues(ctx, { kind: 'product', categoryId: valid.product_category }),
  async handle({ ctx, input }) {
    const form = {
      name: input.product_title,
      description: input.product_description,
      categoryId: input.product_category,
      price: input.product_price,
      location: input.product_location,
      used: usedOf(input.product_type),
      ...chosen(input),
    };
    const { productId, postId } = await offerProduct(ctx, form, input.images);
    return { product_id: productId, product_post_id: postId };
  },
});

const editProduct = defineEndpoint({
  name: 'edit-product',
  summary: "Change a product of the viewer's, its pictures, and whether it is sold (status 1); what is left out stays",
  access: 'user',
  limit: 'upload',
  input: form({
    product_id: id(),
    product_title: title().optional(),
    product_category: categoryId().optional(),
    product_description: description().optional(),
    product_price: price().optional(),
    product_location: location().optional(),
    images: images().optional(),
    deleted_images_ids: idList(100).optional(),
    status: soldStatus(),
    product_type: z.string().optional(),
    ...choices(),
  }),
  answer: z.object({ message: z.string() }),
  errors: {
    missing,
    'images.missing': [3, 'images (STREAM FILE) is missing'],
    'product_category.invalid': noCategory,
    categoryNotFound: noCategory,
    'product_id.invalid': [4, 'Product not found'],
    productNotFound: [4, 'Product not found'],
    currencyNotFound: [8, 'currency is not a currency of this site'],
    priceZero: [5, noPrice],
    ...rowsOf({ price: 5, image: 6, short: 7, other: 8 }),
  },
  async handle({ ctx, input }) {
    await changeProduct(ctx, input.product_id, {
      form: {
        name: input.product_title,
        description: input.product_description,
        categoryId: input.product_category,
        price: input.product_price,
        location: input.product_location,
        used: input.product_type === undefined ? undefined : usedOf(input.product_type),
        sold: input.status,
        ...chosen(input),
      },
      deletedIds: input.deleted_images_ids ?? [],
      uploads: input.images ?? [],
    });
    return { message: 'Product successfully edited' };
  },
});

const kilometres = () =>
  z
    .string()
    .catch('')
    .transform((value) => (/^\d{1,6}(\.\d{1,6})?$/.test(value) && Number(value) > 0 ? Number(value) : undefined))
    .optional();

const getProducts = defineEndpoint({
  name: 'get-products',
  summary: 'Products for sale, newest first: of a person, of a category, by words of the name, near the viewer',
  access: 'user',
  limit: 'search',
  input: form({
    user_id: offset(),
    category_id: offset(),
    keyword: z
      .string()
      .catch('')
      .transform((text) => (text.trim() === '' ? undefined : text.slice(0, 200)))
      .optional(),
    distance: kilometres(),
    ...page({ limit: 35 }),
  }),
  answer: z.object({ products: z.array(ListedProductData) }),
  errors: {},
  async handle({ ctx, input }) {
    const wanted = {
      ownerId: input.user_id,
      categoryId: input.category_id,
      keyword: input.keyword,
      distanceKm: input.distance,
    };
    const items = await products(ctx, wanted, { limit: input.limit, offset: input.offset });
    return { products: items.map(({ id: productId, maps }) => presentListedProduct(productId, maps, ctx)) };
  },
});

/** The endpoints of this domain. */
export const marketEndpoints = [createProduct, editProduct, getProducts];
