import type { Services } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import { releaseMedia } from '../../media/ledger.ts';
import { removeNotifications } from '../../notifications/service/inbox.ts';
import { deleteAnnouncement, purgePost } from '../../posts/service/delete.ts';
import { purgePostsOfEvent } from '../../posts/service/purge-user.ts';
import {
  addToEventCounter,
  announcementOf,
  deletedEventIds,
  deleteEventRow,
  deleteResponse,
  deleteResponsesTo,
  lockEventRows,
  markEventsDeleted,
  responsesOfUser,
} from '../queries.ts';
import { coverKeys } from './cover.ts';

const EVENTS_AT_ONCE = 100;
const RESPONSES_AT_ONCE = 100;

/** Removes everything that belongs to deleted events, and then their rows. Can be run again at any point. */
export async function purgeDeletedEvents(services: Services): Promise<void> {
  for (let ids = [0]; ids.length > 0; ) {
    ids = await deletedEventIds(services.db, EVENTS_AT_ONCE);
    for (const id of ids) await purgeEvent(services, id);
  }
}

/**
 * Deletes the post that announced a deleted event, the posts in it, and everything that belongs to it, in bounded batches, then
 * its row and its cover.
 */
export async function purgeEvent(services: Services, eventId: number): Promise<void> {
  const postId = await announcementOf(services.db, eventId);
  if (postId > 0 && (await services.write((tx) => deleteAnnouncement(services, tx, postId)))) await purgePost(services, postId);
  await purgePostsOfEvent(services, eventId);
  await deleteInBatches(services.write, (tx, limit) => deleteResponsesTo(tx, eventId, limit));
  await removeNotifications(services, { event_id: eventId });
  await services.write(async (tx) => {
    const cover = await deleteEventRow(tx, eventId);
    if (cover) await releaseMedia(tx, coverKeys(cover));
  });
}

/** Deletes a deleted user's events, and their responses to those of others. Bounded batches. */
export async function purgeEventsOfUser(services: Services, { userId }: { userId: number }): Promise<void> {
  await deleteInBatches(services.write, (tx, limit) => markEventsDeleted(tx, userId, limit));
  await purgeDeletedEvents(services);
  for (let responses = await responsesOfUser(services.db, userId, RESPONSES_AT_ONCE); responses.length > 0; ) {
    await services.write(async (tx) => {
      await lockEventRows(
        tx,
        responses.map((response) => response.event_id),
      );
      for (const response of responses) {
        const deleted = await deleteResponse(tx, response);
        if (deleted > 0) await addToEventCounter(tx, response.event_id, response.kind, -deleted);
      }
    });
    responses = await responsesOfUser(services.db, userId, RESPONSES_AT_ONCE);
  }
}
