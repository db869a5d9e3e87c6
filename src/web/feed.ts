import { z } from 'zod';
import type { ViewerContext } from '../context.ts';
import { homeFeedIds } from '../feed/service.ts';
import { form, id, offset, parseForm, text as words } from '../http/form.ts';
import { containerPosts, hashtagPosts, type PostPage, postPage, savedPosts, userPosts } from '../posts/service/lists.ts';
import { requireVisiblePost } from '../posts/service/visible.ts';
import { presentUser } from '../users/present.ts';
import { recommendedPeople } from '../users/service.ts';
import { FEED } from './addresses.ts';
import { openPost } from './comments.ts';
import { type ComposerPlace, composerOf, type Written } from './composer.ts';
import { type Header, headers } from './headers.ts';
import { sendFragment, sendPage } from './page.ts';
import { type Author, authorOf } from './people.ts';
import { postCards } from './post-cards.ts';
import type { Visit } from './session.ts';
import { storyBar } from './story-bar.ts';
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
  /** Where a post written here stands; undefined where the viewer may write none. */
  composer?: ComposerPlace | undefined;
  posts(part: Part): Promise<PostPage>;
  /** One post alone: with more of its comments, and a comment whose replies are open. */
  comment?: { postId: number; commentId: number | undefined };
};

/** The page once more, with what was written and what is wrong with it. */
type Again = { query: Record<string, string>; written: Written; problem: string };

/**
 * The hybrid page: the home feed, or what its query names; the first name in the order of the contract wins. As a fragment the
 * posts after `after_post_id`. Contract §2.30.
 */
export async function showFeed(visit: Visit, countMessages: CountMessages, again?: Again): Promise<void> {
  const { ctx, req, res, csrf, isFragment } = visit;
  const text = stringsFor(req);
  const query = queryOf(again?.query ?? req.query);
  const source = await sourceOf(ctx, query, { text, visit: !isFragment });
  const limit = query.after_post_id === undefined ? FIRST_PAGE : NEXT_PAGE;
  // one more than shown tells whether there is more
  const [found, bar, stories] = await Promise.all([
    source.posts({ limit: limit + 1, offset: query.after_post_id }),
    isFragment ? undefined : topBar(ctx, countMessages),
    source.isHome && !isFragment ? storyBar(ctx) : undefined,
  ]);
  const page = found.slice(0, limit);
  const cards = await postCards(ctx, page, text);
  const opened = source.comment && cards[0] ? await openPost(ctx, { card: cards[0], ...source.comment }, text) : undefined;
  const last = page.at(-1);
  const more = found.length > limit && last ? addressWith({ ...source.query, after_post_id: last.id }) : undefined;
  if (!bar) return sendFragment(ctx, res, { fragment: 'posts', csrf, cards, more });
  sendPage(ctx, res, {
    template: 'feed',
    bar,
    csrf,
    place: source.place,
    title: opened ? fill(text.feed.post, { name: opened.card.author.name }) : source.title,
    intro: source.intro,
    header: source.header,
    filters: source.isHome ? filtersOf(query, text) : [],
    stories,
    composer: source.composer && composerOf(source.composer, { me: bar.me, text, ...again }),
    cards: opened ? [opened.card] : cards,
    more,
    empty: source.empty,
    people: source.isHome && cards.length === 0 ? await peopleToFollow(ctx) : [],
    open: opened?.open,
  });
}

function queryOf(given: object): Query {
  const parsed = parseForm(feedQuery, { fields: { ...given }, uploads: [] });
  if (!parsed.ok) throw new Error('a query that can not fail did');
  return parsed.input;
}

type Shown = { text: Strings; visit: boolean };

async function sourceOf(ctx: ViewerContext, query: Query, shown: Shown): Promise<Source> {
  const { text } = shown;
  if (query.post_id) return onePost(ctx, { postId: query.post_id, commentId: query.comment_id }, text);
  if (query.save_posts) return savedSource(ctx, text);
  if (query.user_id) return userSource(ctx, query.user_id, shown);
  for (const kind of ['page', 'group', 'event'] as const) {
    const placeId = query[`${kind}_id`];
    if (placeId) return placeSource(ctx, { kind, id: placeId }, shown);
  }
  if (query.hashtag) return hashtagSource(ctx, query.hashtag.replace(/^#/, ''), text);
  return homeSource(ctx, query.filter, text);
}

async function onePost(ctx: ViewerContext, comment: NonNullable<Source['comment']>, text: Strings): Promise<Source> {
  const { postId } = comment;
  const maps = await requireVisiblePost(ctx, postId);
  return {
    query: { post_id: postId },
    place: 'post',
    title: text.feed.posts,
    empty: text.feed.empty.home,
    posts: async () => [{ id: postId, maps }],
    comment,
  };
}

function savedSource(ctx: ViewerContext, text: Strings): Source {
  const { saved: title, savedIntro: intro, empty } = text.feed;
  const posts = (part: Part) => savedPosts(ctx, part);
  return { query: { save_posts: 1 }, place: 'saved', title, intro, empty: empty.saved, posts };
}

async function userSource(ctx: ViewerContext, userId: number, { text, visit }: Shown): Promise<Source> {
  const header = await headers.user(ctx, userId, { text, visit });
  return {
    query: { user_id: userId },
    place: userId === ctx.viewer.id ? 'me' : 'user',
    title: header.name,
    header,
    composer: header.canPost ? { kind: 'timeline' } : undefined,
    empty: emptyOf(text.feed.empty.user, header.name),
    posts: (part) => userPosts(ctx, userId, part),
  };
}

const COLUMNS = { page: 'page_id', group: 'group_id', event: 'event_id' } as const;

async function placeSource(
  ctx: ViewerContext,
  { kind, id: placeId }: { kind: keyof typeof COLUMNS; id: number },
  shown: Shown,
): Promise<Source> {
  const { text } = shown;
  const header = await headers[kind](ctx, placeId, shown);
  const column = COLUMNS[kind];
  return {
    query: { [column]: placeId },
    place: kind,
    title: header.name,
    header,
    composer: header.canPost && kind !== 'event' ? { kind, id: placeId } : undefined,
    empty: header.isOpen ? emptyOf(text.feed.empty[kind], header.name) : text.feed.private,
    posts: async (part) => (header.isOpen ? containerPosts(ctx, { column, id: placeId }, part) : []),
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

const MAX_PEOPLE = 6;

/** The most followed people the viewer does not follow yet. */
async function peopleToFollow(ctx: ViewerContext): Promise<Author[]> {
  const { ids, maps } = await recommendedPeople(ctx, { limit: MAX_PEOPLE });
  return ids.map((id) => authorOf(presentUser(id, maps, ctx), ctx));
}

function homeSource(ctx: ViewerContext, filter: Query['filter'], text: Strings): Source {
  const which = filter === '1' ? 'following' : 'all';
  return {
    query: filter === undefined ? {} : { filter },
    place: 'home',
    title: text.feed.home,
    empty: text.feed.empty.home,
    isHome: true,
    composer: { kind: 'timeline' },
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
