import { z } from 'zod';
import { hydrateComments } from '../comments/hydrate.ts';
import { deleteComment } from '../comments/service/delete.ts';
import { requireVisibleComment } from '../comments/service/find.ts';
import { commentsOn, repliesTo } from '../comments/service/lists.ts';
import { toggleCommentLike } from '../comments/service/react.ts';
import { addComment, addReply } from '../comments/service/write.ts';
import type { ViewerContext } from '../context.ts';
import { Refusal } from '../http/errors.ts';
import { form, offset, parseForm, text as words } from '../http/form.ts';
import type { PostMaps } from '../posts/hydrate.ts';
import { canComment } from '../posts/rules.ts';
import { requireVisiblePost } from '../posts/service/visible.ts';
import { addressOf, postAddress } from './addresses.ts';
import { type CommentCard, commentCard, commentCards } from './comment-cards.ts';
import { inputOf, pathId } from './forms.ts';
import { sendFragment } from './page.ts';
import { barePostCard, type PostCard } from './post-cards.ts';
import type { Visit } from './session.ts';
import { type Strings, stringsFor } from './strings.ts';
import type { RepliesView } from './views.ts';

const COMMENTS_AT_ONCE = 10;
const REPLIES_AT_ONCE = 10;

const listQuery = form({ before: offset(), focus: z.string().optional().catch(undefined) });
const said = form({ text: words().optional() });

/** The comments before those that are open, above them. */
export async function showEarlierComments(visit: Visit): Promise<void> {
  const { ctx, req, res, csrf, isFragment } = visit;
  const postId = pathId(visit, 'postNotFound');
  if (!isFragment) return res.redirect(303, postAddress(postId));
  const { before } = queryOf(req.query);
  const [{ ids, maps }, posts] = await Promise.all([
    commentsOn(ctx, { kind: 'post', id: postId }, { limit: COMMENTS_AT_ONCE + 1, offset: before }),
    requireVisiblePost(ctx, postId),
  ]);
  const shown = ids.slice(0, COMMENTS_AT_ONCE);
  sendFragment(ctx, res, {
    fragment: 'earlier-comments',
    csrf,
    comments: commentCards(ctx, shown, { comments: maps, posts, text: stringsFor(req) }),
    more: ids.length > shown.length ? `/posts/${postId}/comments?before=${shown.at(-1)}` : undefined,
    canComment: canComment(postId, posts),
  });
}

export async function comment(visit: Visit): Promise<void> {
  const { ctx, req, res, csrf, isFragment } = visit;
  const text = stringsFor(req);
  const postId = pathId(visit, 'postNotFound');
  const { id } = await addComment(ctx, { kind: 'post', id: postId }, { text: inputOf(visit, said).text });
  if (!isFragment) return res.redirect(303, `${addressOf(req)}#comment-${id}`);
  const { card, posts } = await cardOf(ctx, id, text);
  const post = barePostCard(ctx, { id: postId, maps: posts }, text);
  sendFragment(ctx, res, { fragment: 'new-comment', csrf, comment: card, card: post });
}

/** A comment's replies, with the form to add one. */
export async function showReplies(visit: Visit): Promise<void> {
  const { ctx, req, res, csrf, isFragment } = visit;
  const commentId = pathId(visit, 'commentNotFound');
  const { before, focus } = queryOf(req.query);
  const replies = await openReplies(ctx, commentId, stringsFor(req), before);
  if (!isFragment) return res.redirect(303, replies.comment.address);
  sendFragment(ctx, res, { fragment: 'replies', csrf, ...replies, hasFocus: focus !== undefined });
}

export async function reply(visit: Visit): Promise<void> {
  const { ctx, req, res, csrf, isFragment } = visit;
  const commentId = pathId(visit, 'commentNotFound');
  const { id: replyId } = await addReply(ctx, { id: commentId, on: 'post' }, { text: inputOf(visit, said).text });
  const replies = await openReplies(ctx, commentId, stringsFor(req));
  if (!isFragment) return res.redirect(303, `${replies.comment.address.split('#')[0]}#comment-${replyId}`);
  sendFragment(ctx, res, { fragment: 'replies', csrf, ...replies, hasFocus: true });
}

export async function likeComment(visit: Visit): Promise<void> {
  const { ctx, req, res, csrf, isFragment } = visit;
  const commentId = pathId(visit, 'commentNotFound');
  await toggleCommentLike(ctx, { id: commentId, kind: 'any', on: 'post' });
  const { card, posts } = await cardOf(ctx, commentId, stringsFor(req));
  if (!isFragment) return res.redirect(303, `${addressOf(req)}#comment-${commentId}`);
  sendFragment(ctx, res, { fragment: 'comment', csrf, comment: card, canComment: canComment(Number(card.postId), posts) });
}

export async function removeComment(visit: Visit): Promise<void> {
  const { ctx, req, res, isFragment } = visit;
  const commentId = pathId(visit, 'commentNotFound');
  const { comment: found } = await requireVisibleComment(ctx, { id: commentId, kind: 'any', on: 'post' });
  await deleteComment(ctx, { id: commentId, kind: 'any', on: 'post' });
  if (!isFragment) return res.redirect(303, `${addressOf(req)}#post-${found.subject_id}`);
  const maps = await requireVisiblePost(ctx, found.subject_id);
  sendFragment(ctx, res, { fragment: 'comment-gone', card: barePostCard(ctx, { id: found.subject_id, maps }, stringsFor(req)) });
}

const COMMENTS_OF_ONE_POST = 20;

/**
 * A post by itself: its card with more of its comments, and where one is named, that comment with its replies. One that is
 * not there any more is left out.
 */
export async function openPost(
  ctx: ViewerContext,
  { card, postId, commentId }: { card: PostCard; postId: number; commentId: number | undefined },
  text: Strings,
): Promise<{ card: PostCard; open: RepliesView | undefined }> {
  const [{ ids, maps }, posts, open] = await Promise.all([
    commentsOn(ctx, { kind: 'post', id: postId }, { limit: COMMENTS_OF_ONE_POST + 1 }),
    requireVisiblePost(ctx, postId),
    commentId === undefined ? undefined : repliesIfThere(ctx, commentId, text),
  ]);
  const latest = commentCards(ctx, ids.slice(0, COMMENTS_OF_ONE_POST), { comments: maps, posts, text });
  const isListed = latest.some(({ id }) => id === open?.comment.id);
  const comments = open && !isListed && open.comment.postId === card.id ? [open.comment, ...latest] : latest;
  return { card: { ...card, comments, earlierThan: ids.length > COMMENTS_OF_ONE_POST ? latest[0]?.id : undefined }, open };
}

async function repliesIfThere(ctx: ViewerContext, commentId: number, text: Strings): Promise<RepliesView | undefined> {
  try {
    return await openReplies(ctx, commentId, text);
  } catch (error) {
    // the address is older than the comment's end; the post is still there to read
    if (error instanceof Refusal && error.reason === 'commentNotFound') return undefined;
    throw error;
  }
}

/** The latest replies to a comment before one of them, in the order they are read. Refuses `commentNotFound`. */
export async function openReplies(ctx: ViewerContext, commentId: number, text: Strings, before?: number): Promise<RepliesView> {
  const [{ ids, maps }, { card, posts }] = await Promise.all([
    repliesTo(ctx, { id: commentId, on: 'post' }, { limit: REPLIES_AT_ONCE + 1, offset: before }),
    cardOf(ctx, commentId, text),
  ]);
  const shown = ids.slice(0, REPLIES_AT_ONCE);
  return {
    comment: card,
    replies: commentCards(ctx, shown, { comments: maps, posts, text }),
    more: ids.length > shown.length ? `/comments/${commentId}/replies?before=${shown.at(-1)}` : undefined,
    canComment: canComment(Number(card.postId), posts),
    hasFocus: false,
  };
}

async function cardOf(ctx: ViewerContext, id: number, text: Strings): Promise<{ card: CommentCard; posts: PostMaps }> {
  const [{ subject }, comments] = await Promise.all([
    requireVisibleComment(ctx, { id, kind: 'any', on: 'post' }),
    hydrateComments(ctx, [id]),
  ]);
  return { card: commentCard(ctx, id, { comments, posts: subject.posts, text }), posts: subject.posts };
}

function queryOf(given: object) {
  const parsed = parseForm(listQuery, { fields: { ...given }, uploads: [] });
  return parsed.ok ? parsed.input : { before: undefined, focus: undefined };
}
