import type { Services } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import { releaseMedia } from '../../media/ledger.ts';
import { removeActivities } from '../../notifications/service/activities.ts';
import { removeNotifications } from '../../notifications/service/inbox.ts';
import { REACTIONS_TO } from '../../reactions/catalogue.ts';
import { deleteReactionsTo, purgeReactionsOf } from '../../reactions/service/purge.ts';
import type { Signals } from '../../signals/signals.ts';
import { type DeletableComment, deleteCommentRows, lockedFiles, someCommentIds, someDeleted, someOf } from '../queries/purge.ts';
import { deleteReportsBy, deleteReportsOf } from '../queries/reports.ts';
import { markDeleted } from './mark-deleted.ts';

const BATCH = 200;

/** Removes what belongs to deleted comments, and then their rows. Can be run again at any point. */
export async function purgeDeletedComments(services: Services): Promise<void> {
  for (let found = BATCH; found === BATCH; ) {
    const deleted = await someDeleted(services.db, BATCH);
    for (const comment of deleted) await purgeComment(services, comment);
    found = deleted.length;
  }
}

/** Removes everything that belongs to a deleted comment or reply, in bounded batches, then its row and its files. */
export async function purgeComment(services: Services, comment: DeletableComment): Promise<void> {
  const { id, parent_id } = comment;
  if (parent_id === 0) await removeAll(services, { parent_id: id });
  // notifications of the others have ids of their own
  if (comment.subject_kind === 'post') {
    const post_id = comment.subject_id;
    const gone = parent_id > 0 ? { post_id, reply_id: id } : { post_id, comment_id: id };
    await removeNotifications(services, gone);
    await removeActivities(services, gone);
  }
  await removeComments(services, [id]);
}

/** Listener of `postPurged`: deletes all comments on a deleted post in bounded batches. Can be run again. */
export function purgeCommentsOfPost(services: Services, { postId }: Signals['postPurged']): Promise<void> {
  return removeAll(services, { subject_kind: 'post', subject_id: postId });
}

/** Listener of `articlePurged`: the same for an article. */
export function purgeCommentsOfArticle(services: Services, { articleId }: Signals['articlePurged']): Promise<void> {
  return removeAll(services, { subject_kind: 'article', subject_id: articleId });
}

/**
 * Listener of `userPurged`: deletes a deleted person's comments, and their reactions and reports on others' comments with their
 * counts.
 */
export async function purgeCommentsOfUser(services: Services, { userId }: Signals['userPurged']): Promise<void> {
  await purgeWritten(services, { author_id: userId });
  await purgeReactionsOf(services, REACTIONS_TO.comment, userId);
  await deleteInBatches(services.write, (tx, limit) => deleteReportsBy(tx, userId, limit));
}

/** Listener of `pagePurged`: deletes the comments in the name of a deleted page, which nobody can see but counters include. */
export function purgeCommentsOfPage(services: Services, { pageId }: Signals['pagePurged']): Promise<void> {
  return purgeWritten(services, { page_id: pageId });
}

async function purgeWritten(services: Services, whose: Parameters<typeof someOf>[1]): Promise<void> {
  for (let found = BATCH; found === BATCH; ) {
    const comments = await someOf(services.db, whose, BATCH);
    for (const comment of comments) await services.write((tx) => markDeleted(services, tx, comment));
    found = comments.length;
  }
  await purgeDeletedComments(services);
}

async function removeAll(services: Services, where: Parameters<typeof someCommentIds>[1]): Promise<void> {
  for (let found = BATCH; found === BATCH; ) {
    const ids = await someCommentIds(services.db, where, BATCH);
    await removeComments(services, ids);
    found = ids.length;
  }
}

/**
 * Deletes reactions and reports first, in batches, then the rows with their files. The rows are locked, so nothing can be added.
 */
async function removeComments(services: Services, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await deleteInBatches(services.write, async (tx, limit) => {
    const files = await lockedFiles(tx, ids);
    const reactions = await deleteReactionsTo(tx, REACTIONS_TO.comment, { ids, limit });
    const most = Math.max(reactions, await deleteReportsOf(tx, ids, limit));
    if (most === limit) return limit;
    for (const { file_key, record_key } of files) await releaseMedia(tx, [file_key, record_key].filter(Boolean));
    await deleteCommentRows(tx, ids);
    return 0;
  });
}
