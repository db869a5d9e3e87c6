import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { lockWriter } from '../../users/service.ts';
import { REACTION_COUNTERS } from '../present/reaction.ts';
import { deleteMark, deleteReaction, hasMark, insertMark, insertReaction, reactionOf, updateReaction } from '../queries/marks.ts';
import { addToPostCounters, type Post } from '../queries/posts.ts';
import { lockPost } from './locked.ts';
import { requireVisiblePost } from './visible.ts';

const LIKE = 1;

/** Whether a toggle stands now, and how many have it. */
export type Toggled = { on: boolean; count: number };

/**
 * Likes a post, or takes the like back; another reaction becomes a like. Where the site's second button is dislike, a dislike
 * goes. Refuses `postNotFound`. Contract §2.20.
 */
export async function toggleLike(ctx: ViewerContext, postId: number): Promise<Toggled> {
  await requireVisiblePost(ctx, postId);
  return ctx.write(async (tx) => {
    await lockWriter(tx, ctx.viewer.id);
    const post = await lockPost(tx, postId);
    const before = await reactionOf(tx, postId, ctx.viewer.id);
    const on = before !== LIKE;
    await changeReaction(ctx, tx, { post, before, after: on ? LIKE : 0 });
    return { on, count: post.likes_count + (on ? 1 : -1) };
  });
}

/**
 * Reacts to a post with 1 to 6, in container of what was before; 0 takes the reaction back. Gives whether one stands. Refuses
 * `postNotFound`, `reactionMissing` when there is nothing to take back. Contract §2.20.
 */
export async function react(ctx: ViewerContext, postId: number, reaction: number): Promise<boolean> {
  await requireVisiblePost(ctx, postId);
  return ctx.write(async (tx) => {
    await lockWriter(tx, ctx.viewer.id);
    const post = await lockPost(tx, postId);
    const before = await reactionOf(tx, postId, ctx.viewer.id);
    if (reaction === 0 && before === 0) throw new Refusal('reactionMissing');
    await changeReaction(ctx, tx, { post, before, after: reaction });
    return reaction > 0;
  });
}

/** Wonders at a post (or dislikes it), or takes that back. Refuses `postNotFound`. Contract §2.20. */
export async function toggleWonder(ctx: ViewerContext, postId: number): Promise<Toggled> {
  await requireVisiblePost(ctx, postId);
  return ctx.write(async (tx) => {
    await lockWriter(tx, ctx.viewer.id);
    const post = await lockPost(tx, postId);
    if (await hasMark(tx, 'post_wonders', postId, ctx.viewer.id)) {
      await endWonder(ctx, tx, post);
      return { on: false, count: post.wonders_count - 1 };
    }
    await insertMark(tx, 'post_wonders', { post_id: postId, user_id: ctx.viewer.id, created_at: ctx.now });
    await addToPostCounters(tx, postId, { wonders_count: 1 });
    await ctx.emit(ctx, 'postWondered', { postId, authorId: post.author_id, userId: ctx.viewer.id });
    if (isExclusive(ctx)) {
      const before = await reactionOf(tx, postId, ctx.viewer.id);
      if (before === LIKE) await changeReaction(ctx, tx, { post, before, after: 0 });
    }
    return { on: true, count: post.wonders_count + 1 };
  });
}

/** Like and dislike exclude each other; like and wonder do not. */
function isExclusive(ctx: ViewerContext): boolean {
  return ctx.settings.value('second_post_button') === 'dislike';
}

type Change = { post: Post; before: number; after: number };

/** From one reaction of the viewer (0 none) to another, on a locked post; a like ends a dislike, however it was given. */
async function changeReaction(ctx: ViewerContext, tx: Tx, { post, before, after }: Change): Promise<void> {
  if (before === after) return;
  const mark = { post_id: post.id, user_id: ctx.viewer.id, created_at: ctx.now };
  if (after === 0) await deleteReaction(tx, post.id, ctx.viewer.id);
  else if (before === 0) await insertReaction(tx, { ...mark, reaction: after });
  else await updateReaction(tx, { ...mark, reaction: after });
  await addToPostCounters(tx, post.id, {
    ...countOf(before, -1),
    ...countOf(after, 1),
    reactions_count: Number(after > 0) - Number(before > 0),
  });
  const signal = { postId: post.id, authorId: post.author_id, userId: ctx.viewer.id };
  if (before > 0) await ctx.emit(ctx, 'postUnreacted', { ...signal, reaction: before });
  if (after > 0) await ctx.emit(ctx, 'postReacted', { ...signal, reaction: after });
  if (after === LIKE && isExclusive(ctx)) await endWonder(ctx, tx, post);
}

function countOf(reaction: number, change: number) {
  const counter = REACTION_COUNTERS[reaction - 1];
  return counter ? { [counter]: change } : {};
}

async function endWonder(ctx: ViewerContext, tx: Tx, post: Post): Promise<void> {
  if ((await deleteMark(tx, 'post_wonders', post.id, ctx.viewer.id)) === 0) return;
  await addToPostCounters(tx, post.id, { wonders_count: -1 });
  await ctx.emit(ctx, 'postUnwondered', { postId: post.id, authorId: post.author_id, userId: ctx.viewer.id });
}
