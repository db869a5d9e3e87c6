import type { ViewerContext } from '../../context.ts';
import { REACTIONS_TO } from '../../reactions/catalogue.ts';
import { LIKE, WONDER } from '../../reactions/rules.ts';
import { type ReactionPart, type Reactors, reactorsOf } from '../../reactions/service/reactors.ts';
import { requireVisiblePost } from './visible.ts';

/** Who reacted to a post, `reaction` saying how. Statements of `reactorsOf`. Refuses `postNotFound`. Contract-beyond: get-reactions. */
export async function reactors(
  ctx: ViewerContext,
  postId: number,
  part: { parts: readonly ReactionPart[]; limit: number },
): Promise<Reactors> {
  await requireVisiblePost(ctx, postId);
  return reactorsOf(ctx, REACTIONS_TO.post, { ...part, subjectId: postId });
}

const MAX_SHOWN = 20;

/** Who likes a post the viewer sees, the latest 20. Statements of `reactorsOf`. Contract §2.31. */
export function latestLikers(ctx: ViewerContext, postId: number): Promise<Reactors> {
  return latest(ctx, postId, LIKE);
}

/** Who wondered at a post the viewer sees, the latest 20. Statements of `reactorsOf`. Contract §2.31. */
export function latestWonderers(ctx: ViewerContext, postId: number): Promise<Reactors> {
  return latest(ctx, postId, WONDER);
}

function latest(ctx: ViewerContext, subjectId: number, reaction: number): Promise<Reactors> {
  return reactorsOf(ctx, REACTIONS_TO.post, { subjectId, parts: [{ reaction }], limit: MAX_SHOWN });
}
