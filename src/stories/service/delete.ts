import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { expireStory, lockStory } from '../queries/stories.ts';
import { canDeleteStory } from '../rules.ts';
import { purgeStory } from './purge.ts';

/**
 * Deletes a story: it expires now, for everyone, and is purged in the background. Refuses `storyNotFound`, also when the viewer
 * is not allowed to. Contract §2.24.
 */
export async function deleteStory(ctx: ViewerContext, storyId: number): Promise<void> {
  await ctx.write(async (tx) => {
    const story = await lockStory(tx, storyId);
    if (!story || !canDeleteStory(story, ctx.viewer)) throw new Refusal('storyNotFound');
    await expireStory(tx, storyId);
  });
  ctx.background('purge a deleted story', () => purgeStory(ctx, storyId));
}
