import type { CounterCheck } from '../database/counters.ts';
import { REACTIONS_TO } from '../reactions/catalogue.ts';
import { reactionCounters } from '../reactions/counters.ts';

const shown = { state: 'shown' };
const onPosts = { subject_kind: 'post', parent_id: 0, ...shown };

/** The counters of subjects and comments that comments, reports and reactions change. */
export const commentCounters: readonly CounterCheck[] = [
  { table: 'posts', column: 'comments_count', rows: { table: 'comments', key: 'subject_id', where: onPosts } },
  { table: 'comments', column: 'replies_count', rows: { table: 'comments', key: 'parent_id', where: shown } },
  ...reactionCounters(REACTIONS_TO.comment),
];
