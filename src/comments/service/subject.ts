import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import type { Exclusion } from '../../reactions/rules.ts';
import type { SubjectKind } from '../queries/rows.ts';

export type { SubjectKind };

/** The subject of a comment: the thing commented on. */
export type SubjectRef<Kind extends SubjectKind = SubjectKind> = { kind: Kind; id: number };

/** A subject as the viewer sees it. */
export type VisibleSubject = {
  /** Whether the viewer can comment on it. */
  canComment: boolean;
  /** Whether the viewer can delete others' comments there. */
  canModerate: boolean;
  /** Those of the people, without the viewer, who can read comments there. Without it nobody is notified of mentions. */
  readersAmong?(ids: readonly number[]): Promise<number[]>;
};

/** What a subject's own domain implements for comments. Reasons of refusals are that domain's. */
export type CommentSubject<Visible extends VisibleSubject = VisibleSubject> = {
  /** Refuses as not found when the viewer cannot see it. */
  requireVisible(ctx: ViewerContext, id: number): Promise<Visible>;
  /**
   * Locks its row before a comment is added, and gives its number of comments. Refuses when it is deleted or closed for comments.
   */
  lockOpen(tx: Tx, id: number): Promise<{ comments_count: number }>;
  /** Locks its row, if it exists, before a comment is deleted. Absent: the subject does not count its comments. */
  lockIfThere?(tx: Tx, id: number): Promise<unknown>;
  /** Adds to its comment counter; its row is locked, or deleted. */
  count?(tx: Tx, id: number, change: 1 | -1): Promise<void>;
  /** The reactions that a wonder (or dislike) of a comment excludes there. */
  exclusion(ctx: ViewerContext): Exclusion;
  /** Whether a text that is repeated often is refused. */
  limitsRepeats: boolean;
};
