import { file, form, text } from '../../../http/form.ts';
import { createStory, type StoryDraft } from '../../../stories/service/create.ts';
import { storyAddress } from '../../shell/addresses.ts';
import { answerForm, inputOf } from '../../shell/forms/forms.ts';
import { sitePage } from '../../shell/layout/page.ts';
import { type CountMessages, topBar } from '../../shell/layout/top-bar.ts';
import type { Visit } from '../../shell/session/session.ts';
import { stringsFor } from '../../shell/strings.ts';

const MAX_CAPTION = 300;

export const storyForm = form({ caption: text(MAX_CAPTION).optional(), file: file() });

type FormValues = { caption: string; problem: string | undefined };

const sendNewStory = sitePage<FormValues & { title: string }>('stories/new/new-story');

export function showNewStory(countMessages: CountMessages) {
  return (visit: Visit) => sendForm(visit, { caption: '', problem: undefined }, countMessages);
}

/** Publishes a photo or a video as a story, and leads to it. */
export function shareStory(countMessages: CountMessages) {
  return (visit: Visit) =>
    answerForm(visit, {
      problems: stringsFor(visit.req).stories.create.problems,
      problemId: 'story-problem',
      act: async () => storyAddress(await createStory(visit.ctx, draftOf(visit))),
      showAgain: (problem) => sendForm(visit, { caption: String(visit.req.body.caption ?? ''), problem }, countMessages),
    });
}

function draftOf(visit: Visit): StoryDraft {
  const { caption: description = '', file: upload } = inputOf(visit, storyForm);
  // the service checks the content when it stores the file
  const kind = upload.mimetype.startsWith('video/') ? 'video' : 'image';
  return { title: '', description, kind, file: upload };
}

async function sendForm({ ctx, req, res, csrf }: Visit, values: FormValues, countMessages: CountMessages): Promise<void> {
  const { title } = stringsFor(req).stories.create;
  sendNewStory(ctx, res, {
    bar: await topBar(ctx, countMessages),
    csrf,
    section: 'new-story',
    title,
    ...values,
  });
}
