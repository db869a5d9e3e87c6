import { z } from 'zod';
import { POST_COLORS } from '../../catalogues/catalogue.ts';
import { entryOrNone } from '../../catalogues/endpoints/fields.ts';
import type { ViewerContext } from '../../context.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import type { ErrorRow } from '../../http/errors.ts';
import { file, files, form, orderedTexts, text, title, wordless } from '../../http/form.ts';
import { FEELING_TYPES } from '../present/columns.ts';
import { type Created, createPost, type Draft } from '../service/create.ts';
import { PostData } from '../wire.ts';
import { postWithComments } from './with-comments.ts';

const MAX_PHOTOS = 50;
const MAX_ANSWERS = 20;
export const MAX_TEXT = 20_000;

/** 0 to 4; what is none of them is the default. */
export const privacy = () => z.enum(['0', '1', '2', '3', '4']).transform(Number).optional().catch(undefined);

/** An address of the web; any other is left out, since it would run or lead elsewhere. */
const webUrl = (max: number) =>
  z
    .url({ protocol: /^https?$/ })
    .max(max)
    .optional()
    .catch(undefined);
const words = (max: number) => text(max).optional().catch(undefined);

/** An id where apps send 0, or nothing, for none. */
const idOrNone = () =>
  wordless(
    z
      .string()
      .regex(/^\d{1,40}$/, 'invalid')
      .transform((digits) => Math.min(Number(digits), Number.MAX_SAFE_INTEGER))
      .optional(),
  );

export const newPostInput = form({
  postText: text(MAX_TEXT).optional(),
  postPrivacy: privacy(),
  page_id: idOrNone(),
  group_id: idOrNone(),
  event_id: idOrNone(),
  recipient_id: idOrNone(),
  feeling_type: z.enum(FEELING_TYPES).optional().catch(undefined),
  feeling: words(255),
  postMap: title(255).optional().catch(undefined),
  postSticker: webUrl(1000),
  post_color: entryOrNone(POST_COLORS),
  album_name: title(100).optional(),
  answer: orderedTexts(MAX_ANSWERS, 255).optional(),
  url_link: webUrl(2000),
  url_title: title(255).optional().catch(undefined),
  url_content: words(1000),
  url_image: webUrl(2000),
  postPhotos: files(MAX_PHOTOS).optional(),
  postVideo: file().optional(),
  video_thumb: file().optional(),
  postMusic: file().optional(),
  postRecord: file().optional(),
  postFile: file().optional(),
});

export type NewPostInput = z.output<typeof newPostInput>;

const NOWHERE = 0;

export function draftOf(input: NewPostInput): Draft {
  return {
    pageId: input.page_id ?? NOWHERE,
    groupId: input.group_id ?? NOWHERE,
    eventId: input.event_id ?? NOWHERE,
    recipientId: input.recipient_id ?? NOWHERE,
    text: input.postText ?? '',
    privacy: input.postPrivacy ?? 0,
    feelingType: input.feeling_type ?? '',
    feeling: input.feeling ?? '',
    map: input.postMap ?? '',
    sticker: input.postSticker ?? '',
    colorId: input.post_color ?? 0,
    albumName: input.album_name ?? '',
    link: {
      url: input.url_link ?? '',
      title: input.url_title ?? '',
      image: input.url_image ?? '',
      content: input.url_content ?? '',
    },
    answers: input.answer ?? [],
    uploads: {
      photos: input.postPhotos,
      video: input.postVideo,
      videoThumb: input.video_thumb,
      music: input.postMusic,
      recording: input.postRecord,
      file: input.postFile,
    },
  };
}

const FILE_ERRORS: readonly (readonly [field: string, row: ErrorRow])[] = [
  ['postFile', [7, 'The file is invalid or of a kind that is not supported']],
  ['postVideo', [8, 'The video is invalid or of a kind that is not supported']],
  ['video_thumb', [8, 'The picture of the video is invalid']],
  ['postMusic', [9, 'The sound is invalid or of a kind that is not supported']],
  ['postRecord', [9, 'The recording is invalid or of a kind that is not supported']],
  ['postPhotos', [10, 'A photo is invalid or of a kind that is not supported']],
];

/** For each field of a file, what media refuses it for. */
const fileErrors = Object.fromEntries(
  FILE_ERRORS.flatMap(([field, row]) =>
    ['unsupported', 'tooLarge', 'corrupt', 'tooMany'].map((reason) => [`${field}.${reason}`, row]),
  ),
);

const details = [11, 'please check details'] as const;
const wrong = [14, 'something went wrong'] as const;

/** Makes the post an endpoint was sent. */
export const postOfInput = (ctx: ViewerContext, input: NewPostInput): Promise<Created> => createPost(ctx, draftOf(input));

export const newPost = defineEndpoint({
  name: 'new_post',
  summary: 'Publish a post: text, photos, video, sound, file, poll, feeling, place, link',
  access: 'user',
  limit: 'upload',
  input: newPostInput,
  answer: z.object({ post_data: PostData, post_html: z.string() }),
  errors: {
    ...fileErrors,
    missing: details,
    empty: details,
    invalid: details,
    tooLong: details,
    tooMany: details,
    answerMissing: [12, 'Answer #{n} is empty.'],
    questionMissing: [13, 'Please write the question.'],
    userNotFound: wrong,
    containerNotFound: wrong,
    notAllowed: [14, 'You can not post there'],
    tooManyPosts: [14, 'You have posted too often, please try again later'],
  },
  async handle({ ctx, input }) {
    const post = await postWithComments(ctx, await postOfInput(ctx, input));
    return { post_data: post, post_html: post.postText };
  },
});
