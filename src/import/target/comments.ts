import { defineTarget } from '../core/target.ts';

const NEVER = new Date(0);

export const comments = defineTarget(
  'comments',
  {
    id: 0,
    subject_kind: 'post',
    subject_id: 0,
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

export const commentReports = defineTarget(
  'comment_reports',
  { comment_id: 0, user_id: 0, created_at: NEVER },
  { kind: 'relation', keep: ['comment_id', 'user_id', 'created_at'] },
);
