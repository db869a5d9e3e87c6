import type { Services } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import { afterCommit } from '../../database/write.ts';
import { releaseMedia } from '../../media/ledger.ts';
import { REACTIONS_TO } from '../../reactions/catalogue.ts';
import { deleteReactionsTo, purgeReactionsOf } from '../../reactions/service/purge.ts';
import type { Signals } from '../../signals/signals.ts';
import {
  conversationIdsOf,
  conversationRows,
  deleteConversationRow,
  deleteParticipant,
  deleteParticipantsOf,
} from '../queries/conversations.ts';
import { deleteMarksOfUser } from '../queries/marks.ts';
import {
  clearedByAll,
  deleteMessageRows,
  lockDeletedMessages,
  markClearedDeleted,
  markMessagesOfDeleted,
} from '../queries/messages.ts';

const BATCH = 500;
const NEVER_AGAIN = Number.MAX_SAFE_INTEGER;

/**
 * Removes the rows and files of deleted messages, in bounded batches; can run on several nodes at once and again. Gives how many.
 */
export async function purgeDeletedMessages(services: Services): Promise<number> {
  let removed = 0;
  for (let some = BATCH; some === BATCH; removed += some) {
    some = await services.write(async (tx) => {
      const rows = await lockDeletedMessages(tx, BATCH);
      for (const { media_key } of rows) if (media_key !== '') await releaseMedia(tx, [media_key]);
      const ids = rows.map((row) => row.id);
      await deleteReactionsTo(tx, REACTIONS_TO.message, { ids });
      return deleteMessageRows(tx, ids);
    });
  }
  return removed;
}

/** Listener of `chatCleared`: deletes for good what every participant has cleared, off the request's path. */
export async function deleteClearedMessages(services: Services, { conversationId }: Signals['chatCleared']): Promise<void> {
  afterCommit(() => {
    services.background('drop cleared messages', async () => {
      const upTo = await clearedByAll(services.db, conversationId);
      if (upTo === 0) return;
      const part = { conversationId, upTo, now: new Date() };
      await deleteInBatches(services.write, (tx, limit) => markClearedDeleted(tx, part, limit));
    });
  });
}

/**
 * Listener of `userPurged`: deletes the user's one-to-one chats, and their messages in group chats. In bounded batches that can
 * be run again.
 */
export async function purgeChats(services: Services, { userId }: { userId: number }): Promise<void> {
  for (let ids = await conversationIdsOf(services.db, userId, BATCH); ids.length > 0; ) {
    for (const conversation of await conversationRows(services.db, ids)) {
      if (conversation.kind === 'group') await leave(services, conversation.id, userId);
      else await purgeConversation(services, conversation.id);
    }
    ids = await conversationIdsOf(services.db, userId, BATCH);
  }
  await deleteInBatches(services.write, (tx, limit) => markMessagesOfDeleted(tx, userId, { now: new Date(), limit }));
  await deleteInBatches(services.write, (tx, limit) => deleteMarksOfUser(tx, userId, limit));
  await purgeReactionsOf(services, REACTIONS_TO.message, userId);
}

/** Deletes a conversation with everything in it; the rows and files of its messages are purged later. */
export async function purgeConversation(services: Services, conversationId: number): Promise<void> {
  const part = { conversationId, upTo: NEVER_AGAIN, now: new Date() };
  await deleteInBatches(services.write, (tx, limit) => markClearedDeleted(tx, part, limit));
  await services.write(async (tx) => {
    await deleteParticipantsOf(tx, conversationId);
    await deleteConversationRow(tx, conversationId);
  });
}

async function leave(services: Services, conversationId: number, userId: number): Promise<void> {
  await services.write((tx) => deleteParticipant(tx, userId, conversationId));
}
