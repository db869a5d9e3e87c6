import { z } from 'zod';
import { reactionNumber } from '../../catalogues/rules.ts';
import { addComment } from '../../comments/service/write.ts';
import type { ViewerContext } from '../../context.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { Refusal } from '../../http/errors.ts';
import { form, id, text } from '../../http/form.ts';
import { deletePost } from '../service/delete.ts';
import { editPost, toggleBoost, toggleComments } from '../service/edit.ts';
import { togglePostReport, toggleSave } from '../service/mark.ts';
import { react, toggleLike, toggleWonder } from '../service/react.ts';
import { MAX_TEXT, privacy } from './new-post.ts';

const ACTIONS = [
  'edit',
  'delete',
  'comment',
  'commet',
  'like',
  'dislike',
  'wonder',
  'report',
  'save',
  'disable_comments',
  'reaction',
  'boost',
] as const;

const actionInput = form({
  post_id: id(),
  action: text(100).pipe(z.enum(ACTIONS, 'unknownAction')),
  text: text(MAX_TEXT).optional(),
  reaction: text(100).optional(),
  privacy_type: privacy(),
  page_id: id().optional().catch(undefined),
});

type ActionInput = z.output<typeof actionInput>;

const code = z.union([z.literal(0), z.literal(1)]).optional();

const ActionAnswer = z.object({
  action: z.string(),
  code,
  likes_data: z.object({ count: z.string() }).optional(),
  dislike_data: z.object({ dislikes: z.string() }).optional(),
  wonder_data: z.object({ wonders: z.string() }).optional(),
  comment_data: z.object({ text: z.string(), post_comments_count: z.string() }).optional(),
});

type Act = (ctx: ViewerContext, postId: number, input: ActionInput) => Promise<z.output<typeof ActionAnswer>>;

/** Answers of what is on or off after the action. */
const onOff =
  (toggle: (ctx: ViewerContext, postId: number) => Promise<boolean>, [on, off]: readonly [on: string, off: string]): Act =>
  async (ctx, postId) =>
    (await toggle(ctx, postId)) ? { action: on, code: 1 } : { action: off, code: 0 };

const like: Act = async (ctx, postId) => {
  const { on, count } = await toggleLike(ctx, postId);
  return { action: on ? 'liked' : 'unliked', likes_data: { count: String(count) } };
};

const dislike: Act = async (ctx, postId) => {
  const { on, count } = await toggleWonder(ctx, postId);
  // so the apps know it
  return { action: on ? 'disliked' : 'like', dislike_data: { dislikes: String(count) } };
};

const wonder: Act = async (ctx, postId) => {
  const { on, count } = await toggleWonder(ctx, postId);
  return { action: on ? 'wondered' : 'unwondered', wonder_data: { wonders: String(count) } };
};

const reaction: Act = async (ctx, postId, input) => {
  const given = reactionNumber(input.reaction ?? '') ?? 0;
  return (await react(ctx, postId, given)) ? { action: 'reaction Added', code: 1 } : { action: 'reaction deleted', code: 0 };
};

const edit: Act = async (ctx, postId, input) => {
  await editPost(ctx, postId, { text: requireText(input), privacy: input.privacy_type });
  return { action: 'edited' };
};

const remove: Act = async (ctx, postId) => {
  await deletePost(ctx, postId);
  return { action: 'deleted' };
};

const comment: Act = async (ctx, postId, input) => {
  const written = requireText(input);
  const draft = { text: written, pageId: input.page_id };
  const { commentsCount } = await addComment(ctx, { kind: 'post', id: postId }, draft);
  return { action: 'commented', comment_data: { text: written, post_comments_count: String(commentsCount) } };
};

function requireText({ text: typed }: ActionInput): string {
  if (typed === undefined) throw new Refusal('textMissing');
  return typed;
}

/** What each action does. Contract §2.20. */
const actions: { readonly [Action in (typeof ACTIONS)[number]]: Act } = {
  edit,
  delete: remove,
  comment,
  commet: comment,
  like,
  dislike,
  wonder,
  report: onOff(togglePostReport, ['report post', 'unreport post']),
  save: onOff(toggleSave, ['saved post', 'unsaved post']),
  disable_comments: async (ctx, postId) =>
    (await toggleComments(ctx, postId))
      ? { action: 'post comments enabled', code: 1 }
      : { action: 'post comments disabled', code: 0 },
  reaction,
  boost: onOff(toggleBoost, ['post boosted', 'post unboosted']),
};

const unknownAction = [6, 'Undefined action value'] as const;
const postNotFound = [9, 'Post not found'] as const;

export const postActions = defineEndpoint({
  name: 'post-actions',
  summary: 'Like, react, wonder, comment, edit, delete, report, save, boost, close comments: one action on one post',
  access: 'user',
  limit: 'write',
  input: actionInput,
  answer: ActionAnswer,
  errors: {
    'post_id.missing': [4, 'post_id (POST) is missing'],
    'action.missing': [5, 'action (POST) is missing'],
    unknownAction,
    'action.invalid': unknownAction,
    'action.tooLong': unknownAction,
    textMissing: [7, 'text (POST) is empty'],
    'text.invalid': [7, 'text (POST) can not be read'],
    'text.tooLong': [7, 'text (POST) is too long'],
    empty: [7, 'text (POST) is empty'],
    tooLong: [7, 'text (POST) is too long'],
    repeated: [7, 'You have written this text already'],
    commentsDisabled: [7, 'Comments are closed on this post'],
    pageNotFound: [7, 'Page not found'],
    notOwner: [7, 'You are not the post owner'],
    reactionMissing: [8, 'reaction (POST) is missing'],
    'reaction.invalid': [8, 'reaction (POST) is missing'],
    'reaction.tooLong': [8, 'reaction (POST) is missing'],
    missing: postNotFound,
    invalid: postNotFound,
    postNotFound,
  },
  async handle({ ctx, input }) {
    return actions[input.action](ctx, input.post_id, input);
  },
});
