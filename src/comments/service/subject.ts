import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import type { Exclusion } from '../../reactions/rules.ts';
import type { SubjectKind } from '../queries/rows.ts';

export type { SubjectKind };

/** What is commented on. */
export type SubjectRef<Kind extends SubjectKind = SubjectKind> = { kind: Kind; id: number };

/** A subject as the viewer meets it. */
export type VisibleSubject = {
  /** Whether they may comment on it. */
  canComment: boolean;
  /** Whether they may delete what others wrote there. */
  canModerate: boolean;
  /** Those of the people, but not the viewer, who may read what is written there; absent: nobody is told of mentions. */
  readersAmong?(ids: readonly number[]): Promise<number[]>;
};

/** What the domain of a subject knows of it. Reasons of refusals are that domain's. */
export type CommentSubject<Visible extends VisibleSubject = VisibleSubject> = {
  /** Refuses as not found when it is not there for the viewer. */
  requireVisible(ctx: ViewerContext, id: number): Promise<Visible>;
  /** Locks its row, before somebody writes there, and gives how many comments it counts. Refuses when it is gone or closed. */
  lockOpen(tx: Tx, id: number): Promise<{ comments_count: number }>;
  /** Locks its row, if it is there, before a comment is deleted. Absent: the subject counts no comments. */
  lockIfThere?(tx: Tx, id: number): Promise<unknown>;
  /** Adds to its counter of comments; its row is locked, or gone. */
  count?(tx: Tx, id: number, change: 1 | -1): Promise<void>;
  /** What a wonder (or dislike) of a comment there excludes. */
  exclusion(ctx: ViewerContext): Exclusion;
  /** Whether the same text is refused when it is written often. */
  limitsRepeats: boolean;
};
