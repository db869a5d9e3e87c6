import type { CounterCheck } from '../database/counters.ts';
import { REACTIONS_TO } from '../reactions/catalogue.ts';
import { reactionCounters } from '../reactions/counters.ts';

const ofPost = (column: string, table: string, where: CounterCheck['rows']['where'] = {}): CounterCheck => ({
  table: 'posts',
  column,
  rows: { table, key: 'post_id', where },
});

const counted = { is_counted: 1, deleted_at: null };

/** The counters that posts keep. */
export const postCounters: readonly CounterCheck[] = [
  { table: 'users', column: 'posts_count', rows: { table: 'posts', key: 'author_id', where: counted } },
  { table: 'users', column: 'albums_count', rows: { table: 'posts', key: 'author_id', where: { ...counted, is_album: 1 } } },
  { table: 'community_groups', column: 'posts_count', rows: { table: 'posts', key: 'group_id', where: { deleted_at: null } } },
  { table: 'pages', column: 'posts_count', rows: { table: 'posts', key: 'page_id', where: { deleted_at: null } } },
  ...reactionCounters(REACTIONS_TO.post),
  ofPost('views_count', 'post_views'),
  { table: 'posts', column: 'shares_count', rows: { table: 'posts', key: 'parent_id', where: { deleted_at: null } } },
  { table: 'poll_options', column: 'votes_count', rows: { table: 'poll_votes', key: 'option_id' } },
  { table: 'hashtags', column: 'uses_count', rows: { table: 'post_hashtags', key: 'tag_id' } },
];
