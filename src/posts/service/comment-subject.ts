import type { CommentSubject, VisibleSubject } from '../../comments/service/subject.ts';
import { Refusal } from '../../http/errors.ts';
import { buttonExclusion } from '../../reactions/rules.ts';
import type { PostMaps } from '../hydrate.ts';
import { canComment, canDeletePost } from '../rules.ts';
import { countForPost, lockPost, lockPostIfThere } from './locked.ts';
import { filterReaders } from './readers.ts';
import { requireVisiblePost } from './visible.ts';

export type VisiblePost = VisibleSubject & { posts: PostMaps };

/** Posts, as what is commented on. */
export const postSubject: CommentSubject<VisiblePost> = {
  async requireVisible(ctx, id) {
    const posts = await requireVisiblePost(ctx, id);
    const post = posts.posts.get(id);
    return {
      posts,
      canComment: canComment(id, posts),
      canModerate: canDeletePost(id, posts),
      async readersAmong(ids) {
        const others = ids.filter((other) => other !== ctx.viewer.id);
        return post ? filterReaders(ctx, post, others) : [];
      },
    };
  },
  async lockOpen(tx, id) {
    const post = await lockPost(tx, id);
    if (post.comments_enabled === 0) throw new Refusal('commentsDisabled');
    return post;
  },
  lockIfThere: lockPostIfThere,
  count: (tx, id, change) => countForPost(tx, id, { comments_count: change }),
  exclusion: ({ settings }) => buttonExclusion(settings.value('second_post_button')),
  limitsRepeats: true,
};
