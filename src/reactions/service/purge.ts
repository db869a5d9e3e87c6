import type { Services } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import type { Tx } from '../../database/write.ts';
import type { ReactionSet } from '../catalogue.ts';
import { ownReactionsOf } from '../hydrate.ts';
import { deleteOwn, deleteSomeOf, deleteSomeTo, lockSubjects, moveCounters, someOf } from '../queries.ts';
import { counterChanges, NO_REACTION } from '../rules.ts';

const BATCH = 100;

/**
 * Deletes a deleted person's reactions to the subjects of a set, and subtracts them from the counters. Runs in bounded batches
 * that first lock the subjects they count in, and can be run again.
 */
export async function purgeReactionsOf(services: Services, set: ReactionSet, userId: number): Promise<void> {
  const { countedIn } = set;
  if (!countedIn) return deleteInBatches(services.write, (tx, limit) => deleteSomeOf(tx, set, { userId, limit }));
  for (let found = BATCH; found === BATCH; ) {
    const rows = await someOf(services.db, set, { userId, limit: BATCH });
    if (rows.length === 0) return;
    await services.write(async (tx) => {
      await lockSubjects(
        tx,
        countedIn,
        rows.map((row) => row.subject_id),
      );
      for (const { subject_id, user_id, reaction } of rows) {
        const deleted = await deleteOwn(tx, set, { subject_id, user_id, reactions: [reaction] });
        const before = ownReactionsOf([{ subject_id, reaction }]).get(subject_id);
        if (deleted > 0 && before) await moveCounters(tx, set, subject_id, counterChanges(before, NO_REACTION));
      }
    });
    found = rows.length;
  }
}

/** Deletes at most `limit` reactions to deleted subjects. Gives the number. */
export function deleteReactionsTo(
  tx: Tx,
  set: ReactionSet,
  { ids, limit }: { ids: readonly number[]; limit?: number },
): Promise<number> {
  return deleteSomeTo(tx, set, ids, limit);
}
