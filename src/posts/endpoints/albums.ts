import { z } from 'zod';
import type { ViewerContext } from '../../context.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { files, form, id, page, title } from '../../http/form.ts';
import { addToAlbum, albumsOf } from '../service/albums.ts';
import { deleteAlbumPhoto } from '../service/delete.ts';
import { PostData } from '../wire.ts';
import { newPostInput, postOfInput, privacy } from './new-post.ts';
import { postsWithComments, postWithComments } from './with-comments.ts';

const MAX_PHOTOS = 50;

const albumsInput = z.discriminatedUnion(
  'type',
  [
    form({
      type: z.literal('create'),
      album_name: title(100),
      postPhotos: files(MAX_PHOTOS),
      postPrivacy: privacy(),
    }),
    form({ type: z.literal('fetch'), user_id: id(), ...page({ limit: 20, max: 50 }) }),
    form({ type: z.literal('add'), id: id(), postPhotos: files(MAX_PHOTOS) }),
    form({ type: z.literal('delete_album_image'), post_id: id(), id: id() }),
  ],
  { error: 'noType' },
);

type AlbumsInput = z.output<typeof albumsInput>;
type InputOf<Type> = Extract<AlbumsInput, { type: Type }>;

const AlbumsAnswer = z.object({ data: z.union([z.array(PostData), PostData]).optional(), message: z.string().optional() });

type Verb<Type extends AlbumsInput['type']> = (
  ctx: ViewerContext,
  input: InputOf<Type>,
) => Promise<z.output<typeof AlbumsAnswer>>;

const verbs: { readonly [Type in AlbumsInput['type']]: Verb<Type> } = {
  create: async (ctx, { type: _type, ...album }) => {
    const created = await postOfInput(ctx, { ...newPostInput.parse({}), ...album });
    return { data: await postWithComments(ctx, created) };
  },
  fetch: async (ctx, input) => ({ data: await postsWithComments(ctx, await albumsOf(ctx, input.user_id, input)) }),
  add: async (ctx, input) => ({ data: await postWithComments(ctx, await addToAlbum(ctx, input.id, input.postPhotos)) }),
  delete_album_image: async (ctx, input) => {
    await deleteAlbumPhoto(ctx, input.post_id, input.id);
    return { message: 'The photo was deleted' };
  },
};

const noType = [4, 'type can not be empty'] as const;
const invalidPhoto = [7, 'A photo is invalid or of a kind that is not supported'] as const;
const notFound = [8, 'Album not found'] as const;

export const albums = defineEndpoint({
  name: 'albums',
  summary: 'Create an album, list those of a person, add photos to one, delete a photo of one',
  access: 'user',
  limit: 'upload',
  input: albumsInput,
  answer: AlbumsAnswer,
  errors: {
    noType,
    'type.missing': noType,
    'album_name.missing': [5, 'album_name can not be empty'],
    'user_id.missing': [5, 'user_id can not be empty'],
    'id.missing': [5, 'id can not be empty'],
    'post_id.missing': [5, 'post_id can not be empty'],
    'postPhotos.missing': [6, 'postPhotos can not be empty'],
    missing: noType,
    tooMany: [6, 'These are too many photos at once'],
    albumFull: [6, 'An album holds {most} photos at most'],
    tooLong: [5, '{field} is too long'],
    unsupported: invalidPhoto,
    tooLarge: invalidPhoto,
    corrupt: invalidPhoto,
    invalid: notFound,
    userNotFound: [8, 'User not found'],
    postNotFound: notFound,
    empty: [6, 'postPhotos can not be empty'],
    tooManyPosts: [9, 'You have posted too often, please try again later'],
  },
  async handle({ ctx, input }) {
    // each verb takes the input of its own type, which the type of a table looked up by it cannot say
    const verb = verbs[input.type] as Verb<AlbumsInput['type']>;
    return verb(ctx, input);
  },
});
