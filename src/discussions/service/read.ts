import type { ViewerContext } from '../../context.ts';
import { hydrateRemarks, type RemarkMaps } from '../hydrate.ts';
import { type ListPart, type RemarksOf, remarkIds } from '../queries/rows.ts';
import { canSeeRemark } from '../rules.ts';
import { type Discussion, requireRemark } from './discussion.ts';

/** Ids in order, all of them to be shown, their maps, and whose thing they are on. */
export type RemarkList = { ids: number[]; maps: RemarkMaps; ownerId: number };

/**
 * A page of the comments on a thing, newest first, without those of people blocked either way. 1 + hydration statements and
 * those of the thing. Refuses `subjectNotFound`. Contract-beyond: blogs, movies_comments.
 */
export async function remarksOn(ctx: ViewerContext, discussion: Discussion, subjectId: number, part: ListPart) {
  const { ownerId } = await discussion.requireSubject(ctx, subjectId);
  return listed(ctx, discussion, { of: { subjectId, parentId: 0, viewerId: ctx.viewer.id }, part, ownerId });
}

/** A page of the replies to a comment, newest first. As `remarksOn`; refuses `commentNotFound`. */
export async function repliesTo(ctx: ViewerContext, discussion: Discussion, commentId: number, part: ListPart) {
  const { remark, ownerId } = await requireRemark(ctx, discussion, { id: commentId, kind: 'comment' });
  const of = { subjectId: remark.subject_id, parentId: commentId, viewerId: ctx.viewer.id };
  return listed(ctx, discussion, { of, part, ownerId });
}

async function listed(
  ctx: ViewerContext,
  { tables }: Discussion,
  { of, part, ownerId }: { of: RemarksOf; part: ListPart; ownerId: number },
): Promise<RemarkList> {
  const ids = await remarkIds(ctx.db, tables, of, part);
  const maps = await hydrateRemarks(ctx, tables, ids);
  return { ids: ids.filter((id) => canSeeRemark(id, maps)), maps, ownerId };
}
