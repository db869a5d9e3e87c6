import type { Ctx } from '../context.ts';
import type { ReactionSet } from './catalogue.ts';
import { ownRows, type ReactionRow, reactionRows } from './queries.ts';
import { NO_REACTION, type OwnReaction, WONDER } from './rules.ts';

/** The viewer's reactions to the subjects, by id; a subject without one has no entry. 1 statement, none for a guest. */
export async function hydrateOwnReactions(
  { db, viewer }: Pick<Ctx, 'db' | 'viewer'>,
  set: ReactionSet,
  ids: readonly number[],
): Promise<Map<number, OwnReaction>> {
  return viewer ? ownReactionsOf(await ownRows(db, set, { userId: viewer.id, ids })) : new Map();
}

/** Groups one person's rows by subject. */
export function ownReactionsOf(rows: readonly Pick<ReactionRow, 'subject_id' | 'reaction'>[]): Map<number, OwnReaction> {
  const own = new Map<number, OwnReaction>();
  for (const { subject_id, reaction } of rows) {
    const before = own.get(subject_id) ?? NO_REACTION;
    own.set(subject_id, reaction === WONDER ? { ...before, wondered: true } : { ...before, reaction });
  }
  return own;
}

export type GivenReaction = Pick<ReactionRow, 'user_id' | 'reaction'>;

/** All people's reactions to the subjects, by id; a subject without any has no entry. 1 statement. */
export async function hydrateReactions(
  { db }: Pick<Ctx, 'db'>,
  set: ReactionSet,
  ids: readonly number[],
): Promise<Map<number, GivenReaction[]>> {
  return Map.groupBy(await reactionRows(db, set, ids), (row) => row.subject_id);
}
