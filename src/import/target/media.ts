import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import { fullKeyOf } from '../../media/keys.ts';
import type { Output } from '../core/step.ts';
import { defineTarget } from '../core/target.ts';

/** The ledger of stored files. Each row that shows a file is one use of it. */
export const mediaFiles = defineTarget(
  'media_files',
  { key: '', state: 'used', uses: 0, owner_id: null, size_bytes: 0, created_at: new Date(0) },
  { kind: 'relation', keep: ['key', 'state', 'owner_id', 'size_bytes', 'created_at'], sums: ['uses'] },
);

// Keys of the ledger are at most so long.
const MAX_KEY = 120;

type Use = { ownerId: number; at: Date };

/** Notes that a new row shows these files, each counted once. What is no key of ours is passed over. */
export function useFiles(output: Output, keys: readonly string[], { ownerId, at }: Use): void {
  for (const key of new Set(keys)) {
    if (!key.startsWith('upload/') || key.length > MAX_KEY) continue;
    output.add(mediaFiles, { key, uses: 1, owner_id: ownerId, created_at: at });
  }
}

/** The files of an avatar or cover: itself, and the picture in its original size beside it. */
export function pictureKeys(key: string): string[] {
  return key === '' ? [] : [key, fullKeyOf(key)];
}

/** Files of the ledger after an id. */
export async function ledgerFiles(
  db: Knex,
  after: number,
  limit: number,
): Promise<{ id: number; key: string; size_bytes: number }[]> {
  return db('media_files')
    .select('id', 'key', 'size_bytes')
    .where('state', 'used')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit);
}

export async function saveFileSizes(tx: Tx, sizes: ReadonlyMap<number, number>): Promise<void> {
  for (const [id, size_bytes] of sizes) await tx('media_files').where({ id }).update({ size_bytes });
}

/** Photos whose smaller picture is not there show the picture itself. */
export async function replaceSmallKeys(tx: Tx, small: readonly { small: string; key: string }[]): Promise<void> {
  for (const { small: small_key, key } of small) {
    for (const table of ['post_photos', 'product_images'] as const) {
      await tx(table).where({ file_key: key, small_key }).update({ small_key: key });
    }
    await tx('media_files').where({ key: small_key }).delete();
  }
}
