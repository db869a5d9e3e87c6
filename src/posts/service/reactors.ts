import type { ViewerContext } from '../../context.ts';
import { canSeeUser } from '../../graph/rules.ts';
import { hydrateUsers, type UserMaps } from '../../users/hydrate.ts';
import { type Marker, type ReactionPart, reactorsOf, wonderersOf } from '../queries/reactors.ts';
import { requireVisiblePost } from './visible.ts';

export type { Marker, ReactionPart };

/** People who left a mark, newest first, and their maps. */
export type Markers = { markers: Marker[]; maps: UserMaps };

/** Who reacted to a post, `kind` saying how. 1 + hydration statements. Refuses `postNotFound`. Contract-beyond: get-reactions. */
export async function reactors(
  ctx: ViewerContext,
  postId: number,
  part: { parts: readonly ReactionPart[]; limit: number },
): Promise<Markers> {
  await requireVisiblePost(ctx, postId);
  return known(ctx, await reactorsOf(ctx.db, postId, { ...part, viewerId: ctx.viewer.id }));
}

const MAX_SHOWN = 20;

/** Who likes a post the viewer sees, the latest 20. 1 + hydration statements. Contract §2.31. */
export async function latestLikers(ctx: ViewerContext, postId: number): Promise<Markers> {
  const parts = [{ reaction: 1, offset: undefined }];
  return known(ctx, await reactorsOf(ctx.db, postId, { parts, viewerId: ctx.viewer.id, limit: MAX_SHOWN }));
}

/** Who wondered at a post the viewer sees, the latest 20. 1 + hydration statements. Contract §2.31. */
export async function latestWonderers(ctx: ViewerContext, postId: number): Promise<Markers> {
  return known(ctx, await wonderersOf(ctx.db, postId, { viewerId: ctx.viewer.id, limit: MAX_SHOWN }));
}

async function known(ctx: ViewerContext, found: readonly Marker[]): Promise<Markers> {
  const maps = await hydrateUsers(
    ctx,
    found.map((marker) => marker.user_id),
  );
  return { markers: found.filter((marker) => canSeeUser(marker.user_id, maps)), maps };
}
