import { type Discussion, REMARK_TABLES } from '../../discussions/service/discussion.ts';
import { Refusal } from '../../http/errors.ts';
import { notify } from '../../notifications/service/notify.ts';
import { lockArticle } from '../queries/articles.ts';
import { requireArticle } from './read.ts';

/** What is said about articles; their authors hear of comments. */
export const articleDiscussion: Discussion = {
  tables: REMARK_TABLES.article,
  async requireSubject(ctx, id) {
    const maps = await requireArticle(ctx, id);
    return { ownerId: maps.articles.get(id)?.owner_id ?? 0 };
  },
  async lockSubject(tx, id) {
    if (!(await lockArticle(tx, id))) throw new Refusal('subjectNotFound');
  },
  async tell(ctx, tx, articleId) {
    const article = await lockArticle(tx, articleId);
    if (!article) return;
    const about = { articleId, notifierId: ctx.viewer.id, recipientIds: [article.owner_id], text: article.title };
    await notify(ctx, tx, { ...about, type: 'blog_commented' });
  },
};
