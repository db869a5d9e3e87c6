import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { REACTION_COUNTERS } from '../../posts/present/reaction.ts';
import { lockWriter } from '../../users/service.ts';
import { deleteReaction, reactionTo, saveReaction } from '../queries/marks.ts';
import { addToStoryCounters, lockStory, type StoryCounter } from '../queries/stories.ts';
import { requireVisibleStory } from './find.ts';

/**
 * Reacts to a story with 1 to 6, replacing the former reaction; the same one again removes it. Gives whether a reaction remains.
 * Refuses `storyNotFound`. Contract-beyond: react_story.
 */
export async function toggleStoryReaction(ctx: ViewerContext, storyId: number, reaction: number): Promise<boolean> {
  await requireVisibleStory(ctx, storyId);
  return ctx.write(async (tx) => {
    await lockWriter(tx, ctx.viewer.id);
    const story = await lockStory(tx, storyId);
    if (!story) throw new Refusal('storyNotFound');
    const pair = { story_id: storyId, user_id: ctx.viewer.id };
    const before = await reactionTo(tx, pair);
    const after = before === reaction ? 0 : reaction;
    if (after === 0) await deleteReaction(tx, pair);
    else await saveReaction(tx, { ...pair, reaction: after, created_at: ctx.now });
    await addToStoryCounters(tx, storyId, reactionChanges(before, after));
    const { user_id: authorId, title } = story;
    await ctx.emit(ctx, 'storyReacted', { storyId, authorId, title, userId: ctx.viewer.id, before, after });
    return after > 0;
  });
}

/** The changes to a story's counters when a reaction changes; 0 is none. */
export function reactionChanges(before: number, after: number): Partial<Record<StoryCounter, number>> {
  const [gone, come] = [REACTION_COUNTERS[before - 1], REACTION_COUNTERS[after - 1]];
  if (gone === come) return {};
  return {
    ...(gone ? { [gone]: -1 } : {}),
    ...(come ? { [come]: 1 } : {}),
    reactions_count: Number(after > 0) - Number(before > 0),
  };
}
