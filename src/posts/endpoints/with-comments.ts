import type { z } from 'zod';
import { latestComments } from '../../comments/hydrate.ts';
import type { Ctx } from '../../context.ts';
import type { PageItem } from '../../database/fill-page.ts';
import type { PostMaps } from '../hydrate.ts';
import { presentPost } from '../present.ts';
import type { PostData } from '../wire.ts';

/** Posts as lists show them, with their latest comments. Statements of `latestComments`. */
export async function postsWithComments(ctx: Ctx, page: readonly PageItem<PostMaps>[]): Promise<z.output<typeof PostData>[]> {
  const below = await latestComments(
    ctx,
    page.flatMap(({ id, maps }) => (hasComments(id, maps) ? [id] : [])),
  );
  const presentCtx = { ...ctx, below };
  return page.map(({ id, maps }) => presentPost(id, maps, presentCtx));
}

/** One post as its endpoint answers it. Statements of `latestComments`. */
export async function postWithComments(ctx: Ctx, { id, maps }: PageItem<PostMaps>): Promise<z.output<typeof PostData>> {
  return presentPost(id, maps, { ...ctx, below: await latestComments(ctx, hasComments(id, maps) ? [id] : []) });
}

function hasComments(id: number, maps: PostMaps): boolean {
  return (maps.posts.get(id)?.comments_count ?? 0) > 0;
}
