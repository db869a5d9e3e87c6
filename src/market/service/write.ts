import { chosenCategories } from '../../catalogues/service/choose.ts';
import type { Ctx, ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import type { Upload } from '../../http/form.ts';
import { claimMedia, discardMedia, releaseMedia } from '../../media/ledger.ts';
import { addPost } from '../../posts/service/create.ts';
import { type PostFiles, storePhotos } from '../../posts/service/files.ts';
import { cellOf } from '../../search/rules/cells.ts';
import { indexTerms, wordsOf } from '../../search/rules/words.ts';
import { hydrateProducts } from '../hydrate.ts';
import {
  deleteImages,
  imageRows,
  insertImages,
  insertProduct,
  lockProductRow,
  type Product,
  replaceTerms,
  updateProduct,
} from '../queries/products.ts';
import { canSeeProduct } from '../rules.ts';

/** The maximum number of pictures of a product. */
export const MAX_IMAGES = 10;

/** The form of a product. `price` is a decimal text, `currency` a code or its index in the site's list. */
export type ProductForm = {
  name: string;
  description: string;
  categoryId: number;
  subCategoryId: number | undefined;
  price: string;
  currency: string | undefined;
  location: string;
  used: number;
  units: number | undefined;
  lat: number | undefined;
  lng: number | undefined;
};

/** A form of edit-product: absent fields stay unchanged. */
export type ProductChanges = { [Name in keyof ProductForm]?: ProductForm[Name] | undefined } & { sold?: number | undefined };

/**
 * Offers a product in a post for everyone. Refuses `categoryNotFound`, `subCategoryNotFound`, `unsupported`, `corrupt`,
 * `tooLarge`. Contract §2.11.
 */
export async function createProduct(
  ctx: ViewerContext,
  form: ProductForm,
  uploads: readonly Upload[],
): Promise<{ productId: number; postId: number }> {
  const ownerId = ctx.viewer.id;
  const columns = chosenColumns(ctx, form);
  return withImages(ctx, uploads, (files) =>
    ctx.write(async (tx) => {
      const { name, description, price, location, used } = form;
      const own = { name, description, price, location, used, owner_id: ownerId, created_at: ctx.now };
      const productId = await insertProduct(tx, { ...own, ...columns });
      await addImages(tx, productId, files);
      await replaceTerms(tx, productId, indexTerms(wordsOf(name)));
      const row = { author_id: ownerId, product_id: productId, text: '', created_at: ctx.now };
      const postId = await addPost(ctx, tx, { row });
      await updateProduct(tx, productId, { post_id: postId });
      return { productId, postId };
    }),
  );
}

/** The optional columns, with their defaults. */
function chosenColumns(ctx: ViewerContext, form: ProductForm) {
  const { lat = null, lng = null } = form;
  return {
    ...chosenCategories(ctx, { kind: 'product', ...form }),
    currency: firstCurrencyOr(ctx, form.currency),
    units: form.units ?? 1,
    ...locationColumns({ lat, lng }, 0),
  };
}

/** The columns of a product's location; nearby searches use the cell while it is for sale. */
function locationColumns({ lat, lng }: { lat: number | null; lng: number | null }, sold: number) {
  if (lat === null || lng === null) return { lat: null, lng: null, cell: null };
  return { lat, lng, cell: sold === 1 ? null : cellOf({ lat, lng }) };
}

/** Changes to the pictures: ids to remove, and new ones. */
export type ImageChanges = { deletedIds: readonly number[]; uploads: readonly Upload[] };

/**
 * Applies the form to a product, for its seller. Refuses `productNotFound`, also for another seller's, `categoryNotFound`,
 * `subCategoryNotFound`, `currencyNotFound`, `missing` when no picture would be left, `tooMany`, `unsupported`, `corrupt`,
 * `tooLarge`. Contract-beyond: edit-product.
 */
export async function changeProduct(
  ctx: ViewerContext,
  productId: number,
  { form, deletedIds, uploads }: ImageChanges & { form: ProductChanges },
): Promise<void> {
  const maps = await hydrateProducts(ctx, [productId]);
  const isOwn = maps.products.get(productId)?.owner_id === ctx.viewer.id;
  if (!isOwn || !canSeeProduct(productId, maps)) throw new Refusal('productNotFound');
  await withImages(ctx, uploads, (files) =>
    ctx.write(async (tx) => {
      const product = await lockProductRow(tx, productId);
      if (product?.owner_id !== ctx.viewer.id) throw new Refusal('productNotFound');
      await updateProduct(tx, productId, columnsOf(ctx, product, form));
      if (form.name !== undefined) await replaceTerms(tx, productId, indexTerms(wordsOf(form.name)));
      await removeImages(tx, productId, { deletedIds, added: files.photos.length });
      await addImages(tx, productId, files);
    }),
  );
}

function columnsOf(ctx: ViewerContext, product: Product, form: ProductChanges) {
  const { sold = product.sold } = form;
  const place = form.lat === undefined || form.lng === undefined ? product : { lat: form.lat, lng: form.lng };
  return {
    sold,
    name: form.name ?? product.name,
    description: form.description ?? product.description,
    price: form.price ?? product.price,
    location: form.location ?? product.location,
    used: form.used ?? product.used,
    units: form.units ?? product.units,
    ...chosenCategories(ctx, { kind: 'product', ...form }, product),
    currency: form.currency === undefined ? product.currency : changedCurrency(ctx, form.currency),
    ...locationColumns(place, sold),
  };
}

async function addImages(tx: Tx, productId: number, files: PostFiles): Promise<void> {
  await insertImages(
    tx,
    files.photos.map((photo) => ({ ...photo, product_id: productId })),
  );
  await claimMedia(tx, files.keys);
}

async function removeImages(
  tx: Tx,
  productId: number,
  { deletedIds, added }: { deletedIds: readonly number[]; added: number },
): Promise<void> {
  const images = await imageRows(tx, [productId]);
  const gone = images.filter((image) => deletedIds.includes(image.id));
  // apps read the first picture without checking that there is one
  if (gone.length > 0 && gone.length === images.length && added === 0) throw new Refusal('missing', { field: 'images' });
  if (added > 0 && images.length - gone.length + added > MAX_IMAGES) throw new Refusal('tooMany', { field: 'images' });
  await deleteImages(
    tx,
    gone.map((image) => image.id),
  );
  await releaseMedia(
    tx,
    gone.flatMap((image) => [image.file_key, image.small_key]),
  );
}

/** Runs `work` with stored pictures, and removes them when it fails. */
async function withImages<Result>(
  ctx: ViewerContext,
  uploads: readonly Upload[],
  work: (files: PostFiles) => Promise<Result>,
): Promise<Result> {
  const files = await storePhotos(ctx.media, uploads, { ownerId: ctx.viewer.id });
  try {
    return await work(files);
  } catch (error) {
    await discardMedia(ctx.media, files.keys);
    throw error;
  }
}

/** The code of one of the site's currencies, given its index in the list or its code. */
function currencyNamed({ settings }: Pick<Ctx, 'settings'>, name: string): string | undefined {
  const codes = settings.currencies().map(({ code }) => code);
  return codes.find((code) => code === name.toUpperCase()) ?? (/^\d{1,3}$/.test(name) ? codes[Number(name)] : undefined);
}

/** The currency of a new product: the first when the form names an unknown one. Contract §2.11. */
function firstCurrencyOr(ctx: Pick<Ctx, 'settings'>, name = '0'): string {
  return currencyNamed(ctx, name) ?? currencyNamed(ctx, '0') ?? ctx.settings.value('currency');
}

/** The new currency of a product. Falling back to another would change its price. Refuses `currencyNotFound`. */
function changedCurrency(ctx: Pick<Ctx, 'settings'>, name: string): string {
  const code = currencyNamed(ctx, name);
  if (code === undefined) throw new Refusal('currencyNotFound');
  return code;
}
