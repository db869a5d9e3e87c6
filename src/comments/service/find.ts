import type { ViewerContext } from '../../context.ts';
import { canSeeUser } from '../../graph/rules.ts';
import { Refusal } from '../../http/errors.ts';
import { hydrateUsers } from '../../users/hydrate.ts';
import { type ShownComment, shownComment } from '../queries/rows.ts';
import type { SubjectKind } from './subject.ts';
import { subjects, type VisibleByKind } from './subjects.ts';

/** `any`: a comment or a reply, for apps that do not say which. */
export type CommentKind = 'comment' | 'reply' | 'any';

/** A comment or reply by its id and the kind of its subject; with `subjectId`, only on that subject. */
export type CommentTarget<Kind extends SubjectKind = SubjectKind> = {
  id: number;
  kind: CommentKind;
  on: Kind;
  subjectId?: number | undefined;
};

/** A comment or reply the viewer can see, and its subject. */
export type VisibleComment<Kind extends SubjectKind = SubjectKind> = { comment: ShownComment; subject: VisibleByKind[Kind] };

/**
 * The comment or reply if the viewer can see it: its subject, its author, and the author of its parent comment. 1 statement and
 * those of the subject and of `hydrateUsers`. Refuses `commentNotFound` or `replyNotFound`, whether it does not exist, is
 * deleted, or is hidden from the viewer. Contract §4 Privacy.
 */
export async function requireVisibleComment<Kind extends SubjectKind>(
  ctx: ViewerContext,
  target: CommentTarget<Kind>,
): Promise<VisibleComment<Kind>> {
  const { id, kind, on, subjectId } = target;
  const comment = await shownComment(ctx.db, id, on);
  if (!comment || (kind !== 'any' && (kind === 'reply') !== comment.parent_id > 0)) throw notFound(target);
  if (subjectId !== undefined && subjectId !== comment.subject_id) throw notFound(target);
  const people = [comment.author_id, comment.parent_author_id ?? comment.author_id];
  const [subject, users] = await Promise.all([subjectOf(ctx, target, comment), hydrateUsers(ctx, people)]);
  if (!people.every((person) => canSeeUser(person, users))) throw notFound(target);
  return { comment, subject };
}

/** Apps use the same word for comments and replies on articles and movies. */
export function notFound({ kind, on }: Pick<CommentTarget, 'kind' | 'on'>, cause?: unknown): Refusal {
  return new Refusal(kind === 'reply' && on === 'post' ? 'replyNotFound' : 'commentNotFound', { cause });
}

/** A comment on a hidden subject is hidden as well. */
async function subjectOf<Kind extends SubjectKind>(
  ctx: ViewerContext,
  target: CommentTarget<Kind>,
  { subject_id }: ShownComment,
): Promise<VisibleByKind[Kind]> {
  try {
    return await subjects[target.on].requireVisible(ctx, subject_id);
  } catch (error) {
    if (error instanceof Refusal) throw notFound(target, error);
    throw error;
  }
}
