import { Refusal } from '../http/errors.ts';
import { file, form, parseForm, text as words } from '../http/form.ts';
import { createStory, type StoryDraft } from '../stories/service/create.ts';
import { storyAddress } from './addresses.ts';
import { problemIn } from './forms.ts';
import { sendFragment, sendPage } from './page.ts';
import type { Visit } from './session.ts';
import { stringsFor } from './strings.ts';
import { type CountMessages, topBar } from './top-bar.ts';
import { fileProblemOf, uploadsOf } from './uploads.ts';

const MAX_WORDS = 300;

export const storyForm = form({ words: words(MAX_WORDS).optional(), file: file() });

type Written = { words: string; problem: string | undefined };

export function showNewStory(countMessages: CountMessages) {
  return (visit: Visit) => sendForm(visit, { words: '', problem: undefined }, countMessages);
}

/** Shows a photo or a video for a day, and leads to it. What is wrong is said at the form, which keeps the words. */
export function shareStory(countMessages: CountMessages) {
  return async (visit: Visit): Promise<void> => {
    const { ctx, req, res, isFragment } = visit;
    try {
      const address = storyAddress(await createStory(ctx, draftOf(visit)));
      if (isFragment) res.set('HX-Redirect', address).end();
      else res.redirect(303, address);
    } catch (error) {
      const problem = problemIn(stringsFor(req).stories.create.problems, error);
      if (problem === undefined) throw error;
      res.status(400);
      if (!isFragment) return sendForm(visit, { words: String(req.body.words ?? ''), problem }, countMessages);
      res.set({ 'HX-Retarget': '#story-problem', 'HX-Reswap': 'innerHTML' });
      sendFragment(ctx, res, { fragment: 'problem', words: problem });
    }
  };
}

function draftOf({ req, res }: Visit): StoryDraft {
  const fileProblem = fileProblemOf(res);
  if (fileProblem) throw new Refusal(fileProblem);
  const parsed = parseForm(storyForm, { fields: { ...req.body }, uploads: uploadsOf(req) });
  if (!parsed.ok) {
    const [first] = parsed.issues;
    throw new Refusal(first?.reason ?? 'invalid', { field: first?.field ?? '' });
  }
  const { words: description = '', file: chosen } = parsed.input;
  // what it says of itself is looked at when it is stored
  const kind = chosen.mimetype.startsWith('video/') ? 'video' : 'image';
  return { title: '', description, kind, file: chosen };
}

async function sendForm({ ctx, req, res, csrf }: Visit, written: Written, countMessages: CountMessages): Promise<void> {
  const { title } = stringsFor(req).stories.create;
  sendPage(ctx, res, {
    template: 'new-story',
    bar: await topBar(ctx, countMessages),
    csrf,
    place: 'new-story',
    title,
    ...written,
  });
}
