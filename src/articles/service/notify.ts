import type { Services } from '../../context.ts';
import { notify } from '../../notifications/service/notify.ts';
import type { Signals } from '../../signals/signals.ts';
import { lockArticle } from '../queries/articles.ts';

/** Listener of `commented`: an article's author hears of a comment on it. */
export async function notifyArticleComment(
  services: Services,
  { subjectKind, subjectId, authorId }: Signals['commented'],
): Promise<void> {
  if (subjectKind !== 'article') return;
  await services.write(async (tx) => {
    const article = await lockArticle(tx, subjectId);
    if (!article) return;
    const about = { articleId: subjectId, notifierId: authorId, recipientIds: [article.owner_id], text: article.title };
    await notify(services, tx, { ...about, type: 'blog_commented' });
  });
}
