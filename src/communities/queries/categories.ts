import type { CategoryMove } from '../../catalogues/rules.ts';
import type { Tx } from '../../database/write.ts';
import type { CommunityTable } from './lists.ts';

/** Changes the categories of at most `limit` groups or pages; gives how many. */
export async function moveCategory(tx: Tx, { name }: CommunityTable, { where, set, limit }: CategoryMove & { limit: number }) {
  return tx(name).where(where).whereNull('deleted_at').limit(limit).update(set);
}
