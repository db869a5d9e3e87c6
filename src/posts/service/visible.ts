import type { Ctx } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { hydratePosts, type PostMaps } from '../hydrate.ts';
import { canSeePost } from '../rules.ts';

/**
 * The post, where the viewer may see it. Statements of `hydratePosts`. Refuses `postNotFound`, in the same way whether it is
 * not there, deleted, hidden or of somebody blocked. Contract §2.31, §4 Privacy.
 */
export async function requireVisiblePost(ctx: Ctx, id: number): Promise<PostMaps> {
  const maps = await hydratePosts(ctx, [id]);
  if (!canSeePost(id, maps)) throw new Refusal('postNotFound');
  return maps;
}
