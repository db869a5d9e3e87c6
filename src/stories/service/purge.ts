import type { Services } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import { releaseMedia } from '../../media/ledger.ts';
import { removeNotifications } from '../../notifications/service/inbox.ts';
import type { Signals } from '../../signals/signals.ts';
import {
  deleteMark,
  deleteMarksOn,
  deleteMutesOf,
  deleteStoryRow,
  endedStoryIds,
  expireStoriesOf,
  lockEndedStory,
  lockStories,
  type MarkTable,
  someMarksOf,
} from '../queries/purge.ts';
import { addToStoryCounters } from '../queries/stories.ts';
import { storyKeys } from './create.ts';
import { reactionChanges } from './react.ts';

const BATCH = 100;

/**
 * Purges expired stories and everything that belongs to them. Can be run again at any point, and on several nodes at once.
 * Contract §2.23, §2.24.
 */
export async function purgeEndedStories(services: Services): Promise<void> {
  // stop after a round that removes nothing: another node is purging the same ones, or its clock is a little behind
  for (let removed = 1; removed > 0; ) {
    removed = 0;
    for (const id of await endedStoryIds(services.db, BATCH)) if (await purgeStory(services, id)) removed += 1;
  }
}

/**
 * Deletes everything that belongs to an expired story, in bounded batches, then its row and its files. A live story stays
 * unchanged. Gives whether the row was deleted. Marks and notifications are added only under the lock of a live row, so none
 * arrive after the first batch.
 */
export async function purgeStory(services: Services, storyId: number): Promise<boolean> {
  let hasEnded = false;
  await deleteInBatches(services.write, async (tx, limit) => {
    hasEnded = (await lockEndedStory(tx, storyId)) !== undefined;
    return hasEnded ? deleteMarksOn(tx, storyId, limit) : 0;
  });
  if (!hasEnded) return false;
  await removeNotifications(services, { story_id: storyId });
  return services.write(async (tx) => {
    const story = await lockEndedStory(tx, storyId);
    if (!story) return false;
    await deleteStoryRow(tx, storyId);
    await releaseMedia(tx, storyKeys(story));
    return true;
  });
}

/** Listener of `userPurged`: deletes the user's stories, their marks on those of others, and mutes. Bounded batches. */
export async function purgeStoriesOfUser(services: Services, { userId }: Signals['userPurged']): Promise<void> {
  await deleteInBatches(services.write, (tx, limit) => expireStoriesOf(tx, userId, limit));
  await purgeEndedStories(services);
  for (const table of ['story_views', 'story_reactions'] as const) await purgeMarksOf(services, table, userId);
  await deleteInBatches(services.write, (tx, limit) => deleteMutesOf(tx, userId, limit));
}

async function purgeMarksOf({ db, write }: Services, table: MarkTable, userId: number): Promise<void> {
  for (let marks = await someMarksOf(db, table, userId, BATCH); marks.length > 0; ) {
    await write(async (tx) => {
      await lockStories(
        tx,
        marks.map((mark) => mark.story_id),
      );
      for (const { id, story_id, reaction } of marks) {
        if ((await deleteMark(tx, table, id)) === 0) continue;
        const changes = table === 'story_views' ? { views_count: -1 } : reactionChanges(reaction, 0);
        await addToStoryCounters(tx, story_id, changes);
      }
    });
    marks = await someMarksOf(db, table, userId, BATCH);
  }
}
