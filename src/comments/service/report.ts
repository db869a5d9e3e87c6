import type { ViewerContext } from '../../context.ts';
import { deleteReport, insertReport } from '../queries/reports.ts';
import { withLocked } from './locked.ts';

/**
 * Reports a comment or reply on a post to the site's staff, or withdraws the report; gives whether it is reported now. Refuses
 * `commentNotFound`. Contract-beyond: report_comment.
 */
export function toggleCommentReport(ctx: ViewerContext, id: number): Promise<boolean> {
  return withLocked(ctx, { id, kind: 'any', on: 'post' }, async (tx) => {
    const pair = { comment_id: id, user_id: ctx.viewer.id };
    if ((await deleteReport(tx, pair)) > 0) return false;
    await insertReport(tx, { ...pair, created_at: ctx.now });
    return true;
  });
}
