import type { Tx } from '../../database/write.ts';
import { hydrateRelations } from '../../graph/hydrate.ts';

/** Whether a user and the owner of a group or page blocked one another: no third user can connect them then. 1 statement. */
export async function isBlockedByOwner(tx: Tx, { ownerId, userId }: { ownerId: number; userId: number }): Promise<boolean> {
  const relations = await hydrateRelations({ db: tx, viewer: { id: userId } }, [ownerId]);
  return relations.get(ownerId)?.blocked ?? false;
}
