import type { Services } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import { releaseMedia } from '../../media/ledger.ts';
import { removeNotifications } from '../../notifications/service/inbox.ts';
import { REACTIONS_TO } from '../../reactions/catalogue.ts';
import { deleteReactionsTo, purgeReactionsOf } from '../../reactions/service/purge.ts';
import type { Signals } from '../../signals/signals.ts';
import {
  deleteMutesOf,
  deleteStoryRow,
  deleteView,
  deleteViewsOn,
  endedStoryIds,
  expireStoriesOf,
  lockEndedStory,
  lockStories,
  someViewsOf,
} from '../queries/purge.ts';
import { addToViews } from '../queries/stories.ts';
import { storyKeys } from './create.ts';

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
    if (!hasEnded) return 0;
    const reactions = await deleteReactionsTo(tx, REACTIONS_TO.story, { ids: [storyId], limit });
    return Math.max(reactions, await deleteViewsOn(tx, storyId, limit));
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
  await purgeReactionsOf(services, REACTIONS_TO.story, userId);
  await purgeViewsOf(services, userId);
  await deleteInBatches(services.write, (tx, limit) => deleteMutesOf(tx, userId, limit));
}

async function purgeViewsOf({ db, write }: Services, userId: number): Promise<void> {
  for (let views = await someViewsOf(db, userId, BATCH); views.length > 0; ) {
    await write(async (tx) => {
      await lockStories(
        tx,
        views.map((view) => view.story_id),
      );
      for (const { id, story_id } of views) if ((await deleteView(tx, id)) > 0) await addToViews(tx, story_id, -1);
    });
    views = await someViewsOf(db, userId, BATCH);
  }
}
