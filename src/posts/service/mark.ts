import type { ViewerContext } from '../../context.ts';
import { refuseDuplicates } from '../../database/duplicate-key.ts';
import { Refusal } from '../../http/errors.ts';
import { lockWriter } from '../../users/service.ts';
import { deleteMark, hasMark, insertMark, type MarkTable } from '../queries/marks.ts';
import { addVote, insertVote, postOfOption } from '../queries/polls.ts';
import { addToPostCounters } from '../queries/posts.ts';
import { lockPost } from './locked.ts';
import { requireVisiblePost } from './visible.ts';

/** Saves a post, or no more; gives whether it is saved. Refuses `postNotFound`. Contract §2.20. */
export function toggleSave(ctx: ViewerContext, postId: number): Promise<boolean> {
  return toggle(ctx, 'post_saves', postId);
}

/** Reports a post to the site's staff, or takes that back; gives whether it stands. Refuses `postNotFound`. Contract §2.20. */
export function togglePostReport(ctx: ViewerContext, postId: number): Promise<boolean> {
  return toggle(ctx, 'post_reports', postId);
}

async function toggle(ctx: ViewerContext, table: MarkTable, postId: number): Promise<boolean> {
  await requireVisiblePost(ctx, postId);
  return ctx.write(async (tx) => {
    await lockWriter(tx, ctx.viewer.id);
    await lockPost(tx, postId);
    if ((await deleteMark(tx, table, postId, ctx.viewer.id)) > 0) return false;
    await insertMark(tx, table, { post_id: postId, user_id: ctx.viewer.id, created_at: ctx.now });
    return true;
  });
}

/** Hides a post from the viewer for good. Refuses `postNotFound`, also for one hidden already. Contract-beyond: hide_post. */
export async function hidePost(ctx: ViewerContext, postId: number): Promise<void> {
  await requireVisiblePost(ctx, postId);
  await ctx.write(async (tx) => {
    await lockWriter(tx, ctx.viewer.id);
    await lockPost(tx, postId);
    if (await hasMark(tx, 'post_hides', postId, ctx.viewer.id)) throw new Refusal('postNotFound');
    await insertMark(tx, 'post_hides', { post_id: postId, user_id: ctx.viewer.id, created_at: ctx.now });
  });
}

/** Counts that the viewer watched a post; each viewer counts once. Refuses `postNotFound`. Contract §2.31 add_view. */
export async function addView(ctx: ViewerContext, postId: number): Promise<void> {
  await requireVisiblePost(ctx, postId);
  await ctx.write(async (tx) => {
    await lockWriter(tx, ctx.viewer.id);
    await lockPost(tx, postId);
    if (await hasMark(tx, 'post_views', postId, ctx.viewer.id)) return;
    await insertMark(tx, 'post_views', { post_id: postId, user_id: ctx.viewer.id, created_at: ctx.now });
    await addToPostCounters(tx, postId, { views_count: 1 });
  });
}

/**
 * Votes in a poll, once and for good; gives its post. Refuses `postNotFound` for an option that is not there or not the
 * viewer's to see, `alreadyVoted`. Contract-beyond: vote_up.
 */
export async function vote(ctx: ViewerContext, optionId: number): Promise<number> {
  const postId = await postOfOption(ctx.db, optionId);
  if (postId === undefined) throw new Refusal('postNotFound');
  await requireVisiblePost(ctx, postId);
  await ctx.write(async (tx) => {
    await lockWriter(tx, ctx.viewer.id);
    await lockPost(tx, postId);
    const row = { post_id: postId, option_id: optionId, user_id: ctx.viewer.id, created_at: ctx.now };
    await refuseDuplicates({ poll_votes_pair_unique: 'alreadyVoted' }, insertVote(tx, row));
    await addVote(tx, optionId);
  });
  return postId;
}
