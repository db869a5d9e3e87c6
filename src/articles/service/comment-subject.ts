import type { CommentSubject } from '../../comments/service/subject.ts';
import { Refusal } from '../../http/errors.ts';
import { lockArticle } from '../queries/articles.ts';
import { canEditArticle } from '../rules.ts';
import { requireArticle } from './read.ts';

/** Articles, as what is commented on. */
export const articleSubject: CommentSubject = {
  async requireVisible(ctx, id) {
    const article = (await requireArticle(ctx, id)).articles.get(id);
    return { canComment: true, canModerate: article !== undefined && canEditArticle(article, ctx.viewer) };
  },
  async lockOpen(tx, id) {
    if (!(await lockArticle(tx, id))) throw new Refusal('subjectNotFound');
    return { comments_count: 0 };
  },
  exclusion: () => 'any',
  limitsRepeats: false,
};
