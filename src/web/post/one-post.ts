import { commentsOn } from '../../comments/service/lists.ts';
import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { requireVisiblePost } from '../../posts/service/visible.ts';
import { commentCards } from '../comments/cards.ts';
import { type RepliesView, repliesView } from '../comments/comments.ts';
import type { Strings } from '../shell/strings.ts';
import type { PostCard } from './card/cards.ts';

const MAX_COMMENTS = 20;

/**
 * A post by itself: its card with more of its comments, and the comment that is named with its replies. A comment that no
 * longer exists is left out.
 */
export async function onePost(
  ctx: ViewerContext,
  { card, postId, commentId }: { card: PostCard; postId: number; commentId: number | undefined },
  text: Strings,
): Promise<{ card: PostCard; open: RepliesView | undefined }> {
  const [{ ids, maps }, posts, open] = await Promise.all([
    commentsOn(ctx, { kind: 'post', id: postId }, { limit: MAX_COMMENTS + 1 }),
    requireVisiblePost(ctx, postId),
    commentId === undefined ? undefined : repliesIfPresent(ctx, commentId, text),
  ]);
  const latest = commentCards(ctx, ids.slice(0, MAX_COMMENTS), { comments: maps, posts, text });
  const isListed = latest.some(({ id }) => id === open?.comment.id);
  const comments = open && !isListed && open.comment.postId === card.id ? [open.comment, ...latest] : latest;
  return { card: { ...card, comments, earlierThan: ids.length > MAX_COMMENTS ? latest[0]?.id : undefined }, open };
}

async function repliesIfPresent(ctx: ViewerContext, commentId: number, text: Strings): Promise<RepliesView | undefined> {
  try {
    return await repliesView(ctx, commentId, text);
  } catch (error) {
    // the link is older than the deletion of the comment; the post is still there to read
    if (error instanceof Refusal && error.reason === 'commentNotFound') return undefined;
    throw error;
  }
}
