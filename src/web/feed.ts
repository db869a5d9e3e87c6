import { z } from 'zod';
import type { ViewerContext } from '../context.ts';
import { homeFeedIds } from '../feed/service.ts';
import { form, id, offset, parseForm, text as words } from '../http/form.ts';
import { hashtagPosts, type PostPage, placePosts, postPage, savedPosts, userPosts } from '../posts/service/lists.ts';
import { requireVisiblePost } from '../posts/service/visible.ts';
import { FEED } from './addresses.ts';
import { openReplies } from './comments.ts';
import { type Header, headers } from './headers.ts';
import { sendFragment, sendPage } from './page.ts';
import { postCards } from './post-cards.ts';
import type { Visit } from './session.ts';
import { fill, type Strings, stringsFor } from './strings.ts';
import { type CountMessages, topBar } from './top-bar.ts';

const FIRST_PAGE = 10;
const NEXT_PAGE = 20;

const optionalId = () => id().optional().catch(undefined);

const feedQuery = form({
  post_id: optionalId(),
  comment_id: optionalId(),
  save_posts: words(10).optional().catch(undefined),
  user_id: optionalId(),
  page_id: optionalId(),
  group_id: optionalId(),
  event_id: optionalId(),
  hashtag: words(200).optional().catch(undefined),
  filter: z.enum(['0', '1']).optional().catch(undefined),
  after_post_id: offset(),
});

type Query = z.output<typeof feedQuery>;
type Part = { limit: number; offset?: number | undefined };

/** One view of the page: what is above the posts, and which they are. */
type Source = {
  /** The query that leads to it, without a place in it. */
  query: Record<string, string | number>;
  place: string;
  title: string;
  intro?: string;
  header?: Header;
  empty: { title: string; text: string };
  isHome?: boolean;
  posts(part: Part): Promise<PostPage>;
};

/**
 * The hybrid page: the home feed, or what its query names; the first name in the order of the contract wins. As a fragment the
 * posts after `after_post_id`. Contract §2.30.
 */
export async function showFeed({ ctx, req, res, csrf, isFragment }: Visit, countMessages: CountMessages): Promise<void> {
  const text = stringsFor(req);
  const query = queryOf(req.query);
  const source = await sourceOf(ctx, query, text);
  const limit = query.after_post_id === undefined ? FIRST_PAGE : NEXT_PAGE;
  // one more than shown tells whether there is more
  const [found, bar] = await Promise.all([
    source.posts({ limit: limit + 1, offset: query.after_post_id }),
    isFragment ? undefined : topBar(ctx, countMessages),
  ]);
  const page = found.slice(0, limit);
  const cards = await postCards(ctx, page, text);
  const last = page.at(-1);
  const more = found.length > limit && last ? addressWith({ ...source.query, after_post_id: last.id }) : undefined;
  if (!bar) return sendFragment(ctx, res, { fragment: 'posts', csrf, cards, more });
  sendPage(ctx, res, {
    template: 'feed',
    bar,
    csrf,
    place: source.place,
    title: source.title,
    intro: source.intro,
    header: source.header,
    filters: source.isHome ? filtersOf(query, text) : [],
    hasComposer: source.isHome ?? false,
    cards,
    more,
    empty: source.empty,
    open: query.post_id && query.comment_id ? await openReplies(ctx, query.comment_id, text) : undefined,
  });
}

function queryOf(given: object): Query {
  const parsed = parseForm(feedQuery, { fields: { ...given }, uploads: [] });
  if (!parsed.ok) throw new Error('a query that can not fail did');
  return parsed.input;
}

async function sourceOf(ctx: ViewerContext, query: Query, text: Strings): Promise<Source> {
  if (query.post_id) return onePost(ctx, query.post_id, text);
  if (query.save_posts) return savedSource(ctx, text);
  if (query.user_id) return userSource(ctx, query.user_id, text);
  for (const kind of ['page', 'group', 'event'] as const) {
    const placeId = query[`${kind}_id`];
    if (placeId) return placeSource(ctx, { kind, id: placeId }, text);
  }
  if (query.hashtag) return hashtagSource(ctx, query.hashtag.replace(/^#/, ''), text);
  return homeSource(ctx, query.filter, text);
}

async function onePost(ctx: ViewerContext, postId: number, text: Strings): Promise<Source> {
  const maps = await requireVisiblePost(ctx, postId);
  return {
    query: { post_id: postId },
    place: 'post',
    title: text.feed.posts,
    empty: text.feed.empty.home,
    posts: async () => [{ id: postId, maps }],
  };
}

function savedSource(ctx: ViewerContext, text: Strings): Source {
  const { saved: title, savedIntro: intro, empty } = text.feed;
  const posts = (part: Part) => savedPosts(ctx, part);
  return { query: { save_posts: 1 }, place: 'saved', title, intro, empty: empty.saved, posts };
}

async function userSource(ctx: ViewerContext, userId: number, text: Strings): Promise<Source> {
  const header = await headers.user(ctx, userId, text);
  return {
    query: { user_id: userId },
    place: userId === ctx.viewer.id ? 'me' : 'user',
    title: header.name,
    header,
    empty: emptyOf(text.feed.empty.user, header.name),
    posts: (part) => userPosts(ctx, userId, part),
  };
}

const COLUMNS = { page: 'page_id', group: 'group_id', event: 'event_id' } as const;

async function placeSource(
  ctx: ViewerContext,
  { kind, id: placeId }: { kind: keyof typeof COLUMNS; id: number },
  text: Strings,
): Promise<Source> {
  const header = await headers[kind](ctx, placeId, text);
  const column = COLUMNS[kind];
  return {
    query: { [column]: placeId },
    place: kind,
    title: header.name,
    header,
    empty: header.isOpen ? emptyOf(text.feed.empty[kind], header.name) : text.feed.private,
    posts: async (part) => (header.isOpen ? placePosts(ctx, { column, id: placeId }, part) : []),
  };
}

function hashtagSource(ctx: ViewerContext, tag: string, text: Strings): Source {
  return {
    query: { hashtag: tag },
    place: 'hashtag',
    title: fill(text.feed.hashtag, { tag }),
    empty: emptyOf(text.feed.empty.hashtag, tag),
    posts: (part) => hashtagPosts(ctx, tag, part),
  };
}

function homeSource(ctx: ViewerContext, filter: Query['filter'], text: Strings): Source {
  const which = filter === '1' ? 'following' : 'all';
  return {
    query: filter === undefined ? {} : { filter },
    place: 'home',
    title: text.feed.home,
    empty: text.feed.empty.home,
    isHome: true,
    posts: (part) => postPage(ctx, part, (before, limit) => homeFeedIds(ctx, { before, limit, filter: which })),
  };
}

function filtersOf({ filter = '0' }: Query, { feed }: Strings) {
  return [
    { label: feed.all, href: FEED, isOn: filter === '0' },
    { label: feed.following, href: addressWith({ filter: 1 }), isOn: filter === '1' },
  ];
}

function emptyOf({ title, text }: { title: string; text: string }, name: string) {
  return { title, text: fill(text, { name }) };
}

function addressWith(query: Record<string, string | number>): string {
  const pairs = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  return `${FEED}?${new URLSearchParams(pairs)}`;
}
