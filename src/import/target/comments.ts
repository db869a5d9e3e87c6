import { defineTarget } from '../core/target.ts';

const NEVER = new Date(0);

export const comments = defineTarget(
  'comments',
  {
    id: 0,
    post_id: 0,
    author_id: 0,
    page_id: 0,
    parent_id: 0,
    text: '',
    file_key: '',
    record_key: '',
    created_at: NEVER,
  },
  { kind: 'entity' },
);

export const commentReactions = defineTarget(
  'comment_reactions',
  { comment_id: 0, user_id: 0, reaction: 1, created_at: NEVER },
  { kind: 'relation', keep: ['comment_id', 'user_id', 'created_at'] },
);

export const commentWonders = defineTarget(
  'comment_wonders',
  { comment_id: 0, user_id: 0, created_at: NEVER },
  { kind: 'relation', keep: ['comment_id', 'user_id', 'created_at'] },
);

export const commentReports = defineTarget(
  'comment_reports',
  { comment_id: 0, user_id: 0, created_at: NEVER },
  { kind: 'relation', keep: ['comment_id', 'user_id', 'created_at'] },
);

const ofSubject = (table: string) =>
  defineTarget(table, { id: 0, subject_id: 0, author_id: 0, parent_id: 0, text: '', created_at: NEVER }, { kind: 'entity' });

export const articleComments = ofSubject('article_comments');
export const movieComments = ofSubject('movie_comments');
