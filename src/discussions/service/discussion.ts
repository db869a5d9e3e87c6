import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { canSeeUser } from '../../graph/rules.ts';
import { Refusal } from '../../http/errors.ts';
import { hydrateUsers } from '../../users/hydrate.ts';
import { REMARK_TABLES, type RemarkTables, type ShownPlace, shownPlace } from '../queries/rows.ts';

export { REMARK_TABLES };

/** What is talked about: an article or a movie, and how its domain treats that. */
export type Discussion = {
  tables: RemarkTables;
  /** Whose thing it is, 0 for nobody's. Refuses `subjectNotFound` when it is not there for the viewer. */
  requireSubject(ctx: ViewerContext, id: number): Promise<{ ownerId: number }>;
  /** Locks the thing's row. Refuses `subjectNotFound` when it went meanwhile. */
  lockSubject(tx: Tx, id: number): Promise<void>;
  /** Tells whoever shall hear of a new comment, the thing's row being locked. */
  tell?(ctx: ViewerContext, tx: Tx, subjectId: number): Promise<void>;
};

/** A remark by its id, on the thing that the app named with it (if it did). */
export type RemarkTarget = { id: number; kind: 'comment' | 'reply'; subjectId?: number | undefined };

/** A remark the viewer may see, and whose thing it is on. */
export type FoundRemark = { remark: ShownPlace; ownerId: number };

/**
 * The comment or reply, where the viewer may see it: what it is on, its author, and the author of the comment it is under. 1
 * statement and those of the thing and of `hydrateUsers`. Refuses `commentNotFound`, in the same way whether it is not there,
 * deleted, or out of the viewer's sight. Contract §4 Privacy.
 */
export async function requireRemark(
  ctx: ViewerContext,
  discussion: Discussion,
  { id, kind, subjectId }: RemarkTarget,
): Promise<FoundRemark> {
  const remark = await shownPlace(ctx.db, discussion.tables, id);
  if (!remark || (kind === 'reply') !== remark.parent_id > 0) throw notFound();
  if (subjectId !== undefined && subjectId !== remark.subject_id) throw notFound();
  const people = [remark.author_id, remark.parent_author_id ?? remark.author_id];
  const [subject, users] = await Promise.all([subjectOf(ctx, discussion, remark.subject_id), hydrateUsers(ctx, people)]);
  if (!people.every((person) => canSeeUser(person, users))) throw notFound();
  return { remark, ownerId: subject.ownerId };
}

export function notFound(): Refusal {
  return new Refusal('commentNotFound');
}

/** A remark on what is out of sight is out of sight itself. */
async function subjectOf(ctx: ViewerContext, discussion: Discussion, id: number) {
  try {
    return await discussion.requireSubject(ctx, id);
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal('commentNotFound', { cause: error });
    throw error;
  }
}
