import { type ArticleMaps, hydrateArticles } from '../articles/hydrate.ts';
import type { Ctx, Viewer } from '../context.ts';
import { hydrateProducts, type ProductMaps } from '../market/hydrate.ts';
import { WONDER } from '../reactions/rules.ts';
import { mentionedNames } from '../text/render.ts';
import { existingNames, hydrateUsers, type UserMaps } from '../users/hydrate.ts';
import { type ContainerMaps, hydrateContainers } from './hydrate/containers.ts';
import { viewerMarks } from './queries/marks.ts';
import { type PhotoRow, photoRows } from './queries/photos.ts';
import { type PollOption, pollOptions } from './queries/polls.ts';
import { type Post, postRows } from './queries/posts.ts';
import { NO_POST_VIEWER, type PostViewer } from './rules/post-viewer.ts';

export type { FileKind, Post } from './queries/posts.ts';
export type { PhotoRow, PollOption };

/** Posts as the viewer may meet them, by id, with the originals of shares. A deleted one is not in `posts`. */
export type PostMaps = {
  viewer: Pick<Viewer, 'id' | 'role'> | undefined;
  posts: Map<number, Post>;
  /** Holds every post of `posts` on which the viewer left something. */
  postViewers: Map<number, PostViewer>;
  pinned: Set<number>;
  /** Several photos of a post or album, in order. */
  photos: Map<number, PhotoRow[]>;
  options: Map<number, PollOption[]>;
  /** Authors, owners of walls. */
  users: UserMaps;
  containers: ContainerMaps;
  /** What posts offer. */
  products: ProductMaps;
  /** What posts tell of. */
  articles: ArticleMaps;
  /** Which of the usernames spoken to exist, lower-case. */
  names: ReadonlySet<string>;
};

/**
 * Everything presenting posts needs. 10 statements at most, whatever the number of ids: the rows (originals of shares
 * included) and the viewer's marks, then photos, polls, names, containers, people and marks on originals in parallel; where there
 * are some, those of `hydrateEvents`, `hydrateProducts` and `hydrateArticles` too. No ids ask nothing.
 */
export async function hydratePosts(ctx: Ctx, ids: readonly number[]): Promise<PostMaps> {
  const asked = [...new Set(ids)];
  const viewerId = ctx.viewer?.id ?? 0;
  const [rows, marksOnAsked] = await Promise.all([postRows(ctx.db, asked), viewerMarks(ctx.db, viewerId, asked)]);
  const having = (has: (post: Post) => boolean) => rows.filter(has).map((row) => row.id);
  const [marksOnOriginals, photos, options, names, containers, products, articles, users] = await Promise.all([
    viewerMarks(
      ctx.db,
      viewerId,
      having(({ id }) => !asked.includes(id)),
    ),
    photoRows(
      ctx.db,
      having((post) => post.is_multi_image === 1),
    ),
    pollOptions(
      ctx.db,
      viewerId,
      having((post) => post.is_poll === 1),
    ),
    existingNames(ctx, [...new Set(rows.flatMap((row) => mentionedNames(row.text)))]),
    hydrateContainers(ctx, rows),
    hydrateProducts(
      ctx,
      rows.flatMap((row) => (row.product_id > 0 ? [row.product_id] : [])),
    ),
    hydrateArticles(
      ctx,
      rows.flatMap((row) => (row.blog_id > 0 ? [row.blog_id] : [])),
    ),
    hydrateUsers(
      ctx,
      rows.flatMap((row) => [row.author_id, ...(row.recipient_id > 0 ? [row.recipient_id] : [])]),
    ),
  ]);
  const marks = [...marksOnAsked, ...marksOnOriginals];
  return {
    viewer: ctx.viewer,
    posts: new Map(rows.map((row) => [row.id, row])),
    postViewers: postViewersOf(marks),
    pinned: new Set(marks.filter(({ mark }) => mark === 'pinned').map((row) => row.post_id)),
    photos: Map.groupBy(photos, (photo) => photo.post_id),
    options: Map.groupBy(options, (option) => option.post_id),
    users,
    containers,
    products,
    articles,
    names,
  };
}

function postViewersOf(marks: Awaited<ReturnType<typeof viewerMarks>>): Map<number, PostViewer> {
  const viewers = new Map<number, PostViewer>();
  for (const { post_id, mark, value } of marks) {
    if (mark === 'pinned') continue;
    const viewer = viewers.get(post_id) ?? { ...NO_POST_VIEWER };
    // MariaDB makes a decimal of the column beside constants, and decimals come as text
    if (mark !== 'reaction') viewer[mark] = true;
    else if (Number(value) === WONDER) viewer.wondered = true;
    else viewer.reaction = Number(value);
    viewers.set(post_id, viewer);
  }
  return viewers;
}
