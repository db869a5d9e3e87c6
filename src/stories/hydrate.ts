import type { Ctx } from '../context.ts';
import { hydrateUsers } from '../users/hydrate.ts';
import type { StoryMaps } from './hydrate/maps.ts';
import { viewerMarks } from './queries/marks.ts';
import { storyRows } from './queries/stories.ts';
import { canSeeStory } from './rules.ts';

export type StoryHydrateCtx = Pick<Ctx, 'db' | 'viewer' | 'settings'>;

/** Loads everything that presenting stories needs. 5 statements for any number of ids, none for no ids. */
export async function hydrateStories(ctx: StoryHydrateCtx, ids: readonly number[]): Promise<StoryMaps> {
  const unique = [...new Set(ids)];
  const [rows, marks] = await Promise.all([
    storyRows(ctx.db, unique),
    ctx.viewer ? viewerMarks(ctx.db, ctx.viewer.id, unique) : [],
  ]);
  const users = await hydrateUsers(
    ctx,
    rows.map((row) => row.user_id),
  );
  const live: StoryMaps = {
    viewer: ctx.viewer,
    stories: new Map(rows.map((row) => [row.id, row])),
    viewed: new Set(marks.filter(({ reaction }) => Number(reaction) === 0).map((mark) => mark.story_id)),
    reactions: new Map(
      // a constant column in a union can arrive as text
      marks.flatMap((mark) => (Number(mark.reaction) > 0 ? [[mark.story_id, Number(mark.reaction)] as const] : [])),
    ),
    users,
    friendsOnly: ctx.settings.isOn('connectivitySystem'),
  };
  return { ...live, stories: new Map([...live.stories].filter(([id]) => canSeeStory(id, live))) };
}
