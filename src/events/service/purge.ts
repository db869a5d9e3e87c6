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

/** Removes what deleted events left, and then their rows. May be run again at any point. */
export async function purgeDeletedEvents(services: Services): Promise<void> {
  for (let ids = [0]; ids.length > 0; ) {
    ids = await deletedEventIds(services.db, EVENTS_AT_ONCE);
    for (const id of ids) await purgeEvent(services, id);
  }
}

/**
 * The post that announced a deleted event, those that stand in it, and all that hangs on it, in bounded batches, then its row
 * and its cover.
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

/** A deleted person's events go, and what they answered to those of others. Bounded batches. */
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
