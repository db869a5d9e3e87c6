import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import type { StoryViewRow } from './marks.ts';
import { STORY_HAS_ENDED, STORY_IS_LIVE, type StoryRow } from './stories.ts';

/** Ids of stories that ended, the first to end first. */
export async function endedStoryIds(db: Knex, limit: number): Promise<number[]> {
  return db('stories').whereRaw(STORY_HAS_ENDED).orderBy('expires_at').limit(limit).pluck('id');
}

/** Deletes at most `limit` views of a story that ended. Gives how many. */
export async function deleteViewsOn(tx: Tx, storyId: number, limit: number): Promise<number> {
  return tx('story_views').where({ story_id: storyId }).limit(limit).delete();
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

/** Some of the views of a person. */
export async function someViewsOf(db: Knex, userId: number, limit: number): Promise<Pick<StoryViewRow, 'id' | 'story_id'>[]> {
  return db('story_views').where({ user_id: userId }).orderBy('id').limit(limit).select('id', 'story_id');
}

/** Locks stories, live or not, in ascending order of ids. */
export async function lockStories(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await tx('stories').select('id').whereIn('id', ids).orderBy('id').forUpdate();
}

export async function deleteView(tx: Tx, id: number): Promise<number> {
  return tx('story_views').where({ id }).delete();
}

/** Deletes at most `limit` mutes of a user, and by a user. Gives a lower bound of how many are left. */
export async function deleteMutesOf(tx: Tx, userId: number, limit: number): Promise<number> {
  const by = await tx('story_mutes').where({ muter_id: userId }).limit(limit).delete();
  const of = await tx('story_mutes').where({ muted_id: userId }).limit(limit).delete();
  return Math.max(by, of);
}
