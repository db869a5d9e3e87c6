import { z } from 'zod';
import { idOr, reactionOr, textCommentActs, textCommentErrors, textOr } from '../comments/endpoints/text-comments.ts';
import { TextCommentData, TextReplyData } from '../comments/wire/text-comment.ts';
import type { ViewerContext } from '../context.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { form, offset, page } from '../http/form.ts';
import { presentMovie } from './present.ts';
import { movies } from './service.ts';
import { MovieData } from './wire.ts';

/** A word to filter by; anything that is none means: any. This endpoint has no errors. */
const filterWord = () =>
  z
    .string()
    .catch('')
    .transform((word) => (word.trim() === '' || word.length > 100 || !word.isWellFormed() ? undefined : word.trim()))
    .optional();

export const getMovies = defineEndpoint({
  name: 'get-movies',
  summary: 'Movies, newest first; of a genre, of a country, or one by its id',
  access: 'user',
  limit: 'read',
  input: form({ id: offset(), genre: filterWord(), country: filterWord(), ...page({ limit: 35 }) }),
  answer: z.object({ movies: z.array(MovieData) }),
  errors: {},
  async handle({ ctx, input }) {
    return { movies: (await movies(ctx, input)).map((movie) => presentMovie(movie, ctx)) };
  },
});

const listPart = page({ limit: 20, max: 50 });
const onComment = { movie_id: idOr('details'), comment_id: idOr('details') };
const reaction_type = reactionOr('details');

const input = z.discriminatedUnion(
  'type',
  [
    form({ type: z.literal('get_comments'), movie_id: idOr('movieMissing'), ...listPart }),
    form({ type: z.literal('add_comment'), movie_id: idOr('saidDetails'), text: textOr('saidDetails') }),
    form({ type: z.literal('like'), ...onComment, reaction_type }),
    form({ type: z.literal('delete'), ...onComment }),
    form({ type: z.literal('add_reply'), ...onComment, text: textOr('details') }),
    form({ type: z.literal('reply_like'), ...onComment, reaction_type }),
    form({ type: z.literal('reply_delete'), ...onComment }),
    form({ type: z.literal('reply_fetch'), comment_id: idOr('commentMissing'), ...listPart }),
  ],
  { error: 'unknownType' },
);

type Input = z.output<typeof input>;

const answer = z.object({
  data: z.union([TextCommentData, TextReplyData, z.array(TextCommentData), z.array(TextReplyData)]).optional(),
  code: z.int().optional(),
  type: z.string().optional(),
  message: z.string().optional(),
});

type Answer = z.output<typeof answer>;

/** What each type does with its own fields, and answers. */
type Acts = { [Type in Input['type']]: (ctx: ViewerContext, input: Extract<Input, { type: Type }>) => Promise<Answer> };

const acts: Acts = textCommentActs({ on: 'movie', field: 'movie_id' });

export const moviesComments = defineEndpoint({
  name: 'movies_comments',
  summary: 'Comments on movies, replies, and what people think of them',
  access: 'user',
  limit: 'write',
  input,
  answer,
  errors: {
    unknownType: [4, 'type can not be empty'],
    movieMissing: [5, 'movie_id can not be empty'],
    saidDetails: [6, 'Please check your details'],
    details: [7, 'Please check your details'],
    commentMissing: [8, 'comment_id can not be empty'],
    missing: [6, 'Please check your details'],
    subjectNotFound: [7, 'movie not found'],
    ...textCommentErrors,
  },
  handle({ ctx, input: own }) {
    // the table pairs each type with its own fields; the compiler cannot follow that through the index
    const act = acts[own.type] as (ctx: ViewerContext, input: Input) => Promise<Answer>;
    return act(ctx, own);
  },
});

export const movieEndpoints = [getMovies, moviesComments];
