import { z } from 'zod';
import { hydrateComments } from '../../comments/hydrate.ts';
import { deleteComment } from '../../comments/service/delete.ts';
import { requireVisibleComment } from '../../comments/service/find.ts';
import { commentsOn, repliesTo } from '../../comments/service/lists.ts';
import { toggleCommentLike } from '../../comments/service/react.ts';
import { addComment, addReply } from '../../comments/service/write.ts';
import type { ViewerContext } from '../../context.ts';
import { form, offset, parseForm, text } from '../../http/form.ts';
import type { PostMaps } from '../../posts/hydrate.ts';
import { canComment } from '../../posts/rules.ts';
import { requireVisiblePost } from '../../posts/service/visible.ts';
import { addressOf, postAddress } from '../shell/addresses.ts';
import { inputOf, pathId } from '../shell/forms/forms.ts';
import { fragment } from '../shell/layout/page.ts';
import type { Visit } from '../shell/session/session.ts';
import { type Strings, stringsFor } from '../shell/strings.ts';
import { type CommentCard, commentCard, commentCards } from './cards.ts';
import { type CommentedPost, commentedPost } from './commented-post.ts';

/** A comment with its latest replies. */
export type RepliesView = {
  comment: CommentCard;
  replies: CommentCard[];
  more: string | undefined;
  canComment: boolean;
  hasFocus: boolean;
};

type EarlierComments = { csrf: string; comments: CommentCard[]; more: string | undefined; canComment: boolean };

const sendEarlier = fragment<EarlierComments>('comments/earlier');
const sendAdded = fragment<{ csrf: string; comment: CommentCard; post: CommentedPost }>('comments/added');
const sendComment = fragment<{ csrf: string; comment: CommentCard; canComment: boolean }>('comments/body');
const sendRemoved = fragment<{ post: CommentedPost }>('comments/removed');
const sendReplies = fragment<RepliesView & { csrf: string }>('comments/replies');

const COMMENTS_AT_ONCE = 10;
const REPLIES_AT_ONCE = 10;

const listQuery = form({ before: offset(), focus: z.string().optional().catch(undefined) });
const commentForm = form({ text: text().optional() });

/** Earlier comments of a post, shown above those already open. */
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
  sendEarlier(ctx, res, {
    csrf,
    comments: commentCards(ctx, shown, { comments: maps, posts, text: stringsFor(req) }),
    more: ids.length > shown.length ? `/posts/${postId}/comments?before=${shown.at(-1)}` : undefined,
    canComment: canComment(postId, posts),
  });
}

export async function postComment(visit: Visit): Promise<void> {
  const { ctx, req, res, csrf, isFragment } = visit;
  const postId = pathId(visit, 'postNotFound');
  const { id } = await addComment(ctx, { kind: 'post', id: postId }, { text: inputOf(visit, commentForm).text });
  if (!isFragment) return res.redirect(303, `${addressOf(req)}#comment-${id}`);
  const { card, posts } = await cardOf(ctx, id, stringsFor(req));
  sendAdded(ctx, res, { csrf, comment: card, post: commentedPost(postId, posts) });
}

/** The replies to a comment, with the form to add one. */
export async function showReplies(visit: Visit): Promise<void> {
  const { ctx, req, res, csrf, isFragment } = visit;
  const commentId = pathId(visit, 'commentNotFound');
  const { before, focus } = queryOf(req.query);
  const replies = await repliesView(ctx, commentId, stringsFor(req), before);
  if (!isFragment) return res.redirect(303, replies.comment.address);
  sendReplies(ctx, res, { csrf, ...replies, hasFocus: focus !== undefined });
}

export async function postReply(visit: Visit): Promise<void> {
  const { ctx, req, res, csrf, isFragment } = visit;
  const commentId = pathId(visit, 'commentNotFound');
  const { id: replyId } = await addReply(ctx, { id: commentId, on: 'post' }, { text: inputOf(visit, commentForm).text });
  const replies = await repliesView(ctx, commentId, stringsFor(req));
  if (!isFragment) return res.redirect(303, `${replies.comment.address.split('#')[0]}#comment-${replyId}`);
  sendReplies(ctx, res, { csrf, ...replies, hasFocus: true });
}

export async function likeComment(visit: Visit): Promise<void> {
  const { ctx, req, res, csrf, isFragment } = visit;
  const commentId = pathId(visit, 'commentNotFound');
  await toggleCommentLike(ctx, { id: commentId, kind: 'any', on: 'post' });
  const { card, posts } = await cardOf(ctx, commentId, stringsFor(req));
  if (!isFragment) return res.redirect(303, `${addressOf(req)}#comment-${commentId}`);
  sendComment(ctx, res, { csrf, comment: card, canComment: canComment(Number(card.postId), posts) });
}

export async function removeComment(visit: Visit): Promise<void> {
  const { ctx, req, res, isFragment } = visit;
  const commentId = pathId(visit, 'commentNotFound');
  const { comment: found } = await requireVisibleComment(ctx, { id: commentId, kind: 'any', on: 'post' });
  await deleteComment(ctx, { id: commentId, kind: 'any', on: 'post' });
  if (!isFragment) return res.redirect(303, `${addressOf(req)}#post-${found.subject_id}`);
  sendRemoved(ctx, res, { post: commentedPost(found.subject_id, await requireVisiblePost(ctx, found.subject_id)) });
}

/** The latest replies to a comment, or those before one of them, oldest first. Refuses `commentNotFound`. */
export async function repliesView(
  ctx: ViewerContext,
  commentId: number,
  strings: Strings,
  before?: number,
): Promise<RepliesView> {
  const [{ ids, maps }, { card, posts }] = await Promise.all([
    repliesTo(ctx, { id: commentId, on: 'post' }, { limit: REPLIES_AT_ONCE + 1, offset: before }),
    cardOf(ctx, commentId, strings),
  ]);
  const shown = ids.slice(0, REPLIES_AT_ONCE);
  return {
    comment: card,
    replies: commentCards(ctx, shown, { comments: maps, posts, text: strings }),
    more: ids.length > shown.length ? `/comments/${commentId}/replies?before=${shown.at(-1)}` : undefined,
    canComment: canComment(Number(card.postId), posts),
    hasFocus: false,
  };
}

async function cardOf(ctx: ViewerContext, id: number, strings: Strings): Promise<{ card: CommentCard; posts: PostMaps }> {
  const [{ subject }, comments] = await Promise.all([
    requireVisibleComment(ctx, { id, kind: 'any', on: 'post' }),
    hydrateComments(ctx, [id]),
  ]);
  const { posts } = subject;
  return { card: commentCard(ctx, id, { comments, posts, text: strings }), posts };
}

function queryOf(given: object) {
  const parsed = parseForm(listQuery, { fields: { ...given }, uploads: [] });
  return parsed.ok ? parsed.input : { before: undefined, focus: undefined };
}
