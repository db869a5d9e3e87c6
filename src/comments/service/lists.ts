import type { ViewerContext } from '../../context.ts';
import { type CommentMaps, hydrateComments, hydrateThreads, type ThreadMaps } from '../hydrate.ts';
import { type CommentList, commentIds, type ListPart } from '../queries/lists.ts';
import { canSeeComment } from '../rules.ts';
import { type CommentTarget, requireVisibleComment } from './find.ts';
import type { SubjectRef, VisibleSubject } from './subject.ts';
import { subjects } from './subjects.ts';

export type { ListPart };

/** Ids in order, all of them visible, their maps, and their subject. */
export type CommentPage<Maps extends CommentMaps = CommentMaps> = { ids: number[]; maps: Maps; subject: VisibleSubject };

/**
 * A page of the comments on a subject, newest first, without those of people blocked either way. 1 + hydration statements and
 * those of the subject. Refuses as the subject does. Contract-beyond: comments.
 */
export function commentsOn(ctx: ViewerContext, subject: SubjectRef, part: ListPart): Promise<CommentPage> {
  return listedOn(ctx, subject, { ...part, hydrate: hydrateComments });
}

/** The same with the newest replies to each comment. Contract-beyond: blogs, movies_comments. */
export function threadsOn(ctx: ViewerContext, subject: SubjectRef, part: ListPart): Promise<CommentPage<ThreadMaps>> {
  return listedOn(ctx, subject, { ...part, hydrate: hydrateThreads });
}

/** A page of the replies to a comment, newest first. As `commentsOn`; refuses `commentNotFound`. */
export async function repliesTo(
  ctx: ViewerContext,
  target: Pick<CommentTarget, 'id' | 'on'>,
  part: ListPart,
): Promise<CommentPage> {
  const { comment, subject } = await requireVisibleComment(ctx, { ...target, kind: 'comment' });
  const { subject_kind, subject_id, id } = comment;
  const list = { subject_kind, subject_id, parent_id: id };
  return { ...(await listed(ctx, list, { ...part, hydrate: hydrateComments })), subject };
}

type Hydrated<Maps> = ListPart & { hydrate: (ctx: ViewerContext, ids: readonly number[]) => Promise<Maps> };

async function listedOn<Maps extends CommentMaps>(ctx: ViewerContext, { kind, id }: SubjectRef, part: Hydrated<Maps>) {
  const subject = await subjects[kind].requireVisible(ctx, id);
  return { ...(await listed(ctx, { subject_kind: kind, subject_id: id, parent_id: 0 }, part)), subject };
}

async function listed<Maps extends CommentMaps>(ctx: ViewerContext, list: CommentList, { hydrate, ...part }: Hydrated<Maps>) {
  const ids = await commentIds(ctx.db, list, { ...part, viewerId: ctx.viewer.id });
  const maps = await hydrate(ctx, ids);
  return { ids: ids.filter((id) => canSeeComment(id, maps)), maps };
}
