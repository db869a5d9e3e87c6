import { Refusal } from '../../http/errors.ts';
import type { StoryMaps } from '../hydrate/maps.ts';
import { hydrateStories, type StoryHydrateCtx } from '../hydrate.ts';
import { canSeeStory } from '../rules.ts';

/** A story the viewer can see. Statements of `hydrateStories`. Refuses `storyNotFound`. */
export async function requireVisibleStory(ctx: StoryHydrateCtx, id: number): Promise<StoryMaps> {
  const maps = await hydrateStories(ctx, [id]);
  if (!canSeeStory(id, maps)) throw new Refusal('storyNotFound');
  return maps;
}
