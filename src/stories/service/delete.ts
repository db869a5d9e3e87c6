import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { expireStory, lockStory } from '../queries/stories.ts';
import { canDeleteStory } from '../rules.ts';
import { purgeStory } from './purge.ts';

/**
 * Deletes a story: it ends now, for everybody; what hangs on it follows in the background. Refuses `storyNotFound`, also where
 * the viewer may not. Contract §2.24.
 */
export async function deleteStory(ctx: ViewerContext, storyId: number): Promise<void> {
  await ctx.write(async (tx) => {
    const story = await lockStory(tx, storyId);
    if (!story || !canDeleteStory(story, ctx.viewer)) throw new Refusal('storyNotFound');
    await expireStory(tx, storyId);
  });
  ctx.background('purge a deleted story', () => purgeStory(ctx, storyId));
}
