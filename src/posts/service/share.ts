import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { hydratePosts } from '../hydrate.ts';
import { canSharePost, PRIVACY } from '../rules.ts';
import { type ContainerIds, containerColumns, lockContainer, requireContainer } from './container.ts';
import { addPost, type Created } from './create.ts';
import { requireVisiblePost } from './visible.ts';

/**
 * Shares a post on a timeline, on a page or in a group; a share passes its original on. Who may not see the original sees none
 * of it in the share. Refuses `postNotFound`, `userNotFound`, `containerNotFound`, `notAllowed`. Contract-beyond: posts.
 */
export async function sharePost(
  ctx: ViewerContext,
  postId: number,
  { text, ...container }: ContainerIds & { text: string },
): Promise<Created> {
  const maps = await requireVisiblePost(ctx, postId);
  const originalId = maps.posts.get(postId)?.parent_id || postId;
  if (!canSharePost(originalId, maps)) throw new Refusal('postNotFound');
  const found = await requireContainer(ctx, { ...container, privacy: PRIVACY.everyone });
  const id = await ctx.write(async (tx) => {
    const locked = containerColumns(await lockContainer(ctx, tx, found));
    const row = { author_id: ctx.viewer.id, parent_id: originalId, ...locked, text, created_at: ctx.now };
    return addPost(ctx, tx, { row });
  });
  return { id, maps: await hydratePosts(ctx, [id]) };
}
