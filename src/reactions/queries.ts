import type { Knex } from 'knex';
import { addToCounters } from '../database/counters.ts';
import type { Tx } from '../database/write.ts';
import { withoutBlocked } from '../graph/without-blocked.ts';
import type { ReactionSet } from './catalogue.ts';
import type { ReactionCounter } from './rules.ts';

/** A reaction of a person to a subject: 1 like to 6 angry, 7 wonder or dislike. `message_reactions` have no `id`. */
export type ReactionRow = { id: number; subject_id: number; user_id: number; reaction: number; created_at: Date };

declare module 'knex/types/tables.js' {
  interface Tables {
    post_reactions: ReactionRow;
    comment_reactions: ReactionRow;
    story_reactions: ReactionRow;
    article_reactions: ReactionRow;
    message_reactions: Omit<ReactionRow, 'id'>;
  }
}

/** A person and a subject. */
export type Pair = Pick<ReactionRow, 'subject_id' | 'user_id'>;

const rowsOf = (db: Knex | Tx, { table }: ReactionSet) => db<ReactionRow>(table);

/** A person's reactions to the subjects, at most two rows each. 1 statement. */
export async function ownRows(
  db: Knex,
  set: ReactionSet,
  { userId, ids }: { userId: number; ids: readonly number[] },
): Promise<Pick<ReactionRow, 'subject_id' | 'reaction'>[]> {
  if (ids.length === 0) return [];
  return rowsOf(db, set).select('subject_id', 'reaction').where({ user_id: userId }).whereIn('subject_id', ids);
}

/** All reactions to the subjects. 1 statement. */
export async function reactionRows(
  db: Knex,
  set: ReactionSet,
  ids: readonly number[],
): Promise<Pick<ReactionRow, 'subject_id' | 'user_id' | 'reaction'>[]> {
  if (ids.length === 0) return [];
  return rowsOf(db, set).select('subject_id', 'user_id', 'reaction').whereIn('subject_id', ids);
}

export async function insertReaction(tx: Tx, set: ReactionSet, row: Omit<ReactionRow, 'id'>): Promise<void> {
  await rowsOf(tx, set).insert(row);
}

/** Changes the person's reaction in its row. */
export async function replaceReaction(
  tx: Tx,
  set: ReactionSet,
  { row: { subject_id, user_id, ...change }, replaced }: { row: Omit<ReactionRow, 'id'>; replaced: number },
): Promise<void> {
  await rowsOf(tx, set).where({ subject_id, user_id, reaction: replaced }).update(change);
}

/** Gives the number of the person's reactions that were deleted. */
export async function deleteOwn(
  tx: Tx,
  set: ReactionSet,
  { reactions, ...pair }: Pair & { reactions: number[] },
): Promise<number> {
  return rowsOf(tx, set).where(pair).whereIn('reaction', reactions).delete();
}

/** Adds to the counters of a locked subject, if it has any. */
export async function moveCounters(
  tx: Tx,
  { countedIn }: ReactionSet,
  subjectId: number,
  changes: Partial<Record<ReactionCounter, number>>,
): Promise<void> {
  if (countedIn) await addToCounters(tx, countedIn, subjectId, changes);
}

/** Locks the subjects whose rows count reactions, by ascending id. */
export async function lockSubjects(tx: Tx, table: string, ids: readonly number[]): Promise<void> {
  await tx(table).select('id').whereIn('id', ids).orderBy('id').forUpdate();
}

type Whose = { userId: number; limit: number };

/** Some of a person's reactions. */
export async function someOf(db: Knex, set: ReactionSet, { userId, limit }: Whose): Promise<Omit<ReactionRow, 'id'>[]> {
  const own = rowsOf(db, set).where({ user_id: userId }).orderBy('id').limit(limit);
  return own.select('subject_id', 'user_id', 'reaction', 'created_at');
}

/** Deletes at most `limit` of a person's reactions. Gives the number. */
export async function deleteSomeOf(tx: Tx, set: ReactionSet, { userId, limit }: Whose): Promise<number> {
  return rowsOf(tx, set).where({ user_id: userId }).limit(limit).delete();
}

/** Deletes at most `limit` reactions to the subjects. Gives the number. */
export async function deleteSomeTo(tx: Tx, set: ReactionSet, ids: readonly number[], limit?: number): Promise<number> {
  if (ids.length === 0) return 0;
  const query = rowsOf(tx, set).whereIn('subject_id', ids);
  if (limit !== undefined) query.limit(limit);
  return query.delete();
}

/** A person who reacted; `id` is the row's, the cursor of lists. */
export type Reactor = Pick<ReactionRow, 'id' | 'user_id' | 'reaction'>;

/** The people with one reaction, before a row. */
export type ReactionPart = { reaction: number; offset?: number | undefined };

/**
 * The people who reacted to a subject, for each requested reaction newest first, without inactive people and those blocked either
 * way. 1 statement with a branch for each reaction: a range of the index by kind.
 */
export async function reactorRows(
  db: Knex,
  set: ReactionSet,
  { subjectId, viewerId, parts, limit }: { subjectId: number; viewerId: number; parts: readonly ReactionPart[]; limit: number },
): Promise<Reactor[]> {
  if (parts.length === 0) return [];
  const branches = parts.map(({ reaction, offset }) => {
    const query = db({ given: set.table })
      // STRAIGHT_JOIN: on its own the planner can start with the people.
      .joinRaw('STRAIGHT_JOIN users ON users.id = given.user_id')
      .where({ 'given.subject_id': subjectId, 'given.reaction': reaction, 'users.state': 'active' })
      .select('given.id', 'given.user_id', 'given.reaction')
      .orderBy('given.id', 'desc')
      .limit(limit);
    if (offset !== undefined) query.where('given.id', '<', offset);
    return withoutBlocked(query, viewerId, 'given.user_id');
  });
  return db.from(db.unionAll(branches, true).as('reactors')).select<Reactor[]>('id', 'user_id', 'reaction').orderBy('id', 'desc');
}
