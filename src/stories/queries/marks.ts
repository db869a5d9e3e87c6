import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import { withoutBlocked } from '../../graph/without-blocked.ts';

export type StoryViewRow = { id: number; story_id: number; user_id: number; created_at: Date };
export type StoryMuteRow = { id: number; muter_id: number; muted_id: number; created_at: Date };

declare module 'knex/types/tables.js' {
  interface Tables {
    story_views: StoryViewRow;
    story_mutes: StoryMuteRow;
  }
}

/** A user and a story. */
export type Pair = Pick<StoryViewRow, 'story_id' | 'user_id'>;

/** A viewer's mark on a story; `reaction` 0: they have seen it. */
export type StoryMark = { story_id: number; reaction: number };

/** A viewer's marks on stories. 1 statement, both branches are lookups in a unique key. */
export async function viewerMarks(db: Knex, viewerId: number, ids: readonly number[]): Promise<StoryMark[]> {
  if (ids.length === 0) return [];
  return db('story_views')
    .select<StoryMark[]>(db.raw('story_id, 0 as reaction'))
    .whereIn('story_id', ids)
    .where('user_id', viewerId)
    .unionAll([
      (query) => {
        query.select('subject_id', 'reaction').from('story_reactions').whereIn('subject_id', ids).where('user_id', viewerId);
      },
    ]);
}

/** Whether the user has seen a story whose row is locked. */
export async function hasView(tx: Tx, pair: Pair): Promise<boolean> {
  return (await tx('story_views').where(pair).first('id')) !== undefined;
}

export async function insertView(tx: Tx, row: Omit<StoryViewRow, 'id'>): Promise<void> {
  await tx('story_views').insert(row);
}

/** A mute that is there already stays. */
export async function insertMute(tx: Tx, row: Omit<StoryMuteRow, 'id'>): Promise<void> {
  await tx('story_mutes').insert(row).onConflict(['muter_id', 'muted_id']).merge(['muter_id']);
}

export async function deleteMute(tx: Tx, muterId: number, mutedId: number): Promise<void> {
  await tx('story_mutes').where({ muter_id: muterId, muted_id: mutedId }).delete();
}

export async function isMuted(db: Knex, muterId: number, mutedId: number): Promise<boolean> {
  return (await db('story_mutes').where({ muter_id: muterId, muted_id: mutedId }).first('id')) !== undefined;
}

/** Somebody who saw a story; `id` is the row's, by which lists go on. */
export type StoryViewer = Pick<StoryViewRow, 'id' | 'user_id'>;

/** The users who have seen a story, newest first, without blocked ones. 1 statement. */
export async function viewersOf(
  db: Knex,
  storyId: number,
  { viewerId, limit, offset }: { viewerId: number; limit: number; offset?: number | undefined },
): Promise<StoryViewer[]> {
  // left to themselves the servers walk back through all views there are when a story has many of them
  const query = db
    .from(db.raw('story_views FORCE INDEX (story_views_story_index)'))
    .select<StoryViewer[]>('story_views.id', 'story_views.user_id')
    .where('story_views.story_id', storyId)
    .orderBy('story_views.id', 'desc')
    .limit(limit);
  if (offset !== undefined) query.where('story_views.id', '<', offset);
  return withoutBlocked(query, viewerId, 'story_views.user_id');
}
