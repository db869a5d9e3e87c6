import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { REACTIONS_TO } from '../../reactions/catalogue.ts';
import { toggle } from '../../reactions/rules.ts';
import { changeReaction } from '../../reactions/service/change.ts';
import { lockWriter } from '../../users/service.ts';
import { lockStory } from '../queries/stories.ts';
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
    const change = { set: REACTIONS_TO.story, subjectId: storyId, choice: toggle(reaction) };
    const { before, after } = await changeReaction(ctx, tx, change);
    const { user_id: authorId, title } = story;
    const signal = { storyId, authorId, title, userId: ctx.viewer.id };
    await ctx.emit(ctx, 'storyReacted', { ...signal, before: before.reaction, after: after.reaction });
    return after.reaction > 0;
  });
}
