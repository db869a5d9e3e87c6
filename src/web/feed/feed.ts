import type { ViewerContext } from '../../context.ts';
import { presentUser } from '../../users/present.ts';
import { recommendedPeople } from '../../users/service.ts';
import type { RepliesView } from '../comments/comments.ts';
import { type Composer, composerOf } from '../composer/composer.ts';
import type { FormAgain } from '../composer/publish.ts';
import type { Header } from '../directory/headers.ts';
import { type PostCard, postCards } from '../post/card/cards.ts';
import { onePost } from '../post/one-post.ts';
import { FEED } from '../shell/addresses.ts';
import { type Author, authorOf } from '../shell/author.ts';
import { fragment, sitePage } from '../shell/layout/page.ts';
import { type CountMessages, topBar } from '../shell/layout/top-bar.ts';
import type { Visit } from '../shell/session/session.ts';
import { fill, type Strings, stringsFor } from '../shell/strings.ts';
import { type StoryTray, storyTray } from '../stories/tray/tray.ts';
import { type Query, queryOf, sourceOf } from './sources.ts';

type FeedPage = {
  /** The heading; a header above the posts has its own. */
  title: string;
  intro: string | undefined;
  header: Header | undefined;
  /** On the home feed: all posts, or those of people the viewer follows. */
  filters: { label: string; href: string; isOn: boolean }[];
  /** On the home feed: people with stories. */
  stories: StoryTray | undefined;
  composer: Composer | undefined;
  cards: PostCard[];
  more: string | undefined;
  empty: { title: string; text: string };
  /** People to follow, on an empty home feed. */
  people: Author[];
  /** On the page of one post: a comment whose replies are open. */
  open: RepliesView | undefined;
};

const sendFeed = sitePage<FeedPage>('feed/feed');
const sendPosts = fragment<{ csrf: string; cards: PostCard[]; more: string | undefined }>('feed/posts');

const FIRST_PAGE = 10;
const NEXT_PAGE = 20;

/**
 * The hybrid page: the home feed, or what its query names. As a fragment the posts after `after_post_id`. `again` shows the
 * page with the draft of a form. Contract §2.30.
 */
export async function showFeed(visit: Visit, countMessages: CountMessages, again?: FormAgain): Promise<void> {
  const { ctx, req, res, csrf, isFragment } = visit;
  const text = stringsFor(req);
  const query = queryOf(again?.query ?? req.query);
  const source = await sourceOf(ctx, query, { text, visit: !isFragment });
  const limit = query.after_post_id === undefined ? FIRST_PAGE : NEXT_PAGE;
  // one more than shown, to know whether there are more
  const [found, bar, stories] = await Promise.all([
    source.posts({ limit: limit + 1, offset: query.after_post_id }),
    isFragment ? undefined : topBar(ctx, countMessages),
    source.isHome && !isFragment ? storyTray(ctx) : undefined,
  ]);
  const page = found.slice(0, limit);
  const cards = await postCards(ctx, page, text);
  const opened = source.comment && cards[0] ? await onePost(ctx, { card: cards[0], ...source.comment }, text) : undefined;
  const last = page.at(-1);
  const more = found.length > limit && last ? addressWith({ ...source.query, after_post_id: last.id }) : undefined;
  if (!bar) return sendPosts(ctx, res, { csrf, cards, more });
  sendFeed(ctx, res, {
    bar,
    csrf,
    section: source.section,
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

const MAX_PEOPLE = 6;

/** The most followed people the viewer does not follow yet. */
async function peopleToFollow(ctx: ViewerContext): Promise<Author[]> {
  const { ids, maps } = await recommendedPeople(ctx, { limit: MAX_PEOPLE });
  return ids.map((id) => authorOf(presentUser(id, maps, ctx), ctx));
}

function filtersOf({ filter = '0' }: Query, { feed }: Strings) {
  return [
    { label: feed.all, href: FEED, isOn: filter === '0' },
    { label: feed.following, href: addressWith({ filter: 1 }), isOn: filter === '1' },
  ];
}

function addressWith(query: Record<string, string | number>): string {
  const pairs = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  return `${FEED}?${new URLSearchParams(pairs)}`;
}
