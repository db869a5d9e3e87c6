import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';

/** One of several photos of a post. */
export type PhotoRow = { id: number; post_id: number; file_key: string; small_key: string };

declare module 'knex/types/tables.js' {
  interface Tables {
    post_photos: PhotoRow;
  }
}

/** The photos of posts, in the order they were given. */
export async function photoRows(db: Knex, postIds: readonly number[]): Promise<PhotoRow[]> {
  if (postIds.length === 0) return [];
  return db('post_photos').select('id', 'post_id', 'file_key', 'small_key').whereIn('post_id', postIds).orderBy('id');
}

export async function insertPhotos(tx: Tx, rows: readonly Omit<PhotoRow, 'id'>[]): Promise<void> {
  if (rows.length > 0) await tx('post_photos').insert([...rows]);
}

export async function deletePhoto(tx: Tx, id: number): Promise<void> {
  await tx('post_photos').where({ id }).delete();
}
