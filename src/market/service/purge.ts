import type { Services } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import { afterCommit } from '../../database/write.ts';
import { releaseMedia } from '../../media/ledger.ts';
import type { Signals } from '../../signals/signals.ts';
import {
  deletedProductIds,
  deleteImages,
  deleteProductRow,
  deleteTerms,
  imageRows,
  lockDeletedProduct,
  markProductOfPostDeleted,
  markProductsDeleted,
} from '../queries/products.ts';

const PRODUCTS_AT_ONCE = 100;

/** Listener of `postDeleted`: deletes the product a post offers. */
export async function removeProductOfPost(services: Services, { postId }: Signals['postDeleted']): Promise<void> {
  const removed = await services.write((tx) => markProductOfPostDeleted(tx, postId, new Date()));
  if (removed > 0) {
    afterCommit(() => services.background('purge deleted products', () => purgeDeletedProducts(services)));
  }
}

/** Removes everything that belongs to deleted products, and then their rows. Can be run again at any point. */
export async function purgeDeletedProducts(services: Services): Promise<void> {
  for (let ids = [0]; ids.length > 0; ) {
    ids = await deletedProductIds(services.db, PRODUCTS_AT_ONCE);
    for (const id of ids) await purgeProduct(services, id);
  }
}

/** Listener of `userPurged`: deletes the user's products, in bounded batches. */
export async function purgeProductsOfUser(services: Services, { userId }: { userId: number }): Promise<void> {
  await deleteInBatches(services.write, (tx, limit) => markProductsDeleted(tx, userId, limit));
  await purgeDeletedProducts(services);
}

/** A product has at most 10 pictures and about 200 terms: one transaction. */
async function purgeProduct({ write }: Services, id: number): Promise<void> {
  await write(async (tx) => {
    // another process may be purging it
    if (!(await lockDeletedProduct(tx, id))) return;
    const images = await imageRows(tx, [id]);
    await deleteImages(
      tx,
      images.map((image) => image.id),
    );
    await releaseMedia(
      tx,
      images.flatMap((image) => [image.file_key, image.small_key]),
    );
    await deleteTerms(tx, id);
    await deleteProductRow(tx, id);
  });
}
