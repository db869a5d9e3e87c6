import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { countForUsers, lockUsers } from '../../users/service.ts';
import type { PostMaps } from '../hydrate.ts';
import { deleteHashtagUses } from '../queries/hashtags.ts';
import { type Post, updatePost } from '../queries/posts.ts';
import { canEditPost, PRIVACY } from '../rules.ts';
import { tagPost } from './hashtags.ts';
import { lockPost } from './locked.ts';
import { requireVisiblePost } from './visible.ts';

/**
 * Changes a post's text, and with `privacy` who may see it. Refuses `postNotFound`, also where it is not the viewer's to edit.
 * Contract §2.20 edit.
 */
export async function editPost(
  ctx: ViewerContext,
  postId: number,
  { text, privacy }: { text: string; privacy: number | undefined },
): Promise<void> {
  const maps = await requireVisiblePost(ctx, postId);
  if (!canEditPost(postId, maps)) throw new Refusal('postNotFound');
  await ctx.write(async (tx) => {
    await lockUsers(tx, [authorOf(postId, maps)]);
    const before = await lockPost(tx, postId);
    // where a post stands decides who sees those of groups and pages
    const isFree = before.group_id === 0 && before.page_id === 0;
    // what a post offers or tells of names its author, so such a post cannot be anonymous
    const isKnown = before.product_id + before.blog_id + before.page_event_id > 0;
    const isKept = !isFree || (isKnown && privacy === PRIVACY.anonymous);
    const after = { ...before, text, privacy: isKept ? before.privacy : (privacy ?? before.privacy) };
    const isCounted = after.page_id === 0 && after.privacy !== PRIVACY.anonymous;
    await updatePost(tx, postId, { text, privacy: after.privacy, is_counted: Number(isCounted) });
    await deleteHashtagUses(tx, postId);
    await tagPost(tx, after, ctx.now);
    await countPost(tx, before, Number(isCounted) - before.is_counted);
    const signal = { postId, authorId: before.author_id };
    if (after.privacy !== before.privacy) await ctx.emit(ctx, 'postPrivacyChanged', { ...signal, privacy: after.privacy });
    if (text !== before.text) await ctx.emit(ctx, 'postEdited', signal);
  });
}

/** Moves the locked author's counters for a post that began to count (1) or no longer does (-1). */
export async function countPost(tx: Tx, post: Pick<Post, 'author_id' | 'is_album'>, change: number): Promise<void> {
  if (change === 0) return;
  await countForUsers(tx, [post.author_id], { counter: 'posts_count', change });
  if (post.is_album === 1) await countForUsers(tx, [post.author_id], { counter: 'albums_count', change });
}

/**
 * Turns comments below the viewer's post off or on; gives whether they are on. Refuses `postNotFound`, `notOwner`. Contract
 * §2.20 disable_comments.
 */
export function toggleComments(ctx: ViewerContext, postId: number): Promise<boolean> {
  return toggleOwn(ctx, postId, 'comments_enabled');
}

/** Boosts the viewer's post, or no more; gives whether it is boosted. Refuses `postNotFound`, `notOwner`. Contract §2.20 boost. */
export function toggleBoost(ctx: ViewerContext, postId: number): Promise<boolean> {
  return toggleOwn(ctx, postId, 'boosted');
}

async function toggleOwn(ctx: ViewerContext, postId: number, column: 'comments_enabled' | 'boosted'): Promise<boolean> {
  const maps = await requireVisiblePost(ctx, postId);
  if (!canEditPost(postId, maps)) throw new Refusal('notOwner');
  return ctx.write(async (tx) => {
    const post = await lockPost(tx, postId);
    const on = post[column] === 0;
    await updatePost(tx, postId, { [column]: Number(on) });
    return on;
  });
}

function authorOf(postId: number, maps: PostMaps): number {
  return maps.posts.get(postId)?.author_id ?? 0;
}
