import type { Knex } from 'knex';
import type { Tx } from '../database/write.ts';

export type FollowState = 'active' | 'requested';

export type FollowRow = {
  id: number;
  follower_id: number;
  followee_id: number;
  state: FollowState;
  notify: number;
  created_at: Date;
};

export type BlockRow = { id: number; blocker_id: number; blocked_id: number; created_at: Date };

export type UserReportRow = { id: number; reporter_id: number; reported_id: number; text: string; created_at: Date };

declare module 'knex/types/tables.js' {
  interface Tables {
    follows: FollowRow;
    blocks: BlockRow;
    user_reports: UserReportRow;
  }
}

/** One thing that stands between the viewer and `id`, seen from the viewer. */
export type RelationPart = {
  part: 'following' | 'followedBy' | 'blocking' | 'blockedBy' | 'reported';
  id: number;
  state: FollowState | '';
  notify: number;
};

/** All that stands between a viewer and other people, either way. 1 statement, each branch points of one unique key. */
export async function relationParts(db: Knex, viewerId: number, ids: readonly number[]): Promise<RelationPart[]> {
  if (ids.length === 0) return [];
  const plain = "'' as state, 0 as notify";
  return db('follows')
    .select<RelationPart[]>(db.raw("'following' as part, followee_id as id, state, notify"))
    .where({ follower_id: viewerId })
    .whereIn('followee_id', ids)
    .unionAll([
      db('follows')
        .select(db.raw("'followedBy' as part, follower_id as id, state, notify"))
        .where({ followee_id: viewerId })
        .whereIn('follower_id', ids),
      db('blocks').select(db.raw(`'blocking' as part, blocked_id as id, ${plain}`)).where({ blocker_id: viewerId }).whereIn('blocked_id', ids),
      db('blocks').select(db.raw(`'blockedBy' as part, blocker_id as id, ${plain}`)).where({ blocked_id: viewerId }).whereIn('blocker_id', ids),
      db('user_reports')
        .select(db.raw(`'reported' as part, reported_id as id, ${plain}`))
        .where({ reporter_id: viewerId })
        .whereIn('reported_id', ids),
    ]);
}

/** How many people both the viewer and each of the ids follow; without those who have none. */
export async function mutualFriendCounts(db: Knex, viewerId: number, ids: readonly number[]): Promise<{ id: number; count: number }[]> {
  if (ids.length === 0) return [];
  return db('follows as theirs')
    .join('follows as mine', 'mine.followee_id', 'theirs.followee_id')
    .where({ 'mine.follower_id': viewerId, 'mine.state': 'active', 'theirs.state': 'active' })
    .whereIn('theirs.follower_id', ids)
    .groupBy('theirs.follower_id')
    .select<{ id: number; count: number }[]>('theirs.follower_id as id', db.raw('COUNT(*) as count'));
}

export async function insertFollow(tx: Tx, row: Omit<FollowRow, 'id' | 'notify'>): Promise<void> {
  await tx('follows').insert(row);
}
