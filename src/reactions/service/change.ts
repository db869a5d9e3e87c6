import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import type { ReactionSet } from '../catalogue.ts';
import { ownReactionsOf } from '../hydrate.ts';
import { deleteOwn, insertReaction, moveCounters, ownRows, replaceReaction } from '../queries.ts';
import { type Choice, counterChanges, NO_REACTION, type OwnReaction, WONDER } from '../rules.ts';

/** What the viewer left before a change, and after it. */
export type Changed = { before: OwnReaction; after: OwnReaction };

/**
 * Changes what the viewer left on a subject whose row is locked, and its counters. 1 statement, and where something changes
 * mostly 2 more. A reaction that takes the place of another keeps its row, and so its place in lists.
 */
export async function changeReaction(
  ctx: Pick<ViewerContext, 'viewer' | 'now'>,
  tx: Tx,
  { set, subjectId, choice }: { set: ReactionSet; subjectId: number; choice: Choice },
): Promise<Changed> {
  const rows = await ownRows(tx, set, { userId: ctx.viewer.id, ids: [subjectId] });
  const before = ownReactionsOf(rows).get(subjectId) ?? NO_REACTION;
  const after = choice(before);
  const pair = { subject_id: subjectId, user_id: ctx.viewer.id };
  const removed = kindsOf(before).filter((kind) => !kindsOf(after).includes(kind));
  const added = kindsOf(after).filter((kind) => !kindsOf(before).includes(kind));
  for (const reaction of added) {
    const row = { ...pair, reaction, created_at: ctx.now };
    const replaced = removed.shift();
    if (replaced === undefined) await insertReaction(tx, set, row);
    else await replaceReaction(tx, set, { row, replaced });
  }
  if (removed.length > 0) await deleteOwn(tx, set, { ...pair, reactions: removed });
  await moveCounters(tx, set, subjectId, counterChanges(before, after));
  return { before, after };
}

/** The kinds of reaction somebody left, each of which is a row. */
function kindsOf({ reaction, wondered }: OwnReaction): number[] {
  return [...(reaction > 0 ? [reaction] : []), ...(wondered ? [WONDER] : [])];
}
