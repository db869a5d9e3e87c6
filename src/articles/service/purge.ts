import type { Services } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import { afterCommit, type Tx } from '../../database/write.ts';
import { releaseMedia } from '../../media/ledger.ts';
import { deleteAnnouncement, purgePost } from '../../posts/service/delete.ts';
import { REACTIONS_TO } from '../../reactions/catalogue.ts';
import { deleteReactionsTo, purgeReactionsOf } from '../../reactions/service/purge.ts';
import type { Signals } from '../../signals/signals.ts';
import {
  articleIdsOfAuthor,
  deleteArticleRow,
  deletedArticleIds,
  lockArticle,
  lockArticleOfPost,
  postOfArticle,
  updateArticle,
} from '../queries/articles.ts';
import { thumbnailKeys } from './write.ts';

const BATCH = 200;

/** Listener of `postDeleted`: the article a post tells of goes with it. */
export async function removeArticleOfPost(services: Services, { postId }: Signals['postDeleted']): Promise<void> {
  const removed = await services.write(async (tx) => {
    const article = await lockArticleOfPost(tx, postId);
    if (article) await markArticleDeleted(tx, article.id);
    return article !== undefined;
  });
  if (removed) afterCommit(() => services.background('purge deleted articles', () => purgeDeletedArticles(services)));
}

/** Removes what deleted articles left, and then their rows. May be run again at any point. */
export async function purgeDeletedArticles(services: Services): Promise<void> {
  for (let ids = [0]; ids.length > 0; ) {
    ids = await deletedArticleIds(services.db, BATCH);
    for (const id of ids) await purgeArticle(services, id);
  }
}

/** A deleted person's articles with all that hangs on them, and what they left on those of others. In batches, repeatable. */
export async function purgeArticles(services: Services, { userId }: Signals['userPurged']): Promise<void> {
  for (let found = BATCH; found === BATCH; ) {
    const ids = await articleIdsOfAuthor(services.db, userId, BATCH);
    for (const id of ids) await removeArticle(services, id);
    found = ids.length;
  }
  await purgeDeletedArticles(services);
  await purgeReactionsOf(services, REACTIONS_TO.article, userId);
}

/** Takes an article and its post from everybody's sight at once; `purgeArticle` is to follow. Posts are locked before articles. */
export async function removeArticle(services: Services, id: number): Promise<void> {
  await services.write(async (tx) => {
    const postId = await postOfArticle(tx, id);
    if (postId > 0) await deleteAnnouncement(services, tx, postId);
    await markArticleDeleted(tx, id);
  });
}

/** Out of sight first, so that nobody adds to it any more; its row goes last. */
async function markArticleDeleted(tx: Tx, id: number): Promise<void> {
  const article = await lockArticle(tx, id);
  if (!article) return;
  await releaseMedia(tx, thumbnailKeys(article.thumbnail));
  await updateArticle(tx, id, { state: 'deleted', deleted_at: new Date(), thumbnail: '' });
}

/**
 * All that hangs on one deleted article, in bounded batches, then its row; its post too, had that come meanwhile. May be run
 * again.
 */
export async function purgeArticle(services: Services, id: number): Promise<void> {
  const postId = await postOfArticle(services.db, id);
  if (postId > 0) {
    await services.write((tx) => deleteAnnouncement(services, tx, postId));
    await purgePost(services, postId);
  }
  await services.emit(services, 'articlePurged', { articleId: id });
  await deleteInBatches(services.write, (tx, limit) => deleteReactionsTo(tx, REACTIONS_TO.article, { ids: [id], limit }));
  await services.write((tx) => deleteArticleRow(tx, id));
}
