import type { Services } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import { releaseMedia } from '../../media/ledger.ts';
import { removeActivities } from '../../notifications/service/activities.ts';
import { removeNotifications } from '../../notifications/service/inbox.ts';
import type { Signals } from '../../signals/signals.ts';
import {
  deleteCommentRows,
  deleteMarksOf,
  type Gone,
  lockedFiles,
  markedBy,
  someCommentIds,
  someDeleted,
  someOf,
} from '../queries/purge.ts';
import { removeMark } from './marks.ts';
import { removeFromCounts } from './take-away.ts';

const BATCH = 200;
const MARK_TABLES = ['comment_reactions', 'comment_wonders', 'comment_reports'] as const;

/** Removes what deleted comments left, and then their rows. May be run again at any point. */
export async function purgeDeletedComments(services: Services): Promise<void> {
  for (;;) {
    const deleted = await someDeleted(services.db, BATCH);
    for (const comment of deleted) await purgeComment(services, comment);
    if (deleted.length < BATCH) return;
  }
}

/** All that hangs on one deleted comment or reply, in bounded batches, then its row and its files. */
export async function purgeComment(services: Services, { id, post_id, parent_id }: Gone): Promise<void> {
  if (parent_id === 0) await removeAll(services, { parent_id: id });
  const gone = parent_id > 0 ? { post_id, reply_id: id } : { post_id, comment_id: id };
  await removeNotifications(services, gone);
  await removeActivities(services, gone);
  await removeComments(services, [id]);
}

/** All that was said on a deleted post goes, in bounded batches; may be run again. Outside any transaction. */
export async function purgeCommentsOfPost(services: Services, { postId }: Signals['postPurged']): Promise<void> {
  await removeAll(services, { post_id: postId });
}

/** What a deleted person said, and what they left on what others said, goes; counters of others forget it. */
export async function purgeCommentsOfUser(services: Services, { userId }: Signals['userPurged']): Promise<void> {
  await purgeWritten(services, { author_id: userId });
  for (const table of MARK_TABLES) {
    for (let found = BATCH; found === BATCH; ) {
      const ids = await markedBy(services.db, table, userId, BATCH);
      for (const id of ids) await services.write((tx) => removeMark(tx, table, { comment_id: id, user_id: userId }));
      found = ids.length;
    }
  }
}

/** What was said in the name of a deleted page goes: nobody could see it, and it would still be counted. */
export function purgeCommentsOfPage(services: Services, { pageId }: Signals['pagePurged']): Promise<void> {
  return purgeWritten(services, { page_id: pageId });
}

async function purgeWritten(services: Services, whose: Parameters<typeof someOf>[1]): Promise<void> {
  for (let found = BATCH; found === BATCH; ) {
    const comments = await someOf(services.db, whose, BATCH);
    for (const comment of comments) await services.write((tx) => removeFromCounts(services, tx, comment));
    found = comments.length;
  }
  await purgeDeletedComments(services);
}

async function removeAll(services: Services, where: Parameters<typeof someCommentIds>[1]): Promise<void> {
  for (;;) {
    const ids = await someCommentIds(services.db, where, BATCH);
    await removeComments(services, ids);
    if (ids.length < BATCH) return;
  }
}

/** Marks first, in batches, then the rows with their files. */
async function removeComments(services: Services, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  for (const table of MARK_TABLES) await deleteInBatches(services.write, (tx, limit) => deleteMarksOf(tx, table, ids, limit));
  await services.write(async (tx) => {
    const files = await lockedFiles(tx, ids);
    // What somebody left meanwhile; nobody can any more now that the rows are locked.
    for (const table of MARK_TABLES) await deleteMarksOf(tx, table, ids, BATCH);
    for (const { file_key, record_key } of files) await releaseMedia(tx, [file_key, record_key].filter(Boolean));
    await deleteCommentRows(tx, ids);
  });
}
