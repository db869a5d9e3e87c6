import type { Services } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import { REMARK_TABLES } from '../../discussions/service/discussion.ts';
import { purgeRemarksOf, purgeRemarksOn } from '../../discussions/service/purge.ts';
import { releaseMedia } from '../../media/ledger.ts';
import type { Signals } from '../../signals/signals.ts';
import { deleteArticleRow, lockArticle, someArticlesOf, updateArticle } from '../queries/articles.ts';
import { deleteReactionsTo, reactedBy } from '../queries/reactions.ts';
import { removeReaction } from './react.ts';
import { thumbnailKeys } from './write.ts';

const BATCH = 200;

/** A deleted person's articles with all that hangs on them, and what they left on those of others. In batches, repeatable. */
export async function purgeArticles(services: Services, { userId }: Signals['userPurged']): Promise<void> {
  for (let found = BATCH; found === BATCH; ) {
    const ids = await someArticlesOf(services.db, userId, BATCH);
    for (const id of ids) await purgeArticle(services, id);
    found = ids.length;
  }
  await purgeRemarksOf(services, REMARK_TABLES.article, userId);
  for (let found = BATCH; found === BATCH; ) {
    const ids = await reactedBy(services.db, userId, BATCH);
    for (const id of ids) await services.write((tx) => removeReaction(tx, { article_id: id, user_id: userId }));
    found = ids.length;
  }
}

/** Out of sight first, so that nobody adds to it any more; its row goes last. */
async function purgeArticle(services: Services, id: number): Promise<void> {
  await services.write(async (tx) => {
    const article = await lockArticle(tx, id);
    if (!article) return;
    await releaseMedia(tx, thumbnailKeys(article.thumbnail));
    await updateArticle(tx, id, { state: 'deleted', deleted_at: new Date(), thumbnail: '' });
  });
  await purgeRemarksOn(services, REMARK_TABLES.article, id);
  await deleteInBatches(services.write, (tx, limit) => deleteReactionsTo(tx, id, limit));
  await services.write((tx) => deleteArticleRow(tx, id));
}
