import type { Knex } from 'knex';
import type { CategoryMove } from '../../catalogues/rules.ts';
import type { Tx } from '../../database/write.ts';

export type ProductRow = {
  id: number;
  owner_id: number;
  post_id: number;
  name: string;
  description: string;
  category_id: number;
  sub_category_id: number;
  /** A decimal text with two digits after the point; never a number. */
  price: string;
  currency: string;
  location: string;
  used: number;
  units: number;
  lat: number | null;
  lng: number | null;
  sold: number;
  /** The cell of its location while it is for sale; nearby searches use it. */
  cell: number | null;
  created_at: Date;
  deleted_at: Date | null;
};

export type ProductImageRow = { id: number; product_id: number; file_key: string; small_key: string };
export type ProductTermRow = { term: string; product_id: number };

declare module 'knex/types/tables.js' {
  interface Tables {
    products: ProductRow;
    product_images: ProductImageRow;
    product_terms: ProductTermRow;
  }
}

export type Product = Omit<ProductRow, 'deleted_at'>;

/** The rows of the products that are not deleted. */
export async function productRows(db: Knex, ids: readonly number[]): Promise<Product[]> {
  if (ids.length === 0) return [];
  return db('products').select('*').whereIn('id', ids).whereNull('deleted_at');
}

/** The pictures of products, newest first. */
export async function imageRows(db: Knex, productIds: readonly number[]): Promise<ProductImageRow[]> {
  if (productIds.length === 0) return [];
  return db('product_images').select('*').whereIn('product_id', productIds).orderBy('id', 'desc');
}

/** Locks a product that is not deleted. */
export async function lockProductRow(tx: Tx, id: number): Promise<Product | undefined> {
  return tx('products').where({ id }).whereNull('deleted_at').forUpdate().first();
}

export type NewProduct = Omit<ProductRow, 'id' | 'post_id' | 'sold' | 'deleted_at'>;

export async function insertProduct(tx: Tx, row: NewProduct): Promise<number> {
  const [id] = await tx('products').insert(row);
  if (id === undefined) throw new Error('the new product has no id');
  return id;
}

export async function updateProduct(tx: Tx, id: number, changes: Partial<Omit<ProductRow, 'id'>>): Promise<void> {
  if (Object.keys(changes).length > 0) await tx('products').where({ id }).update(changes);
}

export async function insertImages(tx: Tx, rows: readonly Omit<ProductImageRow, 'id'>[]): Promise<void> {
  if (rows.length > 0) await tx('product_images').insert([...rows]);
}

export async function deleteImages(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await tx('product_images').whereIn('id', ids).delete();
}

/** Replaces the search terms of a product. 2 statements. */
export async function replaceTerms(tx: Tx, productId: number, terms: Iterable<string>): Promise<void> {
  await deleteTerms(tx, productId);
  const rows = [...terms].sort().map((term) => ({ term, product_id: productId }));
  if (rows.length > 0) await tx('product_terms').insert(rows);
}

/** A name has at most about 200 terms. */
export async function deleteTerms(tx: Tx, productId: number): Promise<void> {
  await tx('product_terms').where({ product_id: productId }).delete();
}

/** Marks the product that a post offers as deleted. Gives how many: 1 or 0. */
export async function markProductOfPostDeleted(tx: Tx, postId: number, now: Date): Promise<number> {
  return tx('products').where({ post_id: postId }).whereNull('deleted_at').update({ deleted_at: now, cell: null });
}

/** Marks at most `limit` products of a user as deleted. Gives how many. */
export async function markProductsDeleted(tx: Tx, ownerId: number, limit: number): Promise<number> {
  const gone = { deleted_at: new Date(), cell: null };
  return tx('products').where({ owner_id: ownerId }).whereNull('deleted_at').limit(limit).update(gone);
}

/** Ids of deleted products whose rows still exist. */
export async function deletedProductIds(db: Knex, limit: number): Promise<number[]> {
  return db('products').whereNotNull('deleted_at').orderBy('id').limit(limit).pluck('id');
}

/** Locks a deleted product whose row still exists; undefined when it was deleted already. */
export async function lockDeletedProduct(tx: Tx, id: number): Promise<Pick<ProductRow, 'id'> | undefined> {
  return tx('products').where({ id }).whereNotNull('deleted_at').forUpdate().first('id');
}

export async function deleteProductRow(tx: Tx, id: number): Promise<void> {
  await tx('products').where({ id }).delete();
}

/** Changes the categories of at most `limit` products; gives how many. */
export async function moveCategory(tx: Tx, { where, set, limit }: CategoryMove & { limit: number }): Promise<number> {
  return tx('products').where(where).whereNull('deleted_at').limit(limit).update(set);
}
