import { z } from 'zod';
import type { ViewerContext } from '../../context.ts';
import { homeFeedIds } from '../../feed/service.ts';
import { form, id, offset, parseForm, text as textField } from '../../http/form.ts';
import { containerPosts, hashtagPosts, type PostPage, postPage, savedPosts, userPosts } from '../../posts/service/lists.ts';
import { requireVisiblePost } from '../../posts/service/visible.ts';
import type { ComposerContainer } from '../composer/composer.ts';
import { type Header, headers } from '../directory/headers.ts';
import { fill, type Strings } from '../shell/strings.ts';

const optionalId = () => id().optional().catch(undefined);

const feedQuery = form({
  post_id: optionalId(),
  comment_id: optionalId(),
  save_posts: textField(10).optional().catch(undefined),
  user_id: optionalId(),
  page_id: optionalId(),
  group_id: optionalId(),
  event_id: optionalId(),
  hashtag: textField(200).optional().catch(undefined),
  filter: z.enum(['0', '1']).optional().catch(undefined),
  after_post_id: offset(),
});

export type Query = z.output<typeof feedQuery>;
type Part = { limit: number; offset?: number | undefined };

/** What one address of the feed shows: what is above the posts, and the posts. */
export type Source = {
  /** The query that leads to its first page. */
  query: Record<string, string | number>;
  section: string;
  title: string;
  intro?: string;
  header?: Header;
  empty: { title: string; text: string };
  isHome?: boolean;
  /** Where a new post goes; undefined where the viewer may not post. */
  composer?: ComposerContainer | undefined;
  posts(part: Part): Promise<PostPage>;
  /** One post alone, with more of its comments, and a comment whose replies are open. */
  comment?: { postId: number; commentId: number | undefined };
};

export function queryOf(given: object): Query {
  const parsed = parseForm(feedQuery, { fields: { ...given }, uploads: [] });
  if (!parsed.ok) throw new Error('a query that cannot fail did');
  return parsed.input;
}

type Shown = { text: Strings; visit: boolean };

/** The source that a query names; the first name in the order of the contract wins. */
export async function sourceOf(ctx: ViewerContext, query: Query, shown: Shown): Promise<Source> {
  const { text } = shown;
  if (query.post_id) return onePostSource(ctx, { postId: query.post_id, commentId: query.comment_id }, text);
  if (query.save_posts) return savedSource(ctx, text);
  if (query.user_id) return userSource(ctx, query.user_id, shown);
  for (const kind of ['page', 'group', 'event'] as const) {
    const containerId = query[`${kind}_id`];
    if (containerId) return containerSource(ctx, { kind, id: containerId }, shown);
  }
  if (query.hashtag) return hashtagSource(ctx, query.hashtag.replace(/^#/, ''), text);
  return homeSource(ctx, query.filter, text);
}

async function onePostSource(ctx: ViewerContext, comment: NonNullable<Source['comment']>, text: Strings): Promise<Source> {
  const { postId } = comment;
  const maps = await requireVisiblePost(ctx, postId);
  return {
    query: { post_id: postId },
    section: 'post',
    title: text.feed.posts,
    empty: text.feed.empty.home,
    posts: async () => [{ id: postId, maps }],
    comment,
  };
}

function savedSource(ctx: ViewerContext, text: Strings): Source {
  const { saved: title, savedIntro: intro, empty } = text.feed;
  const posts = (part: Part) => savedPosts(ctx, part);
  return { query: { save_posts: 1 }, section: 'saved', title, intro, empty: empty.saved, posts };
}

async function userSource(ctx: ViewerContext, userId: number, { text, visit }: Shown): Promise<Source> {
  const header = await headers.user(ctx, userId, { text, visit });
  return {
    query: { user_id: userId },
    section: userId === ctx.viewer.id ? 'me' : 'user',
    title: header.name,
    header,
    composer: header.canPost ? { kind: 'timeline' } : undefined,
    empty: emptyOf(text.feed.empty.user, header.name),
    posts: (part) => userPosts(ctx, userId, part),
  };
}

const COLUMNS = { page: 'page_id', group: 'group_id', event: 'event_id' } as const;

async function containerSource(
  ctx: ViewerContext,
  { kind, id: containerId }: { kind: keyof typeof COLUMNS; id: number },
  shown: Shown,
): Promise<Source> {
  const { text } = shown;
  const header = await headers[kind](ctx, containerId, shown);
  const column = COLUMNS[kind];
  return {
    query: { [column]: containerId },
    section: kind,
    title: header.name,
    header,
    composer: header.canPost && kind !== 'event' ? { kind, id: containerId } : undefined,
    empty: header.isOpen ? emptyOf(text.feed.empty[kind], header.name) : text.feed.private,
    posts: async (part) => (header.isOpen ? containerPosts(ctx, { column, id: containerId }, part) : []),
  };
}

function hashtagSource(ctx: ViewerContext, tag: string, text: Strings): Source {
  return {
    query: { hashtag: tag },
    section: 'hashtag',
    title: fill(text.feed.hashtag, { tag }),
    empty: emptyOf(text.feed.empty.hashtag, tag),
    posts: (part) => hashtagPosts(ctx, tag, part),
  };
}

function homeSource(ctx: ViewerContext, filter: Query['filter'], text: Strings): Source {
  const which = filter === '1' ? 'following' : 'all';
  return {
    query: filter === undefined ? {} : { filter },
    section: 'home',
    title: text.feed.home,
    empty: text.feed.empty.home,
    isHome: true,
    composer: { kind: 'timeline' },
    posts: (part) => postPage(ctx, part, (before, limit) => homeFeedIds(ctx, { before, limit, filter: which })),
  };
}

function emptyOf({ title, text }: { title: string; text: string }, name: string) {
  return { title, text: fill(text, { name }) };
}
