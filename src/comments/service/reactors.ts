import type { ViewerContext } from '../../context.ts';
import { REACTIONS_TO } from '../../reactions/catalogue.ts';
import { LIKE, WONDER } from '../../reactions/rules.ts';
import { type ReactionPart, type Reactors, reactorsOf } from '../../reactions/service/reactors.ts';
import type { ListPart } from '../queries/lists.ts';
import { type CommentKind, requireVisibleComment } from './find.ts';

/**
 * The people who reacted to a comment or reply on a post with `reaction`, newest first. Statements of `requireVisibleComment` and
 * `reactorsOf`. Refuses `commentNotFound` or `replyNotFound`. Contract-beyond: get-reactions.
 */
export async function commentReactors(
  ctx: ViewerContext,
  target: { id: number; kind: CommentKind },
  part: { parts: readonly ReactionPart[]; limit: number },
): Promise<Reactors> {
  await requireVisibleComment(ctx, { ...target, on: 'post' });
  return reactorsOf(ctx, REACTIONS_TO.comment, { ...part, subjectId: target.id });
}

/** The people who like a comment or reply on a post. As `commentReactors`. Contract-beyond: get_comment_likes. */
export function commentLikers(ctx: ViewerContext, id: number, part: ListPart): Promise<Reactors> {
  return reactorsBy(ctx, id, { ...part, reaction: LIKE });
}

/** The people who wondered at (or dislike) a comment or reply on a post. As `commentReactors`. */
export function commentWonderers(ctx: ViewerContext, id: number, part: ListPart): Promise<Reactors> {
  return reactorsBy(ctx, id, { ...part, reaction: WONDER });
}

function reactorsBy(ctx: ViewerContext, id: number, { limit, ...one }: ListPart & { reaction: number }): Promise<Reactors> {
  return commentReactors(ctx, { id, kind: 'any' }, { parts: [one], limit });
}
