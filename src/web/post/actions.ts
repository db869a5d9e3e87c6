import { z } from 'zod';
import type { ViewerContext } from '../../context.ts';
import type { PageItem } from '../../database/fill-page.ts';
import { Refusal } from '../../http/errors.ts';
import { form, id, text as textField } from '../../http/form.ts';
import type { PostMaps } from '../../posts/hydrate.ts';
import { canDeletePost, canEditPost } from '../../posts/rules.ts';
import { deletePost } from '../../posts/service/delete.ts';
import { editPost } from '../../posts/service/edit.ts';
import { hidePost, togglePostReport, toggleSave, vote } from '../../posts/service/mark.ts';
import { react } from '../../posts/service/react.ts';
import { sharePost } from '../../posts/service/share.ts';
import { requireVisiblePost } from '../../posts/service/visible.ts';
import { addressOf, FEED, postAddress, userAddress } from '../shell/addresses.ts';
import { inputOf, pathId } from '../shell/forms/forms.ts';
import { fragment, sitePage } from '../shell/layout/page.ts';
import { type CountMessages, topBar } from '../shell/layout/top-bar.ts';
import type { Visit } from '../shell/session/session.ts';
import { stringsFor } from '../shell/strings.ts';
import { barePostCard, type PostCard, postCards } from './card/cards.ts';

type OnePost = { csrf: string; card: PostCard };

const sendCard = fragment<OnePost>('post/card/post');
const sendChanged = fragment<OnePost & { notice?: string }>('post/changed');
const sendPoll = fragment<{ csrf: string; post: PostCard }>('post/card/poll');
const sendEditForm = fragment<OnePost & { hasFocus: boolean }>('post/edit-form');
const sendGone = fragment<{ message: string }>('post/gone');
const sendEditPage = sitePage<{ card: PostCard }>('post/edit');
const sendDeletePage = sitePage<{ card: PostCard }>('post/delete');

// What people do with a post. Each answers a plain form with a redirect to the page it was on, and htmx with what changed.

const reactionForm = form({ reaction: z.enum(['0', '1', '2', '3', '4', '5', '6'], 'reactionMissing').transform(Number) });

/** Reacts with 1 to 6; 0 removes the reaction. */
export async function reactToPost(visit: Visit): Promise<void> {
  const { reaction } = inputOf(visit, reactionForm);
  const postId = pathId(visit, 'postNotFound');
  await react(visit.ctx, postId, reaction);
  await sendChanges(visit, postId);
}

export async function savePost(visit: Visit): Promise<void> {
  const { notices } = stringsFor(visit.req);
  const postId = pathId(visit, 'postNotFound');
  const isSaved = await toggleSave(visit.ctx, postId);
  await sendChanges(visit, postId, isSaved ? notices.saved : notices.unsaved);
}

export async function reportPost(visit: Visit): Promise<void> {
  const { notices } = stringsFor(visit.req);
  const postId = pathId(visit, 'postNotFound');
  const isReported = await togglePostReport(visit.ctx, postId);
  await sendChanges(visit, postId, isReported ? notices.reported : notices.unreported);
}

export async function shareOnTimeline(visit: Visit): Promise<void> {
  const { ctx, req, res, isFragment } = visit;
  const postId = pathId(visit, 'postNotFound');
  const container = { pageId: 0, groupId: 0, eventId: 0, recipientId: 0 };
  await sharePost(ctx, postId, { ...container, text: '' });
  if (isFragment) await sendChanges(visit, postId, stringsFor(req).notices.shared);
  else res.redirect(303, userAddress(ctx.viewer.id));
}

export async function hide(visit: Visit): Promise<void> {
  const { ctx, req, res, isFragment } = visit;
  await hidePost(ctx, pathId(visit, 'postNotFound'));
  if (isFragment) sendGone(ctx, res, { message: stringsFor(req).post.hidden });
  else res.redirect(303, addressWithout(addressOf(req), String(req.params.id)));
}

export async function castVote(visit: Visit): Promise<void> {
  const { ctx, req, res, csrf, isFragment } = visit;
  const { option } = inputOf(visit, form({ option: id() }));
  const postId = await vote(ctx, option);
  if (!isFragment) return redirectBack(visit, postId);
  const item = await itemOf(ctx, postId);
  sendPoll(ctx, res, { csrf, post: barePostCard(ctx, item, stringsFor(req)) });
}

/** The form to edit a post: in place of the post, or on a page of its own. */
export function showEdit(countMessages: CountMessages) {
  return async (visit: Visit): Promise<void> => {
    const { ctx, req, res, csrf, isFragment } = visit;
    const item = await itemOf(ctx, pathId(visit, 'postNotFound'));
    if (!canEditPost(item.id, item.maps)) throw new Refusal('postNotFound');
    const card = barePostCard(ctx, item, stringsFor(req));
    if (isFragment) return sendEditForm(ctx, res, { csrf, card, hasFocus: true });
    sendEditPage(ctx, res, { bar: await topBar(ctx, countMessages), csrf, section: 'post', card });
  };
}

const MAX_TEXT = 20_000;
const editForm = form({
  text: textField(MAX_TEXT).optional(),
  privacy: z.enum(['0', '1', '2', '3', '4']).transform(Number).optional().catch(undefined),
});

export async function edit(visit: Visit): Promise<void> {
  const { ctx, res, isFragment } = visit;
  const { text = '', privacy } = inputOf(visit, editForm);
  const postId = pathId(visit, 'postNotFound');
  await editPost(ctx, postId, { text, privacy });
  if (!isFragment) return res.redirect(303, postAddress(postId));
  await sendPost(visit, await itemOf(ctx, postId));
}

/** The post, in place of its edit form. */
export async function showPost(visit: Visit): Promise<void> {
  const postId = pathId(visit, 'postNotFound');
  if (!visit.isFragment) return visit.res.redirect(303, postAddress(postId));
  await sendPost(visit, await itemOf(visit.ctx, postId));
}

/** Asks before a post is deleted, for browsers without scripts. */
export function showDelete(countMessages: CountMessages) {
  return async (visit: Visit): Promise<void> => {
    const { ctx, req, res, csrf } = visit;
    const item = await itemOf(ctx, pathId(visit, 'postNotFound'));
    if (!canDeletePost(item.id, item.maps)) throw new Refusal('postNotFound');
    const card = barePostCard(ctx, item, stringsFor(req));
    sendDeletePage(ctx, res, { bar: await topBar(ctx, countMessages), csrf, section: 'post', card });
  };
}

export async function remove(visit: Visit): Promise<void> {
  const { ctx, req, res, isFragment } = visit;
  await deletePost(ctx, pathId(visit, 'postNotFound'));
  if (isFragment) sendGone(ctx, res, { message: stringsFor(req).post.deleted });
  else res.redirect(303, FEED);
}

async function sendChanges(visit: Visit, postId: number, notice?: string): Promise<void> {
  const { ctx, req, res, csrf, isFragment } = visit;
  if (!isFragment) return redirectBack(visit, postId);
  const card = barePostCard(ctx, await itemOf(ctx, postId), stringsFor(req));
  sendChanged(ctx, res, { csrf, card, ...(notice === undefined ? {} : { notice }) });
}

async function sendPost({ ctx, req, res, csrf }: Visit, item: PageItem<PostMaps>): Promise<void> {
  const [card] = await postCards(ctx, [item], stringsFor(req));
  if (card) sendCard(ctx, res, { csrf, card });
}

async function itemOf(ctx: ViewerContext, postId: number): Promise<PageItem<PostMaps>> {
  return { id: postId, maps: await requireVisiblePost(ctx, postId) };
}

/** Redirects to the page the form was on, at the post. */
function redirectBack({ req, res }: Visit, postId: number): void {
  res.redirect(303, `${addressOf(req)}#post-${postId}`);
}

/** The page the form was on; the feed if that was the post's own page. */
function addressWithout(address: string, postId: string): string {
  return address.startsWith(postAddress(postId)) ? FEED : address;
}
