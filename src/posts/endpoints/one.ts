import { z } from 'zod';
import { latestComments } from '../../comments/hydrate.ts';
import { presentComment } from '../../comments/present.ts';
import { canSeeComment } from '../../comments/rules.ts';
import { CommentData } from '../../comments/wire.ts';
import type { ViewerContext } from '../../context.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { form, id, text, words } from '../../http/form.ts';
import type { Reactors } from '../../reactions/service/reactors.ts';
import type { PostMaps } from '../hydrate.ts';
import { optionsOf } from '../present/parts.ts';
import { postOf, presentBarePost, presentMarker } from '../present.ts';
import { addView, hidePost as hide, vote } from '../service/mark.ts';
import { latestLikers, latestWonderers } from '../service/reactors.ts';
import { requireVisiblePost } from '../service/visible.ts';
import { BarePostData, PollOptionData, PostMarkerData } from '../wire.ts';

const PostAnswer = z.object({
  post_data: BarePostData.optional(),
  post_comments: z.array(CommentData).optional(),
  post_wondered_users: z.array(PostMarkerData).optional(),
  post_liked_users: z.array(PostMarkerData).optional(),
});

type Parts = z.output<typeof PostAnswer>;
type Word = keyof Parts;
type Part<Name extends Word> = (ctx: ViewerContext, postId: number, maps: PostMaps) => Promise<Parts[Name]>;

const parts: { readonly [Name in Word]: Part<Name> } = {
  post_data: async (ctx, postId, maps) => presentBarePost(postId, maps, ctx),
  post_comments: async (ctx, postId) => {
    const { idsByPost, maps } = await latestComments(ctx, [postId]);
    const ids = (idsByPost.get(postId) ?? []).filter((commentId) => canSeeComment(commentId, maps));
    return ids.map((commentId) => presentComment(commentId, maps, ctx));
  },
  post_wondered_users: async (ctx, postId) => presentReactors(ctx, await latestWonderers(ctx, postId)),
  post_liked_users: async (ctx, postId) => presentReactors(ctx, await latestLikers(ctx, postId)),
};

const PART_WORDS = Object.keys(parts) as Word[]; // keys of the table above, no others

function presentReactors(ctx: ViewerContext, { reactors, maps }: Reactors) {
  return reactors.map((reactor) => presentMarker(reactor, maps, ctx));
}

const missing = [3, '{field} (POST) is missing'] as const;

export const getPostData = defineEndpoint({
  name: 'get-post-data',
  summary: 'One post: what `fetch` names of it',
  access: 'user',
  limit: 'read',
  input: form({ post_id: id(), fetch: words(...PART_WORDS), add_view: text(10).optional().catch(undefined) }),
  answer: PostAnswer,
  errors: { missing, invalid: [6, 'Post not found'], postNotFound: [6, 'Post not found'] },
  async handle({ ctx, input }) {
    if (input.add_view === '1') await addView(ctx, input.post_id);
    const maps = await requireVisiblePost(ctx, input.post_id);
    const made = [...input.fetch].map(async (word) => [word, await parts[word](ctx, input.post_id, maps)] as const);
    return Object.fromEntries(await Promise.all(made));
  },
});

const postGone = [6, 'Post not found'] as const;

export const hidePost = defineEndpoint({
  name: 'hide_post',
  summary: 'Hide a post from oneself for good',
  access: 'user',
  limit: 'write',
  input: form({ post_id: id() }),
  answer: z.object({ message: z.string() }),
  errors: { missing: [5, '{field} can not be empty'], invalid: postGone, postNotFound: postGone },
  async handle({ ctx, input }) {
    await hide(ctx, input.post_id);
    return { message: 'Post was hidden' };
  },
});

export const voteUp = defineEndpoint({
  name: 'vote_up',
  summary: 'Vote for an answer of a poll, once and for good',
  access: 'user',
  limit: 'write',
  input: form({ id: id() }),
  answer: z.object({ votes: z.array(PollOptionData) }),
  errors: {
    missing: [3, '{field} can not be empty'],
    alreadyVoted: [4, 'you have already voted'],
    invalid: [5, 'Poll not found'],
    postNotFound: [5, 'Poll not found'],
  },
  async handle({ ctx, input }) {
    const postId = await vote(ctx, input.id);
    const maps = await requireVisiblePost(ctx, postId);
    return { votes: optionsOf(postOf(postId, maps), maps) };
  },
});
