import type { Knex } from 'knex';
import { prepared } from '../../database/prepared.ts';
import type { Tx } from '../../database/write.ts';

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

/** One part of the relation between the viewer and `id`, from the viewer's point of view. */
export type RelationRow = {
  part: 'following' | 'followedBy' | 'blocking' | 'blockedBy' | 'reported' | 'storiesMuted';
  id: number;
  state: FollowState | '';
  notify: number;
};

/**
 * All parts of the relations between a viewer and other users, in both directions. 1 statement, each branch looks up points of
 * one unique key.
 */
export async function relationRows(db: Knex, viewerId: number, ids: readonly number[]): Promise<RelationRow[]> {
  return partsBetween(db, { viewerId, ids });
}

const partsBetween = prepared<{ viewerId: number; ids: readonly number[] }, RelationRow>((db, { viewerId, ids }) => {
  const part = (name: RelationRow['part'], otherColumn: string, rest = "'' as state, 0 as notify") =>
    db.raw(`'${name}' as part, ${otherColumn} as id, ${rest}`);
  const branches: Knex.QueryCallback[] = [
    (q) =>
      q
        .select(part('followedBy', 'follower_id', 'state, notify'))
        .from('follows')
        .where('followee_id', viewerId)
        .whereIn('follower_id', ids),
    (q) => q.select(part('blocking', 'blocked_id')).from('blocks').where('blocker_id', viewerId).whereIn('blocked_id', ids),
    (q) => q.select(part('blockedBy', 'blocker_id')).from('blocks').where('blocked_id', viewerId).whereIn('blocker_id', ids),
    (q) =>
      q.select(part('reported', 'reported_id')).from('user_reports').where('reporter_id', viewerId).whereIn('reported_id', ids),
    (q) => q.select(part('storiesMuted', 'muted_id')).from('story_mutes').where('muter_id', viewerId).whereIn('muted_id', ids),
  ];
  return db('follows')
    .select(part('following', 'followee_id', 'state, notify'))
    .where('follower_id', viewerId)
    .whereIn('followee_id', ids)
    .unionAll(branches);
});

/** How many people both the viewer and each of the ids follow; leaves out those without any. */
export async function mutualFriendCounts(
  db: Knex,
  viewerId: number,
  ids: readonly number[],
): Promise<{ id: number; count: number }[]> {
  if (ids.length === 0) return [];
  return db('follows as theirs')
    .join('follows as mine', 'mine.followee_id', 'theirs.followee_id')
    .where({ 'mine.follower_id': viewerId, 'mine.state': 'active', 'theirs.state': 'active' })
    .whereIn('theirs.follower_id', ids)
    .groupBy('theirs.follower_id')
    .select<{ id: number; count: number }[]>('theirs.follower_id as id', db.raw('COUNT(*) as count'));
}

/** A follow or a request between two users. */
export type Pair = { followerId: number; followeeId: number };

const pairColumns = ({ followerId, followeeId }: Pair) => ({ follower_id: followerId, followee_id: followeeId });

export async function insertFollow(tx: Tx, pair: Pair, row: Pick<FollowRow, 'state' | 'created_at'>): Promise<void> {
  await tx('follows').insert({ ...pairColumns(pair), ...row });
}

/** Turns a request into a follow. */
export async function activateFollow(tx: Tx, pair: Pair, now: Date): Promise<void> {
  await tx('follows').where(pairColumns(pair)).update({ state: 'active', created_at: now });
}

export async function deleteFollow(tx: Tx, pair: Pair): Promise<void> {
  await tx('follows').where(pairColumns(pair)).delete();
}

/** Turns notifications of each post on or off. Gives the new state; undefined when the follower does not follow. */
export async function toggleNotify(tx: Tx, pair: Pair): Promise<boolean | undefined> {
  const row = await tx('follows')
    .where({ ...pairColumns(pair), state: 'active' })
    .forUpdate()
    .first('id', 'notify');
  if (!row) return undefined;
  const notify = row.notify === 1 ? 0 : 1;
  await tx('follows').where({ id: row.id }).update({ notify });
  return notify === 1;
}

export async function insertBlock(tx: Tx, row: Omit<BlockRow, 'id'>): Promise<void> {
  await tx('blocks').insert(row);
}

export async function deleteBlock(tx: Tx, blockerId: number, blockedId: number): Promise<number> {
  return tx('blocks').where({ blocker_id: blockerId, blocked_id: blockedId }).delete();
}

export async function insertReport(tx: Tx, row: Omit<UserReportRow, 'id'>): Promise<void> {
  await tx('user_reports').insert(row);
}

export async function deleteReport(tx: Tx, reporterId: number, reportedId: number): Promise<number> {
  return tx('user_reports').where({ reporter_id: reporterId, reported_id: reportedId }).delete();
}

/** The followers who asked to be notified of each post of a user, by the id of their follow. */
export async function watcherRows(
  db: Knex,
  userId: number,
  { after, limit }: { after: number; limit: number },
): Promise<Pick<FollowRow, 'id' | 'follower_id'>[]> {
  return db('follows')
    .where({ followee_id: userId, notify: 1, state: 'active' })
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .select('id', 'follower_id');
}

/** Ids of everybody blocked either way. 1 statement. */
export async function blockedEitherWay(db: Knex, userId: number): Promise<number[]> {
  return (await blocksOf(db, { userId })).map((row) => row.id);
}

const blocksOf = prepared<{ userId: number }, { id: number }>((db, { userId }) =>
  db('blocks')
    .select('blocked_id as id')
    .where('blocker_id', userId)
    .unionAll((others) => others.select('blocker_id').from('blocks').where('blocked_id', userId)),
);
