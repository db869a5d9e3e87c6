import type { ViewerContext } from '../../context.ts';
import { fillPage, type Page } from '../../database/fill-page.ts';
import type { StoryMaps } from '../hydrate/maps.ts';
import { hydrateStories } from '../hydrate.ts';
import { storyIdsOf, trayStoryIds, trayUserIds } from '../queries/lists.ts';
import { canSeeStory } from '../rules.ts';

// How many stories of one user the tray contains, the latest ones.
const MAX_PER_KIND = 50;

/**
 * One page of the viewer's own stories and then those of people they follow and did not mute, each newest first. 1 + hydration
 * statements. Contract §2.40, §4 Stories.
 */
export async function trayStories(ctx: ViewerContext, page: Page) {
  return fillPage(page, {
    skeleton: (after, limit) => trayStoryIds(ctx.db, ctx.viewer.id, { limit, offset: after }),
    hydrate: (ids) => hydrateStories(ctx, ids),
    rule: canSeeStory,
  });
}

/** A user with their stories, oldest first as they are watched. */
export type UserStories = { userId: number; storyIds: number[]; maps: StoryMaps };

/**
 * One page of users with their stories: the viewer first, then people they follow and did not mute, the latest publisher first. 2
 * + hydration statements. Contract-beyond: get-user-stories.
 */
export async function trayUsers(ctx: ViewerContext, page: Page): Promise<UserStories[]> {
  const items = await fillPage(page, {
    skeleton: (after, limit) => trayUserIds(ctx.db, ctx.viewer.id, { limit, offset: after }),
    hydrate: async (userIds) => {
      const rows = await storyIdsOf(ctx.db, userIds, MAX_PER_KIND);
      const ids = rows.map((row) => row.id);
      const maps = await hydrateStories(ctx, ids);
      return {
        maps,
        byUser: Map.groupBy(
          ids.filter((id) => canSeeStory(id, maps)),
          (id) => maps.stories.get(id)?.user_id ?? 0,
        ),
      };
    },
    rule: (userId, { byUser }) => byUser.has(userId),
  });
  return items.map(({ id, maps }) => ({ userId: id, storyIds: maps.byUser.get(id) ?? [], maps: maps.maps }));
}
