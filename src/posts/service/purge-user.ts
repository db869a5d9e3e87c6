import type { Services } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import type { Tx } from '../../database/write.ts';
import { REACTIONS_TO } from '../../reactions/catalogue.ts';
import { purgeReactionsOf } from '../../reactions/service/purge.ts';
import { addToPostCounters, lockPostRows, postRows } from '../queries/posts.ts';
import {
  deleteMarksOf,
  deleteRow,
  remainingPostIds,
  remainingPostIdsIn,
  removeVote,
  UNCOUNTED_MARKS,
  viewsOf,
  votesOf,
} from '../queries/purge.ts';
import { purgePost, removePost } from './delete.ts';

const BATCH = 100;

/** A deleted person's posts go, with those on their wall, and what they left on posts of others. Bounded batches. */
export async function purgePosts(services: Services, { userId }: { userId: number }): Promise<void> {
  for (let ids = [0]; ids.length > 0; ) {
    ids = await remainingPostIds(services.db, userId, BATCH);
    for (const post of (await postRows(services.db, ids)).filter((row) => ids.includes(row.id))) {
      await services.write((tx) => removePost(services, tx, post));
      await purgePost(services, post.id);
    }
  }
  await purgeReactionsOf(services, REACTIONS_TO.post, userId);
  await purgeViews(services, userId);
  await purgeVotes(services, userId);
  for (const table of UNCOUNTED_MARKS)
    await deleteInBatches(services.write, (tx, limit) => deleteMarksOf(tx, table, userId, limit));
}

/** Listener of `groupPurged`: the posts of a deleted group go. Bounded batches. */
export function purgePostsOfGroup(services: Services, { groupId }: { groupId: number }): Promise<void> {
  return purgePostsIn(services, { group_id: groupId });
}

/** Listener of `pagePurged`: the posts of a deleted page go. Bounded batches. */
export function purgePostsOfPage(services: Services, { pageId }: { pageId: number }): Promise<void> {
  return purgePostsIn(services, { page_id: pageId });
}

/** The posts that stand in a deleted event go. Bounded batches. */
export function purgePostsOfEvent(services: Services, eventId: number): Promise<void> {
  return purgePostsIn(services, { event_id: eventId });
}

type Place = Parameters<typeof remainingPostIdsIn>[1];

async function purgePostsIn(services: Services, container: Place): Promise<void> {
  for (let ids = [0]; ids.length > 0; ) {
    ids = await remainingPostIdsIn(services.db, container, BATCH);
    for (const post of (await postRows(services.db, ids)).filter((row) => ids.includes(row.id))) {
      await services.write((tx) => removePost(services, tx, post));
      await purgePost(services, post.id);
    }
  }
}

async function purgeViews(services: Services, userId: number): Promise<void> {
  await inBatches(
    services,
    (limit) => viewsOf(services.db, { userId, limit }),
    async (tx, row) => {
      if (await deleteRow(tx, 'post_views', row.id)) await addToPostCounters(tx, row.post_id, { views_count: -1 });
    },
  );
}

async function purgeVotes(services: Services, userId: number): Promise<void> {
  await inBatches(
    services,
    (limit) => votesOf(services.db, { userId, limit }),
    async (tx, row) => {
      if (await deleteRow(tx, 'poll_votes', row.id)) await removeVote(tx, row.option_id);
    },
  );
}

/** Removes rows a batch at a time, each batch in one transaction that first locks the posts. */
async function inBatches<Row extends { post_id: number }>(
  services: Services,
  find: (limit: number) => Promise<Row[]>,
  remove: (tx: Tx, row: Row) => Promise<void>,
): Promise<void> {
  for (let rows = await find(BATCH); rows.length > 0; rows = rows.length < BATCH ? [] : await find(BATCH)) {
    await services.write(async (tx) => {
      await lockPostRows(
        tx,
        rows.map((row) => row.post_id),
      );
      for (const row of rows) await remove(tx, row);
    });
  }
}
