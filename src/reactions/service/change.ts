import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import type { ReactionSet } from '../catalogue.ts';
import { ownReactionsOf } from '../hydrate.ts';
import { deleteOwn, insertReaction, moveCounters, ownRows, replaceReaction } from '../queries.ts';
import { type Choice, counterChanges, NO_REACTION, type OwnReaction, WONDER } from '../rules.ts';

/** The viewer's reactions before and after a change. */
export type Changed = { before: OwnReaction; after: OwnReaction };

/**
 * Changes the viewer's reactions to a subject whose row is locked, and its counters. 1 statement, and usually 2 more when
 * something changes. A reaction that replaces another keeps its row, and so its place in lists.
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

/** The reactions a person has given, one row each. */
function kindsOf({ reaction, wondered }: OwnReaction): number[] {
  return [...(reaction > 0 ? [reaction] : []), ...(wondered ? [WONDER] : [])];
}
