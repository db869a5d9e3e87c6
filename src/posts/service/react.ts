import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { REACTIONS_TO } from '../../reactions/catalogue.ts';
import { buttonExclusion, type Choice, choose, type Exclusion, LIKE, toggle, WONDER } from '../../reactions/rules.ts';
import { type Changed, changeReaction } from '../../reactions/service/change.ts';
import { lockWriter } from '../../users/service.ts';
import type { Post } from '../queries/posts.ts';
import { lockPost } from './locked.ts';
import { requireVisiblePost } from './visible.ts';

/** Whether a toggle stands now, and how many have it. */
export type Toggled = { on: boolean; count: number };

/**
 * Likes a post, or takes the like back; another reaction becomes a like. Where the site's second button is dislike, a dislike
 * goes. Refuses `postNotFound`. Contract §2.20.
 */
export async function toggleLike(ctx: ViewerContext, postId: number): Promise<Toggled> {
  const { post, after } = await change(ctx, postId, toggle(LIKE, exclusionOf(ctx)));
  const on = after.reaction === LIKE;
  return { on, count: post.likes_count + (on ? 1 : -1) };
}

/**
 * Reacts to a post with 1 to 6, in place of what was before; 0 takes the reaction back. Gives whether one stands. Refuses
 * `postNotFound`, `reactionMissing` when there is nothing to take back. Contract §2.20.
 */
export async function react(ctx: ViewerContext, postId: number, reaction: number): Promise<boolean> {
  await change(ctx, postId, (before) => {
    if (reaction === 0 && before.reaction === 0) throw new Refusal('reactionMissing');
    return choose(reaction, exclusionOf(ctx))(before);
  });
  return reaction > 0;
}

/** Wonders at a post (or dislikes it), or takes that back. Refuses `postNotFound`. Contract §2.20. */
export async function toggleWonder(ctx: ViewerContext, postId: number): Promise<Toggled> {
  const { post, after } = await change(ctx, postId, toggle(WONDER, exclusionOf(ctx)));
  return { on: after.wondered, count: post.wonders_count + (after.wondered ? 1 : -1) };
}

function exclusionOf({ settings }: ViewerContext): Exclusion {
  return buttonExclusion(settings.value('second_post_button'));
}

/** Changes what the viewer left on a post. `post` is as it was before. */
async function change(ctx: ViewerContext, postId: number, choice: Choice): Promise<Changed & { post: Post }> {
  await requireVisiblePost(ctx, postId);
  return ctx.write(async (tx) => {
    await lockWriter(tx, ctx.viewer.id);
    const post = await lockPost(tx, postId);
    const changed = await changeReaction(ctx, tx, { set: REACTIONS_TO.post, subjectId: postId, choice });
    await emitChange(ctx, post, changed);
    return { ...changed, post };
  });
}

async function emitChange(ctx: ViewerContext, post: Post, { before, after }: Changed): Promise<void> {
  const signal = { postId: post.id, authorId: post.author_id, userId: ctx.viewer.id };
  if (before.reaction !== after.reaction) {
    if (before.reaction > 0) await ctx.emit(ctx, 'postUnreacted', { ...signal, reaction: before.reaction });
    if (after.reaction > 0) await ctx.emit(ctx, 'postReacted', { ...signal, reaction: after.reaction });
  }
  if (before.wondered !== after.wondered) await ctx.emit(ctx, after.wondered ? 'postWondered' : 'postUnwondered', signal);
}
