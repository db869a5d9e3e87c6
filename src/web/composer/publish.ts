import { z } from 'zod';
import { Refusal } from '../../http/errors.ts';
import { file, files, form, id, orderedTexts, parseForm, text as words } from '../../http/form.ts';
import { type Created, createPost, type Draft } from '../../posts/service/create.ts';
import { isBlank } from '../../text/invisible.ts';
import { type PostCard, postCards } from '../post/card/cards.ts';
import { addressOf, FEED, groupAddress, pageAddress } from '../shell/addresses.ts';
import { inputOf, problemIn, sendProblem } from '../shell/forms/forms.ts';
import { fragment } from '../shell/layout/page.ts';
import { type CountMessages, viewerSummary } from '../shell/layout/top-bar.ts';
import type { Visit } from '../shell/session/session.ts';
import { stringsFor } from '../shell/strings.ts';
import { type Composer, type ComposerContainer, type ComposerDraft, composerOf, MAX_ANSWERS } from './composer.ts';

const sendPublishedPost = fragment<{ csrf: string; composer: Composer; cards: PostCard[] }>('composer/published');

const MAX_TEXT = 20_000;
const MAX_PHOTOS = 10;

const optionalId = () => id().optional().catch(undefined);

/** What the composer sends; `csrf` and the text come before the files. */
export const postForm = form({
  text: words(MAX_TEXT).optional(),
  privacy: z.enum(['0', '1', '2', '3', '4']).transform(Number).optional().catch(undefined),
  feeling: words(50).optional().catch(undefined),
  answer: orderedTexts(MAX_ANSWERS, 255).optional(),
  page_id: optionalId(),
  group_id: optionalId(),
  photos: files(MAX_PHOTOS).optional(),
  video: file().optional(),
});

type Input = z.output<typeof postForm>;

/** The feed once more, for a form that came without scripts: at `query`, with the draft and what is wrong with it. */
export type FormAgain = { query: Record<string, string>; draft: ComposerDraft; problem: string };

/** `showFeed` is given, because the feed shows the composer. */
export type PublishParts = {
  countMessages: CountMessages;
  showFeed(visit: Visit, countMessages: CountMessages, again: FormAgain): Promise<void>;
};

/**
 * Publishes the post. A plain form leads back to where it was, at the post; htmx gets an empty composer, and the post for the
 * top of the feed. A problem is shown in the composer, which keeps the draft.
 */
export function publish(parts: PublishParts) {
  return async (visit: Visit): Promise<void> => {
    const text = stringsFor(visit.req);
    try {
      const input = inputOf(visit, postForm);
      await sendPublished(visit, await createPost(visit.ctx, draftOf(input, text.feelings)));
    } catch (error) {
      const problem = problemIn(text.composer.problems, error);
      if (problem === undefined) throw error;
      await sendAgain(visit, problem, parts);
    }
  };
}

function draftOf(input: Input, feelings: Record<string, string>): Draft {
  const { photos, video, feeling = '' } = input;
  if (photos && video) throw new Refusal('photosOrVideo');
  const isFeeling = Object.hasOwn(feelings, feeling);
  return {
    pageId: input.page_id ?? 0,
    groupId: input.group_id ?? 0,
    eventId: 0,
    recipientId: 0,
    text: input.text ?? '',
    privacy: input.privacy ?? 0,
    feelingType: isFeeling ? 'feelings' : '',
    feeling: isFeeling ? feeling : '',
    map: '',
    sticker: '',
    colorId: 0,
    albumName: '',
    link: { url: '', title: '', image: '', content: '' },
    // the form has more fields than most polls need
    answers: (input.answer ?? []).filter((answer) => !isBlank(answer)),
    uploads: { photos, video },
  };
}

async function sendPublished({ ctx, req, res, csrf, isFragment }: Visit, created: Created): Promise<void> {
  const text = stringsFor(req);
  const container = containerIn(req.body);
  if (!isFragment) {
    const from = addressOf(req);
    return res.redirect(303, `${from.startsWith(FEED) ? from : containerAddress(container)}#post-${created.id}`);
  }
  const [cards, me] = await Promise.all([postCards(ctx, [created], text), viewerSummary(ctx)]);
  sendPublishedPost(ctx, res, { csrf, composer: composerOf(container, { me, text }), cards });
}

async function sendAgain(visit: Visit, problem: string, { countMessages, showFeed }: PublishParts): Promise<void> {
  const { ctx, req, res, isFragment } = visit;
  res.status(400);
  if (isFragment) {
    res.set({ 'HX-Retarget': '#composer-problem', 'HX-Reswap': 'innerHTML' });
    return sendProblem(ctx, res, { problem });
  }
  const container = containerIn(req.body);
  const query = container.kind === 'timeline' ? {} : { [`${container.kind}_id`]: String(container.id) };
  await showFeed(visit, countMessages, { query, draft: draftIn(req.body), problem });
}

function containerIn(body: Record<string, unknown>): ComposerContainer {
  const given = { fields: { ...body }, uploads: [] };
  const parsed = parseForm(form({ page_id: optionalId(), group_id: optionalId() }), given);
  if (!parsed.ok) return { kind: 'timeline' };
  const { page_id, group_id } = parsed.input;
  if (page_id) return { kind: 'page', id: page_id };
  return group_id ? { kind: 'group', id: group_id } : { kind: 'timeline' };
}

function containerAddress(container: ComposerContainer): string {
  if (container.kind === 'timeline') return FEED;
  return container.kind === 'page' ? pageAddress(container.id) : groupAddress(container.id);
}

/** The fields of the form, as they came. */
function draftIn(body: Record<string, unknown>): ComposerDraft {
  const one = (name: string) => (typeof body[name] === 'string' ? body[name] : '');
  const answers = [body.answer ?? body['answer[]'] ?? []].flat().map(String);
  return { text: one('text'), privacy: one('privacy'), feeling: one('feeling'), answers };
}
