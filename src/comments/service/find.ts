import type { Ctx } from '../../context.ts';
import { canSeeUser } from '../../graph/rules.ts';
import { Refusal } from '../../http/errors.ts';
import { hydratePosts, type PostMaps } from '../../posts/hydrate.ts';
import { canSeePost } from '../../posts/rules.ts';
import { hydrateUsers } from '../../users/hydrate.ts';
import { type ShownPlace, shownPlace } from '../queries/rows.ts';

/** `any`: a comment or a reply, where an app does not tell which. */
export type CommentKind = 'comment' | 'reply' | 'any';

/** A comment or reply the viewer may see, and its post. */
export type FoundComment = { comment: ShownPlace; posts: PostMaps };

/**
 * The comment or reply, where the viewer may see it: its post, its author, and the author of the comment it is under. 1
 * statement and those of `hydratePosts` and `hydrateUsers`. Refuses `commentNotFound` or `replyNotFound`, in the same way
 * whether it is not there, deleted, or out of the viewer's sight. Contract §4 Privacy.
 */
export async function requireVisibleComment(ctx: Ctx, id: number, kind: CommentKind): Promise<FoundComment> {
  const comment = await shownPlace(ctx.db, id);
  if (!comment || (kind !== 'any' && (kind === 'reply') !== comment.parent_id > 0)) throw notFound(kind);
  const people = [comment.author_id, comment.parent_author_id ?? comment.author_id];
  const [posts, users] = await Promise.all([hydratePosts(ctx, [comment.post_id]), hydrateUsers(ctx, people)]);
  if (!canSeePost(comment.post_id, posts) || !people.every((person) => canSeeUser(person, users))) throw notFound(kind);
  return { comment, posts };
}

export function notFound(kind: CommentKind): Refusal {
  return new Refusal(kind === 'reply' ? 'replyNotFound' : 'commentNotFound');
}
