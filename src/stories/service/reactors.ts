import type { ViewerContext } from '../../context.ts';
import { REACTIONS_TO } from '../../reactions/catalogue.ts';
import { type ReactionPart, type Reactors, reactorsOf } from '../../reactions/service/reactors.ts';
import { requireVisibleStory } from './find.ts';

/** Who reacted to a story, `reaction` saying how. Statements of `reactorsOf` and `hydrateStories`. Refuses `storyNotFound`. Contract-beyond: get-reactions. */
export async function storyReactors(
  ctx: ViewerContext,
  storyId: number,
  part: { parts: readonly ReactionPart[]; limit: number },
): Promise<Reactors> {
  await requireVisibleStory(ctx, storyId);
  return reactorsOf(ctx, REACTIONS_TO.story, { ...part, subjectId: storyId });
}
