import { file, form, text as words } from '../../../http/form.ts';
import { createStory, type StoryDraft } from '../../../stories/service/create.ts';
import { storyAddress } from '../../shell/addresses.ts';
import { answerForm, inputOf } from '../../shell/forms/forms.ts';
import { sitePage } from '../../shell/layout/page.ts';
import { type CountMessages, topBar } from '../../shell/layout/top-bar.ts';
import type { Visit } from '../../shell/session/session.ts';
import { stringsFor } from '../../shell/strings.ts';

const MAX_WORDS = 300;

export const storyForm = form({ words: words(MAX_WORDS).optional(), file: file() });

type Written = { words: string; problem: string | undefined };

const sendNewStory = sitePage<Written & { title: string }>('stories/new/new-story');

export function showNewStory(countMessages: CountMessages) {
  return (visit: Visit) => sendForm(visit, { words: '', problem: undefined }, countMessages);
}

/** Shows a photo or a video for a day, and leads to it. */
export function shareStory(countMessages: CountMessages) {
  return (visit: Visit) =>
    answerForm(visit, {
      problems: stringsFor(visit.req).stories.create.problems,
      problemId: 'story-problem',
      act: async () => storyAddress(await createStory(visit.ctx, draftOf(visit))),
      again: (problem) => sendForm(visit, { words: String(visit.req.body.words ?? ''), problem }, countMessages),
    });
}

function draftOf(visit: Visit): StoryDraft {
  const { words: description = '', file: chosen } = inputOf(visit, storyForm);
  // what it says of itself is looked at when it is stored
  const kind = chosen.mimetype.startsWith('video/') ? 'video' : 'image';
  return { title: '', description, kind, file: chosen };
}

async function sendForm({ ctx, req, res, csrf }: Visit, written: Written, countMessages: CountMessages): Promise<void> {
  const { title } = stringsFor(req).stories.create;
  sendNewStory(ctx, res, {
    bar: await topBar(ctx, countMessages),
    csrf,
    section: 'new-story',
    title,
    ...written,
  });
}
