import { z } from 'zod';
import { reactionNumber } from '../../catalogues/rules.ts';
import type { ViewerContext } from '../../context.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { file, form, id, offset, page, text } from '../../http/form.ts';
import type { Reactors } from '../../reactions/service/reactors.ts';
import { hydrateComments } from '../hydrate.ts';
import { presentComment, presentMarker, presentReply } from '../present.ts';
import { deleteComment } from '../service/delete.ts';
import { commentsOn, repliesTo } from '../service/lists.ts';
import { reactToComment, toggleCommentLike, toggleCommentWonder } from '../service/react.ts';
import { commentLikers, commentWonderers } from '../service/reactors.ts';
import { toggleCommentReport } from '../service/report.ts';
import { addComment, addReply, editComment } from '../service/write.ts';
import { CommentData, CommentMarkerData, ReplyData } from '../wire.ts';

const listPart = page({ limit: 20, max: 50 });

const content = {
  text: text().optional(),
  image: file().optional(),
  audio: file().optional(),
  image_url: text(2000).optional(),
  // absent, blank and 0: as the viewer
  page_id: offset(),
};

/** Two fields that belong together share one text for whichever is missing. */
const both = <Schema extends z.ZodType<unknown, string>>(reason: string, schema: Schema) => z.string(reason).pipe(schema);

/** A reaction's id; any other value removes the reaction (contract §2.20). */
const reaction = z
  .string()
  .catch('')
  .transform((digit) => reactionNumber(digit) ?? 0)
  .prefault('');

const comment = { comment_id: id() };
const reply = { reply_id: id() };

const input = z.discriminatedUnion(
  'type',
  [
    form({ type: z.literal('fetch_comments'), post_id: id(), ...listPart }),
    form({ type: z.literal('create'), post_id: id(), ...content }),
    form({
      type: z.literal('edit'),
      comment_id: both('commentAndText', id()),
      text: both('commentAndText', text()),
    }),
    form({ type: z.literal('delete'), ...comment }),
    form({ type: z.literal('fetch_comments_reply'), ...comment, ...listPart }),
    form({ type: z.literal('create_reply'), ...comment, ...content }),
    form({ type: z.literal('edit_reply'), reply_id: both('replyAndText', id()), text: both('replyAndText', text()) }),
    form({ type: z.literal('delete_reply'), ...reply }),
    form({ type: z.literal('comment_like'), ...comment }),
    form({ type: z.literal('comment_dislike'), ...comment }),
    form({ type: z.literal('reply_like'), ...reply }),
    form({ type: z.literal('reply_dislike'), ...reply }),
    form({ type: z.literal('reaction_comment'), ...comment, reaction }),
    form({ type: z.literal('reaction_reply'), ...reply, reaction }),
    form({ type: z.literal('get_comment_likes'), ...comment, ...listPart }),
    form({ type: z.literal('get_comment_dislikes'), ...comment, ...listPart }),
  ],
  { error: 'unknownType' },
);

type Input = z.output<typeof input>;

/** The action and the answer of each type, with its own fields. */
type Acts = {
  [Type in Input['type']]: (ctx: ViewerContext, input: Extract<Input, { type: Type }>) => Promise<z.output<typeof answer>>;
};

const answer = z.object({
  data: z.union([z.array(ReplyData), z.array(CommentData), z.array(CommentMarkerData), ReplyData, CommentData]).optional(),
  message: z.string().optional(),
  code: z.int().optional(),
});

type Writing = Extract<Input, { type: 'create' | 'create_reply' }>;

const draftOf = ({ text: written, image, audio, image_url, page_id }: Writing) => ({
  text: written,
  image,
  audio,
  imageUrl: image_url,
  pageId: page_id,
});

const commentOn = (commentId: number) => ({ id: commentId, kind: 'comment', on: 'post' }) as const;
const replyOn = (replyId: number) => ({ id: replyId, kind: 'reply', on: 'post' }) as const;

const code = (on: boolean) => ({ code: on ? 1 : 0 });
const reacted = (on: boolean) => ({ message: on ? 'reaction added' : 'reaction deleted' });
const people = (ctx: ViewerContext, { reactors, maps }: Reactors) => ({
  data: reactors.map((reactor) => presentMarker(reactor, maps, ctx)),
});

const acts: Acts = {
  async fetch_comments(ctx, { post_id, ...part }) {
    const { ids, maps } = await commentsOn(ctx, { kind: 'post', id: post_id }, part);
    return { data: ids.map((commentId) => presentComment(commentId, maps, ctx)) };
  },
  async create(ctx, own) {
    const created = await addComment(ctx, { kind: 'post', id: own.post_id }, draftOf(own));
    return { data: presentComment(created.id, await hydrateComments(ctx, [created.id]), ctx) };
  },
  async edit(ctx, { comment_id, text: written }) {
    await editComment(ctx, { ...commentOn(comment_id), text: written });
    return { message: 'comment updated' };
  },
  async delete(ctx, { comment_id }) {
    await deleteComment(ctx, commentOn(comment_id));
    return { message: 'comment deleted' };
  },
  async fetch_comments_reply(ctx, { comment_id, ...part }) {
    const { ids, maps } = await repliesTo(ctx, { id: comment_id, on: 'post' }, part);
    return { data: ids.map((replyId) => presentReply(replyId, maps, ctx)) };
  },
  async create_reply(ctx, own) {
    const { id: replyId } = await addReply(ctx, { id: own.comment_id, on: 'post' }, draftOf(own));
    return { data: presentReply(replyId, await hydrateComments(ctx, [replyId]), ctx) };
  },
  async edit_reply(ctx, { reply_id, text: written }) {
    await editComment(ctx, { ...replyOn(reply_id), text: written });
    return { message: 'reply updated' };
  },
  async delete_reply(ctx, { reply_id }) {
    await deleteComment(ctx, replyOn(reply_id));
    return { message: 'reply deleted' };
  },
  comment_like: async (ctx, own) => code(await toggleCommentLike(ctx, commentOn(own.comment_id))),
  comment_dislike: async (ctx, own) => code(await toggleCommentWonder(ctx, commentOn(own.comment_id))),
  reply_like: async (ctx, own) => code(await toggleCommentLike(ctx, replyOn(own.reply_id))),
  reply_dislike: async (ctx, own) => code(await toggleCommentWonder(ctx, replyOn(own.reply_id))),
  reaction_comment: async (ctx, own) =>
    reacted(await reactToComment(ctx, { ...commentOn(own.comment_id), reaction: own.reaction })),
  reaction_reply: async (ctx, own) => reacted(await reactToComment(ctx, { ...replyOn(own.reply_id), reaction: own.reaction })),
  get_comment_likes: async (ctx, { comment_id, ...part }) => people(ctx, await commentLikers(ctx, comment_id, part)),
  get_comment_dislikes: async (ctx, { comment_id, ...part }) => people(ctx, await commentWonderers(ctx, comment_id, part)),
};

export const comments = defineEndpoint({
  name: 'comments',
  summary: 'Comments on posts and replies to them: read, write, like, react',
  access: 'user',
  limit: 'write',
  limitOf: (field) => (/^(fetch|get)_/.test(field('type')) ? 'read' : 'write'),
  input,
  answer,
  errors: {
    unknownType: [4, 'type can not be empty'],
    'post_id.missing': [6, 'post_id can not be empty'],
    'post_id.invalid': [6, 'Post not found'],
    commentAndText: [9, 'comment_id and text can not be empty'],
    replyAndText: [10, 'reply_id and text can not be empty'],
    'comment_id.missing': [7, 'comment_id can not be empty'],
    'comment_id.invalid': [7, 'Comment not found'],
    'reply_id.missing': [11, 'reply_id can not be empty'],
    'reply_id.invalid': [11, 'Reply not found'],
    postNotFound: [6, 'Post not found'],
    commentNotFound: [7, 'Comment not found'],
    replyNotFound: [11, 'Reply not found'],
    notOwner: [8, 'You can not change this comment', 403],
    pageNotFound: [5, 'Page not found'],
    reactionMissing: [5, 'reaction can not be empty'],
    empty: [5, 'Please check your details'],
    invalid: [5, 'text holds characters that cannot be used'],
    tooLong: [5, 'The text is too long'],
    commentsDisabled: [5, 'Comments are turned off for this post', 403],
    repeated: [5, 'This was said too often already'],
    unsupported: [5, 'The type of the file is not supported'],
    tooLarge: [5, 'The file is too large'],
    corrupt: [5, 'The file can not be read'],
    missing: [5, 'Please check your details'],
  },
  handle({ ctx, input: own }) {
    // the table pairs each type with its own fields; the compiler cannot follow that through the index
    const act = acts[own.type] as (ctx: ViewerContext, input: Input) => Promise<z.output<typeof answer>>;
    return act(ctx, own);
  },
});

export const reportComment = defineEndpoint({
  name: 'report_comment',
  summary: 'Report a comment or reply to the staff (code 1), or take the report back (code 0)',
  access: 'user',
  limit: 'write',
  input: form({ comment_id: id() }),
  answer: z.object({ code: z.int() }),
  errors: {
    missing: [5, '{field} can not be empty'],
    invalid: [6, 'Comment not found'],
    commentNotFound: [6, 'Comment not found'],
  },
  async handle({ ctx, input: own }) {
    return code(await toggleCommentReport(ctx, own.comment_id));
  },
});
