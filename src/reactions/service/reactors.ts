import type { ViewerContext } from '../../context.ts';
import { canSeeUser } from '../../graph/rules.ts';
import { hydrateUsers, type UserMaps } from '../../users/hydrate.ts';
import type { ReactionSet } from '../catalogue.ts';
import { type ReactionPart, type Reactor, reactorRows } from '../queries.ts';

export type { ReactionPart, Reactor };

/** People who reacted, newest first, and their maps. */
export type Reactors = { reactors: Reactor[]; maps: UserMaps };

/**
 * The people who reacted to a subject the viewer can see, at most `limit` for each reaction. 1 + hydration statements.
 * Contract-beyond: get-reactions.
 */
export async function reactorsOf(
  ctx: ViewerContext,
  set: ReactionSet,
  part: { subjectId: number; parts: readonly ReactionPart[]; limit: number },
): Promise<Reactors> {
  const found = await reactorRows(ctx.db, set, { ...part, viewerId: ctx.viewer.id });
  const maps = await hydrateUsers(
    ctx,
    found.map((reactor) => reactor.user_id),
  );
  return { reactors: found.filter((reactor) => canSeeUser(reactor.user_id, maps)), maps };
}
