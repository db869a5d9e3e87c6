import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { REACTION_COUNTERS } from '../../posts/present/reaction.ts';
import { lockWriter } from '../../users/service.ts';
import { deleteMark, deleteReaction, insertMark, ownReaction, type Pair, saveReaction } from '../queries/marks.ts';
import type { AnyMarkTable } from '../queries/purge.ts';
import { addToCounters, type CommentCounter, lockPlaces, type Place } from '../queries/rows.ts';
import { type CommentKind, notFound, requireVisibleComment } from './find.ts';

const LIKE = 1;

/** A comment or reply by its id. */
export type Target = { id: number; kind: CommentKind };

/**
 * Likes a comment, or takes the like back; another reaction becomes a like. Where the site's second button is dislike, a
 * dislike goes. Gives whether it stands. Refuses `commentNotFound` or `replyNotFound`. Contract-beyond: comments.
 */
export function toggleCommentLike(ctx: ViewerContext, target: Target): Promise<boolean> {
  return onLocked(ctx, target, async (tx, comment) => {
    const before = await ownReaction(tx, pairOf(ctx, comment));
    const on = before !== LIKE;
    await changeReaction(ctx, tx, { comment, before, after: on ? LIKE : 0 });
    return on;
  });
}

/** Wonders at a comment (or dislikes it), or takes that back; gives whether it stands. Refuses as `toggleCommentLike`. */
export function toggleCommentWonder(ctx: ViewerContext, target: Target): Promise<boolean> {
  return onLocked(ctx, target, async (tx, comment) => {
    if (await endWonder(ctx, tx, comment)) return false;
    await insertMark(tx, 'comment_wonders', { ...pairOf(ctx, comment), created_at: ctx.now });
    await addToCounters(tx, comment.id, { wonders_count: 1 });
    await ctx.emit(ctx, 'commentWondered', { commentId: comment.id, userId: ctx.viewer.id, on: true });
    if (isExclusive(ctx)) {
      const before = await ownReaction(tx, pairOf(ctx, comment));
      if (before === LIKE) await changeReaction(ctx, tx, { comment, before, after: 0 });
    }
    return true;
  });
}

/**
 * Reacts to a comment with 1 to 6, in place of what was before; 0 takes the reaction back. Gives whether one stands. Refuses
 * as `toggleCommentLike`, and `reactionMissing` when there is nothing to take back. Contract-beyond: comments.
 */
export function reactToComment(ctx: ViewerContext, { reaction, ...target }: Target & { reaction: number }): Promise<boolean> {
  return onLocked(ctx, target, async (tx, comment) => {
    const before = await ownReaction(tx, pairOf(ctx, comment));
    if (reaction === 0 && before === 0) throw new Refusal('reactionMissing');
    await changeReaction(ctx, tx, { comment, before, after: reaction });
    return reaction > 0;
  });
}

/**
 * Reports a comment or reply to the site's staff, or takes that back; gives whether it stands. Refuses `commentNotFound`.
 * Contract-beyond: report_comment.
 */
export function toggleCommentReport(ctx: ViewerContext, id: number): Promise<boolean> {
  return onLocked(ctx, { id, kind: 'any' }, async (tx, comment) => {
    if ((await deleteMark(tx, 'comment_reports', pairOf(ctx, comment))) > 0) return false;
    await insertMark(tx, 'comment_reports', { ...pairOf(ctx, comment), created_at: ctx.now });
    return true;
  });
}

/** Takes what somebody left on a comment away, and out of its counters. Tells nobody: its owner is gone. */
export async function removeMark(tx: Tx, table: AnyMarkTable, pair: Pair): Promise<void> {
  await lockPlaces(tx, [pair.comment_id]);
  if (table !== 'comment_reactions') {
    const rows = await deleteMark(tx, table, pair);
    if (table === 'comment_wonders') await addToCounters(tx, pair.comment_id, { wonders_count: -rows });
    return;
  }
  const before = await ownReaction(tx, pair);
  await deleteReaction(tx, pair);
  await addToCounters(tx, pair.comment_id, counterChanges(before, 0));
}

async function onLocked<Result>(
  ctx: ViewerContext,
  { id, kind }: Target,
  work: (tx: Tx, comment: Place) => Promise<Result>,
): Promise<Result> {
  await requireVisibleComment(ctx, id, kind);
  return ctx.write(async (tx) => {
    await lockWriter(tx, ctx.viewer.id);
    const [comment] = await lockPlaces(tx, [id]);
    if (comment?.state !== 'shown') throw notFound(kind);
    return work(tx, comment);
  });
}

type Change = { comment: Place; before: number; after: number };

/** From one reaction of the viewer (0 none) to another, on a locked comment; a like ends a dislike, however it was given. */
async function changeReaction(ctx: ViewerContext, tx: Tx, { comment, before, after }: Change): Promise<void> {
  if (before === after) return;
  const pair = pairOf(ctx, comment);
  if (after === 0) await deleteReaction(tx, pair);
  else await saveReaction(tx, { ...pair, reaction: after, created_at: ctx.now });
  await addToCounters(tx, comment.id, counterChanges(before, after));
  await ctx.emit(ctx, 'commentReacted', { commentId: comment.id, userId: ctx.viewer.id, before, after });
  if (after === LIKE && isExclusive(ctx)) await endWonder(ctx, tx, comment);
}

function counterChanges(before: number, after: number): Partial<Record<CommentCounter, number>> {
  const changes: Partial<Record<CommentCounter, number>> = { reactions_count: Number(after > 0) - Number(before > 0) };
  const [gone, come] = [REACTION_COUNTERS[before - 1], REACTION_COUNTERS[after - 1]];
  if (gone && gone !== come) changes[gone] = -1;
  if (come && gone !== come) changes[come] = 1;
  return changes;
}

/** Gives whether there was one to end. */
async function endWonder(ctx: ViewerContext, tx: Tx, comment: Place): Promise<boolean> {
  if ((await deleteMark(tx, 'comment_wonders', pairOf(ctx, comment))) === 0) return false;
  await addToCounters(tx, comment.id, { wonders_count: -1 });
  await ctx.emit(ctx, 'commentWondered', { commentId: comment.id, userId: ctx.viewer.id, on: false });
  return true;
}

/** Like and dislike exclude each other; like and wonder do not. */
function isExclusive(ctx: ViewerContext): boolean {
  return ctx.settings.value('second_post_button') === 'dislike';
}

function pairOf(ctx: ViewerContext, comment: Pick<Place, 'id'>): Pair {
  return { comment_id: comment.id, user_id: ctx.viewer.id };
}
