import { z } from 'zod';
import type { ViewerContext } from '../../context.ts';
import { homeFeedIds } from '../../feed/service.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { clamped, form, id, offset, page, text } from '../../http/form.ts';
import { rememberFeedOrder } from '../../users/service.ts';
import { MEDIA_TYPES, type MediaType } from '../rules/media-types.ts';
import {
  containerPosts,
  hashtagPosts,
  memories,
  type PostPage,
  postPage,
  publicVideos,
  savedPosts,
  TOP_SPANS,
  topPosts,
  userPosts,
} from '../service/lists.ts';
import { sharePost } from '../service/share.ts';
import { PostData } from '../wire.ts';
import { postsWithComments, postWithComments } from './with-comments.ts';

const mediaType = () => z.enum(MEDIA_TYPES).optional().catch(undefined);

const noType = [4, 'type can not be empty'] as const;
const noId = [5, 'id must be numeric and greater than 0'] as const;
const postNotFound = [8, 'Post not found'] as const;

const listFields = {
  limit: clamped(20, 50),
  after_post_id: offset(),
  post_type: mediaType(),
};

type ListInput = { limit: number; after_post_id?: number | undefined; post_type?: MediaType | undefined };

const pageOf = (input: ListInput) => ({ limit: input.limit, offset: input.after_post_id, type: input.post_type });

const postsInput = z.discriminatedUnion(
  'type',
  [
    form({ type: z.literal('get_news_feed'), filter: z.enum(['0', '1']).optional().catch(undefined), ...listFields }),
    form({
      type: z.literal(['get_user_posts', 'get_group_posts', 'get_page_posts', 'get_event_posts']),
      id: id(),
      ...listFields,
    }),
    form({ type: z.literal('hashtag'), hash: text(200), ...listFields }),
    form({ type: z.literal(['saved', 'get_random_videos', 'get_random_groups', 'get_random_pages']), ...listFields }),
    form({ type: z.literal('share_post_on_timeline'), id: id(), user_id: id(), text: text(20_000).optional() }),
    form({ type: z.literal('share_post_on_page'), id: id(), page_id: id(), text: text(20_000).optional() }),
    form({ type: z.literal('share_post_on_group'), id: id(), group_id: id(), text: text(20_000).optional() }),
  ],
  { error: 'noType' },
);

type PostsInput = z.output<typeof postsInput>;
/** The form that has this type among its own. */
type InputOf<Type, One = PostsInput> = One extends { type: infer Types } ? (Type extends Types ? One : never) : never;
type Verb<Type extends PostsInput['type']> = (
  ctx: ViewerContext,
  input: InputOf<Type>,
) => Promise<z.output<typeof PostData>[] | z.output<typeof PostData>>;

const list =
  <Input extends ListInput>(posts: (ctx: ViewerContext, input: Input) => Promise<PostPage>) =>
  async (ctx: ViewerContext, input: Input) =>
    postsWithComments(ctx, await posts(ctx, input));

const ON_TIMELINE = { pageId: 0, groupId: 0, eventId: 0, recipientId: 0, text: '' };

const verbs: { readonly [Type in PostsInput['type']]: Verb<Type> } = {
  get_news_feed: list((ctx, { filter, ...input }) => {
    if (filter !== undefined) rememberFeedOrder(ctx, filter === '1' ? 1 : 0);
    return postPage(ctx, pageOf(input), (before, limit) =>
      homeFeedIds(ctx, { before, limit, filter: filter === '1' ? 'following' : 'all' }),
    );
  }),
  get_user_posts: list((ctx, input) => userPosts(ctx, input.id, pageOf(input))),
  get_group_posts: list((ctx, input) => containerPosts(ctx, { column: 'group_id', id: input.id }, pageOf(input))),
  get_page_posts: list((ctx, input) => containerPosts(ctx, { column: 'page_id', id: input.id }, pageOf(input))),
  get_event_posts: list((ctx, input) => containerPosts(ctx, { column: 'event_id', id: input.id }, pageOf(input))),
  hashtag: list((ctx, input) => hashtagPosts(ctx, input.hash, pageOf(input))),
  saved: list((ctx, input) => savedPosts(ctx, pageOf(input))),
  get_random_videos: list((ctx, input) => publicVideos(ctx, pageOf(input))),
  get_random_groups: async () => [],
  get_random_pages: async () => [],
  share_post_on_timeline: async (ctx, input) =>
    postWithComments(ctx, await sharePost(ctx, input.id, { ...ON_TIMELINE, text: input.text ?? '', recipientId: input.user_id })),
  share_post_on_page: async (ctx, input) =>
    postWithComments(ctx, await sharePost(ctx, input.id, { ...ON_TIMELINE, text: input.text ?? '', pageId: input.page_id })),
  share_post_on_group: async (ctx, input) =>
    postWithComments(ctx, await sharePost(ctx, input.id, { ...ON_TIMELINE, text: input.text ?? '', groupId: input.group_id })),
};

export const posts = defineEndpoint({
  name: 'posts',
  summary: 'Lists of posts (the feed, a timeline, a group, page or event, saved ones, a hashtag, videos), and sharing a post',
  access: 'user',
  limit: 'read',
  limitOf: (field) => (field('type').startsWith('share_') ? 'write' : 'read'),
  input: postsInput,
  answer: z.object({ data: z.union([z.array(PostData), PostData]) }),
  errors: {
    noType,
    'type.missing': noType,
    'id.missing': noId,
    'id.invalid': noId,
    'user_id.missing': [5, 'user_id can not be empty'],
    'page_id.missing': [6, 'page_id can not be empty'],
    'group_id.missing': [7, 'group_id can not be empty'],
    'hash.missing': [6, 'hash can not be empty'],
    missing: noType,
    tooLong: [8, '{field} is too long'],
    invalid: [8, '{field} is not valid'],
    userNotFound: [8, 'User not found'],
    containerNotFound: [8, 'Page, group or event not found'],
    notAllowed: [8, 'You can not post there'],
    postNotFound,
  },
  async handle({ ctx, input }) {
    // each verb takes the input of its own type, which the type of a table looked up by it cannot say
    const verb = verbs[input.type] as Verb<PostsInput['type']>;
    return { data: await verb(ctx, input) };
  },
});

const userNotFound = [6, 'Recipient user not found'] as const;

export const getUserAlbums = defineEndpoint({
  name: 'get-user-albums',
  summary: "A person's posts that carry media, newest first",
  access: 'user',
  limit: 'read',
  input: form({ user_id: id(), type: z.enum(MEDIA_TYPES).catch('photos').prefault('photos'), ...page({ limit: 35 }) }),
  answer: z.object({ albums: z.array(PostData), data: z.array(PostData) }),
  errors: { missing: [3, '{field} (POST) is missing'], invalid: userNotFound, userNotFound },
  async handle({ ctx, input }) {
    const { user_id: userId, ...part } = input;
    const items = await postsWithComments(ctx, await userPosts(ctx, userId, { ...part, pinned: false }));
    return { albums: items, data: items };
  },
});

const places = { page: 'page_id', group: 'group_id' } as const;

export const searchForPosts = defineEndpoint({
  name: 'search_for_posts',
  summary: "Posts that hold some words, on a person's timeline, a page or in a group",
  access: 'user',
  limit: 'search',
  input: form({
    type: z.enum(['page', 'user', 'group'], 'noType'),
    id: id(),
    search_query: text(200),
    limit: clamped(20, 50),
    offset: offset(),
    after_post_id: offset(),
  }),
  answer: z.object({ data: z.array(PostData) }),
  errors: {
    noType,
    missing: [5, '{field} can not be empty'],
    tooLong: [5, '{field} is too long'],
    invalid: [6, 'User, page or group not found'],
    userNotFound: [6, 'User, page or group not found'],
  },
  async handle({ ctx, input }) {
    const part = { limit: input.limit, offset: input.after_post_id ?? input.offset, search: input.search_query };
    if (input.type === 'user') return { data: await postsWithComments(ctx, await userPosts(ctx, input.id, part)) };
    return { data: await postsWithComments(ctx, await containerPosts(ctx, { column: places[input.type], id: input.id }, part)) };
  },
});

const topInput = {
  limit: clamped(20, 50),
  after_post_id: offset(),
  lasttotal: offset(),
  dt: z.enum(TOP_SPANS).optional().catch(undefined),
};

const topOf = (input: { lasttotal?: number | undefined; dt?: (typeof TOP_SPANS)[number] | undefined }) => ({
  lastTotal: input.lasttotal,
  span: input.dt,
});

export const mostLiked = defineEndpoint({
  name: 'most_liked',
  summary: 'The most liked posts for everyone',
  access: 'user',
  limit: 'read',
  input: form(topInput),
  answer: z.object({ data: z.array(PostData) }),
  errors: {},
  async handle({ ctx, input }) {
    return {
      data: await postsWithComments(ctx, await topPosts(ctx, { counter: 'reactions_count', ...topOf(input) }, pageOf(input))),
    };
  },
});

export const mostWatched = defineEndpoint({
  name: 'most_watched',
  summary: 'The most watched videos for everyone',
  access: 'user',
  limit: 'read',
  input: form(topInput),
  answer: z.object({ data: z.array(PostData) }),
  errors: {},
  async handle({ ctx, input }) {
    return {
      data: await postsWithComments(ctx, await topPosts(ctx, { counter: 'views_count', ...topOf(input) }, pageOf(input))),
    };
  },
});

export const getMemories = defineEndpoint({
  name: 'get_memories',
  summary: "The viewer's posts of this day in earlier years",
  access: 'user',
  limit: 'read',
  input: form(page({ limit: 20, max: 50 })),
  answer: z.object({ data: z.object({ posts: z.array(PostData), friends: z.array(z.never()) }) }),
  errors: {},
  async handle({ ctx, input }) {
    return { data: { posts: await postsWithComments(ctx, await memories(ctx, input)), friends: [] } };
  },
});
