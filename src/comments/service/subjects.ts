import { articleSubject } from '../../articles/service/comment-subject.ts';
import { movieSubject } from '../../movies/service.ts';
import { postSubject, type VisiblePost } from '../../posts/service/comment-subject.ts';
import type { CommentSubject, SubjectKind, VisibleSubject } from './subject.ts';

/** A subject of each kind, as the viewer sees it. */
export type VisibleByKind = { post: VisiblePost; article: VisibleSubject; movie: VisibleSubject };

/** Everything that can be commented on. */
export const subjects: { readonly [Kind in SubjectKind]: CommentSubject<VisibleByKind[Kind]> } = {
  post: postSubject,
  article: articleSubject,
  movie: movieSubject,
};
