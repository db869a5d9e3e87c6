import { hydratePages, type PageMaps } from '../communities/hydrate.ts';
import type { Ctx } from '../context.ts';
import { hydrateBlocked } from '../graph/hydrate.ts';
import { mentionedNames } from '../text/render.ts';
import { existingNames, hydrateUsers, type UserMaps } from '../users/hydrate.ts';
import { latestCommentIds } from './queries/lists.ts';
import { ownMarks } from './queries/marks.ts';
import { type Comment, commentRows } from './queries/rows.ts';
import { NO_COMMENT_VIEWER } from './rules.ts';

export type { Comment };

/** What the viewer left on a comment; `reaction` 0: none. */
export type CommentViewer = { reaction: number; wondered: boolean };

/** Comments and replies as the viewer may meet them, by id. A deleted one is not in `comments`. */
export type CommentMaps = {
  viewerId: number | undefined;
  comments: Map<number, Comment>;
  /** Holds those on which the viewer left something. */
  commentViewers: Map<number, CommentViewer>;
  /** Their authors. */
  users: UserMaps;
  /** The pages they speak for. */
  pages: PageMaps;
  /** Which of the usernames spoken to exist, lower-case. */
  names: ReadonlySet<string>;
};

/**
 * Everything presenting comments needs. 6 statements at most, whatever the number of ids: the rows, then the viewer's marks,
 * names and people in parallel; where some speak for pages, those of `hydratePages` too. No ids ask nothing.
 */
export async function hydrateComments(ctx: Ctx, ids: readonly number[]): Promise<CommentMaps> {
  const rows = await commentRows(ctx.db, [...new Set(ids)]);
  const found = rows.map((row) => row.id);
  const [marks, names, pages, users] = await Promise.all([
    ctx.viewer ? ownMarks(ctx.db, ctx.viewer.id, found) : [],
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
  const commentViewers = new Map<number, CommentViewer>();
  for (const { comment_id, reaction } of marks) {
    const viewer = commentViewers.get(comment_id) ?? { ...NO_COMMENT_VIEWER };
    if (reaction === 0) viewer.wondered = true;
    else viewer.reaction = reaction;
    commentViewers.set(comment_id, viewer);
  }
  const comments = new Map(rows.map((row) => [row.id, row]));
  return { viewerId: ctx.viewer?.id, comments, commentViewers, users, pages, names };
}

/**
 * The latest comments of each of the posts, newest first, without those of people blocked either way; a post without any is
 * not in `idsByPost`. 2 + hydration statements, whatever the number of posts and of their comments.
 */
export async function latestComments(
  ctx: Ctx,
  postIds: readonly number[],
  perPost = 3,
): Promise<{ idsByPost: Map<number, number[]>; maps: CommentMaps }> {
  const asked = [...new Set(postIds)];
  const blockedIds = asked.length > 0 ? await hydrateBlocked(ctx) : [];
  const found = await latestCommentIds(ctx.db, asked, { blockedIds, limit: perPost });
  const maps = await hydrateComments(
    ctx,
    found.map((row) => row.id),
  );
  const idsByPost = new Map<number, number[]>();
  for (const { post_id, id } of found) {
    if (!maps.comments.has(id) || !maps.users.users.has(maps.comments.get(id)?.author_id ?? 0)) continue;
    idsByPost.set(post_id, [...(idsByPost.get(post_id) ?? []), id]);
  }
  return { idsByPost, maps };
}
