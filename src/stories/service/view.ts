import type { ViewerContext } from '../../context.ts';
import { canSeeUser } from '../../graph/rules.ts';
import { Refusal } from '../../http/errors.ts';
import { hydrateUsers } from '../../users/hydrate.ts';
import { lockWriter } from '../../users/service.ts';
import type { StoryMaps } from '../hydrate/maps.ts';
import { hasView, insertView, viewersOf } from '../queries/marks.ts';
import { addToViews, lockStory } from '../queries/stories.ts';
import { canSeeViewers, isOwnStory } from '../rules.ts';
import { requireVisibleStory } from './find.ts';

/**
 * Opens a story and counts the viewer's first view, except of their own. Statements of `hydrateStories`, the first time twice and
 * a write. Refuses `storyNotFound`. Contract-beyond: get_story_by_id.
 */
export async function openStory(ctx: ViewerContext, storyId: number): Promise<StoryMaps> {
  const maps = await requireVisibleStory(ctx, storyId);
  if (isOwnStory(storyId, maps) || maps.viewed.has(storyId)) return maps;
  await countView(ctx, storyId);
  return requireVisibleStory(ctx, storyId);
}

/** Under the lock of the story's row no view is counted twice, and the counter equals the rows. */
async function countView(ctx: ViewerContext, storyId: number): Promise<void> {
  await ctx.write(async (tx) => {
    await lockWriter(tx, ctx.viewer.id);
    const story = await lockStory(tx, storyId);
    if (!story) throw new Refusal('storyNotFound');
    const pair = { story_id: storyId, user_id: ctx.viewer.id };
    if (await hasView(tx, pair)) return;
    await insertView(tx, { ...pair, created_at: ctx.now });
    await addToViews(tx, storyId, 1);
    const { user_id: authorId, title } = story;
    await ctx.emit(ctx, 'storyViewed', { storyId, authorId, title, userId: ctx.viewer.id });
  });
}

/**
 * The users who have seen a story, newest first; for its author and the site's staff. 1 + twice hydration statements. Refuses
 * `storyNotFound`, `notOwner`. Contract-beyond: get_story_views.
 */
export async function storyViewers(ctx: ViewerContext, storyId: number, page: { limit: number; offset?: number | undefined }) {
  const story = await requireVisibleStory(ctx, storyId);
  if (!canSeeViewers(storyId, story)) throw new Refusal('notOwner');
  const found = await viewersOf(ctx.db, storyId, { ...page, viewerId: ctx.viewer.id });
  const maps = await hydrateUsers(
    ctx,
    found.map((viewer) => viewer.user_id),
  );
  return { viewers: found.filter((viewer) => canSeeUser(viewer.user_id, maps)), maps };
}
