import { z } from 'zod';
import { Refusal } from '../http/errors.ts';
import { file, files, form, id, orderedTexts, parseForm, text as words } from '../http/form.ts';
import { type Created, createPost, type Draft } from '../posts/service/create.ts';
import { addressOf, FEED, groupAddress, pageAddress } from './addresses.ts';
import { type ComposerPlace, composerOf, MAX_ANSWERS, type Written } from './composer.ts';
import { showFeed } from './feed.ts';
import { inputOf, problemIn } from './forms.ts';
import { sendFragment } from './page.ts';
import { postCards } from './post-cards.ts';
import type { Visit } from './session.ts';
import { stringsFor } from './strings.ts';
import { type CountMessages, meOf } from './top-bar.ts';

const MAX_TEXT = 20_000;
const MAX_PHOTOS = 10;

const optionalId = () => id().optional().catch(undefined);

/** What the composer sends; `csrf` and the words stand before the files. */
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

/**
 * Publishes what the composer holds. A form is led back to where it was, at the post; htmx gets an empty composer and the post
 * for the top of the feed. What is wrong with it is said in the composer, which keeps what was written.
 */
export function publish(countMessages: CountMessages) {
  return async (visit: Visit): Promise<void> => {
    const text = stringsFor(visit.req);
    try {
      const input = inputOf(visit, postForm);
      await sendPublished(visit, await createPost(visit.ctx, draftOf(input, text.feelings)));
    } catch (error) {
      const problem = problemIn(text.composer.problems, error);
      if (problem === undefined) throw error;
      await sendProblem(visit, problem, countMessages);
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
    // the form always shows more fields than a poll needs
    answers: (input.answer ?? []).filter((answer) => answer.trim() !== ''),
    uploads: { photos, video },
  };
}

async function sendPublished({ ctx, req, res, csrf, isFragment }: Visit, created: Created): Promise<void> {
  const text = stringsFor(req);
  const place = placeOf(req.body);
  if (!isFragment) {
    const from = addressOf(req);
    return res.redirect(303, `${from.startsWith(FEED) ? from : addressOfPlace(place)}#post-${created.id}`);
  }
  const [cards, me] = await Promise.all([postCards(ctx, [created], text), meOf(ctx)]);
  sendFragment(ctx, res, { fragment: 'published', csrf, composer: composerOf(place, { me, text }), cards });
}

async function sendProblem(visit: Visit, problem: string, countMessages: CountMessages): Promise<void> {
  const { ctx, req, res, isFragment } = visit;
  res.status(400);
  if (isFragment) {
    res.set({ 'HX-Retarget': '#composer-problem', 'HX-Reswap': 'innerHTML' });
    return sendFragment(ctx, res, { fragment: 'problem', words: problem });
  }
  const place = placeOf(req.body);
  const query = place.kind === 'timeline' ? {} : { [`${place.kind}_id`]: String(place.id) };
  await showFeed(visit, countMessages, { query, written: writtenOf(req.body), problem });
}

function placeOf(body: Record<string, unknown>): ComposerPlace {
  const given = { fields: { ...body }, uploads: [] };
  const parsed = parseForm(form({ page_id: optionalId(), group_id: optionalId() }), given);
  if (!parsed.ok) return { kind: 'timeline' };
  const { page_id, group_id } = parsed.input;
  if (page_id) return { kind: 'page', id: page_id };
  return group_id ? { kind: 'group', id: group_id } : { kind: 'timeline' };
}

function addressOfPlace(place: ComposerPlace): string {
  if (place.kind === 'timeline') return FEED;
  return place.kind === 'page' ? pageAddress(place.id) : groupAddress(place.id);
}

/** What was written, as it came. */
function writtenOf(body: Record<string, unknown>): Written {
  const one = (name: string) => (typeof body[name] === 'string' ? body[name] : '');
  const answers = [body.answer ?? body['answer[]'] ?? []].flat().map(String);
  return { text: one('text'), privacy: one('privacy'), feeling: one('feeling'), answers };
}
