import type { CounterCheck } from '../database/counters.ts';

/** The counters of memberships and likes. */
export const communityCounters: readonly CounterCheck[] = [
  { table: 'users', column: 'groups_count', rows: { table: 'group_members', key: 'user_id', where: { state: 'member' } } },
  { table: 'users', column: 'likes_count', rows: { table: 'page_likes', key: 'user_id' } },
  {
    table: 'community_groups',
    column: 'members_count',
    rows: { table: 'group_members', key: 'group_id', where: { state: 'member' } },
  },
  { table: 'pages', column: 'likes_count', rows: { table: 'page_likes', key: 'page_id' } },
  { table: 'pages', column: 'reviews_count', rows: { table: 'page_reviews', key: 'page_id' } },
];
