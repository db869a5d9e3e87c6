import { hydratePages, type PageMaps } from '../communities/hydrate.ts';
import type { Ctx, ViewerContext } from '../context.ts';
import { hydrateBlocked } from '../graph/hydrate.ts';
import { REACTIONS_TO } from '../reactions/catalogue.ts';
import { hydrateOwnReactions } from '../reactions/hydrate.ts';
import type { OwnReaction } from '../reactions/rules.ts';
import { mentionedNames } from '../text/render.ts';
import { existingNames, hydrateUsers, type UserMaps } from '../users/hydrate.ts';
import { newestOfEach } from './queries/lists.ts';
import { type Comment, commentRows } from './queries/rows.ts';

export type { Comment };

/** Comments and replies as the viewer sees them, by id. Deleted ones are not in `comments`. */
export type CommentMaps = {
  viewerId: number | undefined;
  comments: Map<number, Comment>;
  /** The viewer's reactions to them; no entry without one. */
  ownReactions: Map<number, OwnReaction>;
  /** Their authors. */
  users: UserMaps;
  /** The pages in whose names they were written. */
  pages: PageMaps;
  /** The usernames mentioned in them that exist, in lower case. */
  names: ReadonlySet<string>;
};

/**
 * Everything presenting comments needs. At most 6 statements for any number of ids: the rows, then the viewer's reactions, names
 * and people in parallel; those of `hydratePages` as well when some were written in a page's name. None without ids.
 */
export async function hydrateComments(ctx: Ctx, ids: readonly number[]): Promise<CommentMaps> {
  return mapsOf(ctx, await commentRows(ctx.db, [...new Set(ids)]));
}

async function mapsOf(ctx: Ctx, rows: readonly Comment[]): Promise<CommentMaps> {
  const ids = [...new Set(rows.map((row) => row.id))];
  const [ownReactions, names, pages, users] = await Promise.all([
    hydrateOwnReactions(ctx, REACTIONS_TO.comment, ids),
    existingNames(ctx, [...new Set(rows.flatMap((row) => mentionedNames(row.text)))]),
    hydratePages(
      ctx,
      rows.flatMap((row) => (row.page_id > 0 ? [row.page_id] : [])),
    ),
    hydrateUsers(
      ctx,
      rows.map((row) => row.author_id),
    ),
  ]);
  const comments = new Map(rows.map((row) => [row.id, row]));
  return { viewerId: ctx.viewer?.id, comments, ownReactions, users, pages, names };
}

/** Comments with their newest replies. */
export type ThreadMaps = CommentMaps & {
  /** Ids of the newest replies to each comment, newest first. */
  replyIds: Map<number, number[]>;
};

// The number an app shows below a comment before the user asks for more.
const REPLIES_PER_COMMENT = 10;

/** The same with the newest replies to each comment. 2 statements more. */
export async function hydrateThreads(ctx: ViewerContext, ids: readonly number[]): Promise<ThreadMaps> {
  const rows = await commentRows(ctx.db, [...new Set(ids)]);
  const lists = rows.filter((row) => row.parent_id === 0).map(({ id, ...row }) => ({ ...row, parent_id: id }));
  const newest = await newestOfEach(ctx.db, lists, { viewerId: ctx.viewer.id, limit: REPLIES_PER_COMMENT });
  const found = await commentRows(
    ctx.db,
    newest.map((reply) => reply.id),
  );
  const replies = found.sort((a, b) => b.id - a.id);
  const replyIds = new Map<number, number[]>();
  for (const { id, parent_id } of replies) replyIds.set(parent_id, [...(replyIds.get(parent_id) ?? []), id]);
  return { ...(await mapsOf(ctx, [...rows, ...replies])), replyIds };
}

/**
 * The latest comments of each post, newest first, without those of people blocked either way; a post without comments is not in
 * `idsByPost`. 2 + hydration statements for any number of posts and comments.
 */
export async function latestComments(
  ctx: Ctx,
  postIds: readonly number[],
  perPost = 3,
): Promise<{ idsByPost: Map<number, number[]>; maps: CommentMaps }> {
  const asked = [...new Set(postIds)];
  const blockedIds = asked.length > 0 ? await hydrateBlocked(ctx) : [];
  const lists = asked.map((postId) => ({ subject_kind: 'post', subject_id: postId, parent_id: 0 }) as const);
  const found = await newestOfEach(ctx.db, lists, { blockedIds, limit: perPost });
  const maps = await hydrateComments(
    ctx,
    found.map((row) => row.id),
  );
  const idsByPost = new Map<number, number[]>();
  for (const { subject_id, id } of found) {
    if (!maps.comments.has(id) || !maps.users.users.has(maps.comments.get(id)?.author_id ?? 0)) continue;
    idsByPost.set(subject_id, [...(idsByPost.get(subject_id) ?? []), id]);
  }
  return { idsByPost, maps };
}
