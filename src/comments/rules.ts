import type { PageMaps } from '../communities/hydrate.ts';
import { canPostAsPage, canSeePage } from '../communities/rules.ts';
import { canSeeUser } from '../graph/rules.ts';
import type { PostMaps } from '../posts/hydrate.ts';
import { canDeletePost } from '../posts/rules.ts';
import type { CommentMaps, CommentViewer } from './hydrate.ts';

/** Of whoever left nothing on a comment. */
export const NO_COMMENT_VIEWER: Readonly<CommentViewer> = { reaction: 0, wondered: false };

/** Whether a hydrated comment is there for the viewer: its author is active and not blocked either way, its page there. */
export function canSeeComment(id: number, maps: CommentMaps): boolean {
  const comment = maps.comments.get(id);
  if (!comment || !canSeeUser(comment.author_id, maps.users)) return false;
  return comment.page_id === 0 || canSeePage(comment.page_id, maps.pages);
}

/** A comment with the maps of its post. */
type OnPost = { comment: { author_id: number; post_id: number }; posts: PostMaps };

/** Whoever wrote it; what was said in a page's name as long as they speak for the page. */
export function canEditComment({ comment, posts }: OnPost & { comment: { page_id: number } }, pages: PageMaps): boolean {
  return isAuthor({ comment, posts }) && (comment.page_id === 0 || canPostAsPage(comment.page_id, pages));
}

function isAuthor({ comment, posts }: OnPost): boolean {
  return posts.viewer !== undefined && comment.author_id === posts.viewer.id;
}

/** Whoever wrote it, and who may delete its post: the author, whose wall or event it is, who runs the group, the site's staff. */
export function canDeleteComment(on: OnPost): boolean {
  return isAuthor(on) || canDeletePost(on.comment.post_id, on.posts);
}
