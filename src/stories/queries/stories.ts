import type { Knex } from 'knex';
import { addToCounters } from '../../database/counters.ts';
import type { Tx } from '../../database/write.ts';
import type { ReactionCounts } from '../../reactions/rules.ts';

export type StoryRow = ReactionCounts & {
  id: number;
  user_id: number;
  title: string;
  description: string;
  file_kind: 'image' | 'video';
  file_key: string;
  thumb_key: string;
  views_count: number;
  created_at: Date;
  expires_at: Date;
};

declare module 'knex/types/tables.js' {
  interface Tables {
    stories: StoryRow;
  }
}

/** The condition of a live story: by the clock of the database, which all processes share. */
export const STORY_IS_LIVE = 'stories.expires_at > UTC_TIMESTAMP(3)';

/** The opposite: the story is to be purged. */
export const STORY_HAS_ENDED = 'stories.expires_at <= UTC_TIMESTAMP(3)';

/** The stories that are live. 1 statement. */
export async function storyRows(db: Knex, ids: readonly number[]): Promise<StoryRow[]> {
  if (ids.length === 0) return [];
  return db('stories').select('*').whereIn('id', ids).whereRaw(STORY_IS_LIVE);
}

/** The story's row, locked, while it is live. */
export async function lockStory(tx: Tx, id: number): Promise<StoryRow | undefined> {
  return tx('stories').select('*').where({ id }).whereRaw(STORY_IS_LIVE).forUpdate().first();
}

export type NewStory = Pick<StoryRow, 'user_id' | 'title' | 'description' | 'file_kind' | 'file_key' | 'thumb_key'>;

/** A new story that expires after so many hours. */
export async function insertStory(tx: Tx, row: NewStory, hours: number): Promise<number> {
  const [id] = await tx('stories').insert({
    ...row,
    created_at: tx.raw('UTC_TIMESTAMP(3)'),
    expires_at: tx.raw('UTC_TIMESTAMP(3) + INTERVAL ? HOUR', [hours]),
  });
  if (id === undefined) throw new Error('the new story has no id');
  return id;
}

/** Expires a story now. */
export async function expireStory(tx: Tx, id: number): Promise<void> {
  await tx('stories')
    .where({ id })
    .update({ expires_at: tx.raw('UTC_TIMESTAMP(3)') });
}

/** Adds to the views of a story whose row is locked. */
export function addToViews(tx: Tx, id: number, change: number): Promise<void> {
  return addToCounters(tx, 'stories', id, { views_count: change });
}
