import type { ViewerContext } from '../../context.ts';
import { canSeeUser } from '../../graph/rules.ts';
import { hydrateUsers } from '../../users/hydrate.ts';
import { type ReactionPart, reactorsOf } from '../queries/marks.ts';
import { requireVisibleStory } from './find.ts';

/**
 * The users who reacted to a story, `kind` is their reaction. 1 + twice hydration statements. Refuses `storyNotFound`.
 * Contract-beyond: get-reactions.
 */
export async function storyReactors(
  ctx: ViewerContext,
  storyId: number,
  part: { parts: readonly ReactionPart[]; limit: number },
) {
  await requireVisibleStory(ctx, storyId);
  const found = await reactorsOf(ctx.db, storyId, { ...part, viewerId: ctx.viewer.id });
  const maps = await hydrateUsers(
    ctx,
    found.map((marker) => marker.user_id),
  );
  return { markers: found.filter((marker) => canSeeUser(marker.user_id, maps)), maps };
}
