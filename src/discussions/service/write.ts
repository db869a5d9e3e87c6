import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { isBlank } from '../../text/invisible.ts';
import { lockWriter } from '../../users/service.ts';
import { hydrateRemarks } from '../hydrate.ts';
import { addToRemark, insertRemark, lockPlaces } from '../queries/rows.ts';
import { canDeleteRemark } from '../rules.ts';
import { type Discussion, notFound, type RemarkTarget, requireRemark } from './discussion.ts';
import { hide, purgeRemark } from './purge.ts';
import type { RemarkList } from './read.ts';

/** Comments on a thing. Refuses `subjectNotFound`, `empty`, `tooLong`. Contract-beyond: blogs, movies_comments. */
export async function addRemark(
  ctx: ViewerContext,
  discussion: Discussion,
  { subjectId, text }: { subjectId: number; text: string },
): Promise<RemarkList> {
  const { ownerId } = await discussion.requireSubject(ctx, subjectId);
  requireSpeakable(ctx, text);
  const id = await ctx.write(async (tx) => {
    await lockWriter(tx, ctx.viewer.id);
    await discussion.lockSubject(tx, subjectId);
    const added = await insertRemark(tx, discussion.tables, { ...rowOf(ctx, text), subject_id: subjectId, parent_id: 0 });
    await discussion.tell?.(ctx, tx, subjectId);
    return added;
  });
  return { ids: [id], maps: await hydrateRemarks(ctx, discussion.tables, [id]), ownerId };
}

/** Replies to a comment. Refuses `commentNotFound`, `empty`, `tooLong`. Contract-beyond: blogs, movies_comments. */
export async function addRemarkReply(
  ctx: ViewerContext,
  discussion: Discussion,
  { text, ...target }: Omit<RemarkTarget, 'kind'> & { text: string },
): Promise<RemarkList> {
  const { remark, ownerId } = await requireRemark(ctx, discussion, { ...target, kind: 'comment' });
  requireSpeakable(ctx, text);
  const id = await ctx.write(async (tx) => {
    await lockWriter(tx, ctx.viewer.id);
    await discussion.lockSubject(tx, remark.subject_id);
    const [comment] = await lockPlaces(tx, discussion.tables, [remark.id]);
    if (comment?.state !== 'shown') throw notFound();
    const row = { ...rowOf(ctx, text), subject_id: remark.subject_id, parent_id: remark.id };
    const added = await insertRemark(tx, discussion.tables, row);
    await addToRemark(tx, discussion.tables, remark.id, { replies_count: 1 });
    return added;
  });
  return { ids: [id], maps: await hydrateRemarks(ctx, discussion.tables, [id]), ownerId };
}

/**
 * Deletes a comment with its replies, or one reply. Refuses `commentNotFound`, `notOwner` for all but its author, the owner of
 * what it is on, and the staff. Contract-beyond: blogs, movies_comments.
 */
export async function deleteRemark(ctx: ViewerContext, discussion: Discussion, target: RemarkTarget): Promise<void> {
  const { remark, ownerId } = await requireRemark(ctx, discussion, target);
  if (!canDeleteRemark(remark, ctx.viewer, ownerId)) throw new Refusal('notOwner');
  if (!(await hide(ctx, discussion.tables, remark))) throw notFound();
  ctx.background('purge a deleted remark', () => purgeRemark(ctx, discussion.tables, remark));
}

function rowOf(ctx: ViewerContext, text: string) {
  return { author_id: ctx.viewer.id, text, created_at: ctx.now };
}

/** Length in characters, as people count them. */
function requireSpeakable(ctx: ViewerContext, text: string): void {
  const most = Number(ctx.settings.value('maxCharacters'));
  if (isBlank(text)) throw new Refusal('empty');
  if (most > 0 && [...text].length > most) throw new Refusal('tooLong');
}
