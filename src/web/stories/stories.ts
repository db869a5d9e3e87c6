import { z } from 'zod';
import { sendMessage } from '../../chat/service/send.ts';
import { form, text as textField } from '../../http/form.ts';
import { deleteStory } from '../../stories/service/delete.ts';
import { requireVisibleStory } from '../../stories/service/find.ts';
import { muteStories } from '../../stories/service/mute.ts';
import { toggleStoryReaction } from '../../stories/service/react.ts';
import { openStory } from '../../stories/service/view.ts';
import { FEED, storyAddress } from '../shell/addresses.ts';
import { inputOf, pathId } from '../shell/forms/forms.ts';
import { fragment, sitePage } from '../shell/layout/page.ts';
import { type CountMessages, topBar } from '../shell/layout/top-bar.ts';
import type { Visit } from '../shell/session/session.ts';
import { fill, stringsFor } from '../shell/strings.ts';
import { type StoryCard, storyCard } from './cards.ts';

const sendStory = sitePage<{ title: string; story: StoryCard }>('stories/story');
const sendReactions = fragment<{ csrf: string; story: StoryCard }>('stories/reactions');
const sendReplied = fragment<{ csrf: string; story: StoryCard; notice: string }>('stories/replied');

/** A story in full size. Opening it marks it as seen. */
export function showStory(countMessages: CountMessages) {
  return async (visit: Visit): Promise<void> => {
    const { ctx, req, res, csrf } = visit;
    const text = stringsFor(req);
    const id = pathId(visit, 'storyNotFound');
    const maps = await openStory(ctx, id);
    const [story, bar] = await Promise.all([storyCard(ctx, id, maps, text), topBar(ctx, countMessages)]);
    const title = fill(text.stories.of, { name: story.author.name });
    sendStory(ctx, res, { bar, csrf, section: 'story', title, story });
  };
}

const reactionForm = form({ reaction: z.enum(['1', '2', '3', '4', '5', '6'], 'reactionMissing').transform(Number) });

/** Reacts to a story; the same reaction again removes it. */
export async function reactToStory(visit: Visit): Promise<void> {
  const { ctx, req, res, csrf, isFragment } = visit;
  const { reaction } = inputOf(visit, reactionForm);
  const id = pathId(visit, 'storyNotFound');
  await toggleStoryReaction(ctx, id, reaction);
  if (!isFragment) return res.redirect(303, storyAddress(id));
  const story = await storyCard(ctx, id, await requireVisibleStory(ctx, id), stringsFor(req));
  sendReactions(ctx, res, { csrf, story });
}

const replyForm = form({ text: textField(20_000).optional(), key: textField(100).optional().catch(undefined) });

/** Replies to a story with a message to its author. */
export async function replyToStory(visit: Visit): Promise<void> {
  const { ctx, req, res, csrf, isFragment } = visit;
  const { text = '', key = '' } = inputOf(visit, replyForm);
  const id = pathId(visit, 'storyNotFound');
  const maps = await requireVisibleStory(ctx, id);
  const authorId = maps.stories.get(id)?.user_id ?? 0;
  await sendMessage(ctx, authorId, { text, storyId: id, hashId: key });
  if (!isFragment) return res.redirect(303, storyAddress(id));
  const strings = stringsFor(req);
  const story = await storyCard(ctx, id, maps, strings);
  sendReplied(ctx, res, { csrf, story, notice: strings.stories.sent });
}

/** Mutes the stories of this story's author. */
export async function muteStoriesOf(visit: Visit): Promise<void> {
  const { ctx, res } = visit;
  const id = pathId(visit, 'storyNotFound');
  const maps = await requireVisibleStory(ctx, id);
  await muteStories(ctx, maps.stories.get(id)?.user_id ?? 0, true);
  res.redirect(303, FEED);
}

export async function removeStory(visit: Visit): Promise<void> {
  await deleteStory(visit.ctx, pathId(visit, 'storyNotFound'));
  visit.res.redirect(303, FEED);
}
