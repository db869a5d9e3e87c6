import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import { STORY_HAS_ENDED, STORY_IS_LIVE, type StoryRow } from './stories.ts';

const MARK_TABLES = ['story_views', 'story_reactions'] as const;
export type MarkTable = (typeof MARK_TABLES)[number];

/** Ids of expired stories, the first to expire first. */
export async function endedStoryIds(db: Knex, limit: number): Promise<number[]> {
  return db('stories').whereRaw(STORY_HAS_ENDED).orderBy('expires_at').limit(limit).pluck('id');
}

/** Deletes at most `limit` marks of each kind on an expired story. Gives a lower bound of how many are left. */
export async function deleteMarksOn(tx: Tx, storyId: number, limit: number): Promise<number> {
  let most = 0;
  for (const table of MARK_TABLES) most = Math.max(most, await tx(table).where({ story_id: storyId }).limit(limit).delete());
  return most;
}

/** The row of an expired story, locked; undefined when it is deleted. */
export async function lockEndedStory(tx: Tx, id: number): Promise<StoryRow | undefined> {
  return tx('stories').select('*').where({ id }).whereRaw(STORY_HAS_ENDED).forUpdate().first();
}

export async function deleteStoryRow(tx: Tx, id: number): Promise<void> {
  await tx('stories').where({ id }).delete();
}

/** Expires at most `limit` live stories of a user. Gives how many. */
export async function expireStoriesOf(tx: Tx, userId: number, limit: number): Promise<number> {
  return tx('stories')
    .where({ user_id: userId })
    .whereRaw(STORY_IS_LIVE)
    .limit(limit)
    .update({ expires_at: tx.raw('UTC_TIMESTAMP(3)') });
}

/** Up to `limit` marks a user left on stories; `reaction` 0 for a view. */
export async function someMarksOf(
  db: Knex,
  table: MarkTable,
  userId: number,
  limit: number,
): Promise<{ id: number; story_id: number; reaction: number }[]> {
  const reaction = table === 'story_reactions' ? 'reaction' : db.raw('0 as reaction');
  return db(table)
    .where({ user_id: userId })
    .orderBy('id')
    .limit(limit)
    .select<{ id: number; story_id: number; reaction: number }[]>('id', 'story_id', reaction);
}

/** Locks stories, live or not, in ascending order of ids. */
export async function lockStories(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await tx('stories').select('id').whereIn('id', ids).orderBy('id').forUpdate();
}

export async function deleteMark(tx: Tx, table: MarkTable, id: number): Promise<number> {
  return tx(table).where({ id }).delete();
}

/** Deletes at most `limit` mutes of a user, and by a user. Gives a lower bound of how many are left. */
export async function deleteMutesOf(tx: Tx, userId: number, limit: number): Promise<number> {
  const by = await tx('story_mutes').where({ muter_id: userId }).limit(limit).delete();
  const of = await tx('story_mutes').where({ muted_id: userId }).limit(limit).delete();
  return Math.max(by, of);
}
