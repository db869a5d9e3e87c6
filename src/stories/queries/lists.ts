import type { Knex } from 'knex';
import { STORY_IS_LIVE } from './stories.ts';

/** A page of a list: at most `limit` items after the one with id `offset`. */
export type ListPart = { limit: number; offset?: number | undefined };

/**
 * Ids of live stories: the viewer's own first, then those of people they follow and did not mute, each newest first. 1 statement:
 * an index range for each followed user.
 */
export async function trayStoryIds(db: Knex, viewerId: number, { limit, offset }: ListPart): Promise<number[]> {
  const own = db('stories')
    .select('stories.id', db.raw('1 as is_own'))
    .where('stories.user_id', viewerId)
    .whereRaw(STORY_IS_LIVE)
    .orderBy('stories.id', 'desc')
    .limit(limit);
  const followed = followedStories(db, viewerId)
    .select('stories.id', db.raw('0 as is_own'))
    .orderBy('stories.id', 'desc')
    .limit(limit);
  if (offset !== undefined) {
    const lastIsOwn = 'EXISTS (SELECT 1 FROM stories AS last WHERE last.id = ? AND last.user_id = ?)';
    own.where('stories.id', '<', offset).whereRaw(lastIsOwn, [offset, viewerId]);
    followed.whereRaw(`(stories.id < ? OR ${lastIsOwn})`, [offset, offset, viewerId]);
  }
  return db
    .from(db.unionAll([own, followed], true).as('bar'))
    .orderBy([
      { column: 'is_own', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit)
    .pluck('id');
}

/**
 * Ids of users with live stories: the viewer first, then people they follow and did not mute, the latest publisher first.
 * `offset` is the id of the last user seen. 1 statement.
 */
export async function trayUserIds(db: Knex, viewerId: number, { limit, offset }: ListPart): Promise<number[]> {
  const latest = db.raw('MAX(stories.id) as latest_id');
  const own = db('stories')
    .select('stories.user_id', latest, db.raw('1 as is_own'))
    .where('stories.user_id', viewerId)
    .whereRaw(STORY_IS_LIVE)
    .groupBy('stories.user_id');
  const followed = followedStories(db, viewerId)
    .select('stories.user_id', latest, db.raw('0 as is_own'))
    .groupBy('stories.user_id')
    .orderBy('latest_id', 'desc')
    .limit(limit);
  if (offset !== undefined && offset !== viewerId) {
    // when the last user's stories expired meanwhile their position is unknown, and the list ends
    const place = db('stories').max('stories.id').where('stories.user_id', offset).whereRaw(STORY_IS_LIVE);
    followed.having('latest_id', '<', place);
  }
  const branches = offset === undefined ? [own, followed] : [followed];
  return db
    .from(db.unionAll(branches, true).as('bar'))
    .orderBy([
      { column: 'is_own', order: 'desc' },
      { column: 'latest_id', order: 'desc' },
    ])
    .limit(limit)
    .pluck('user_id');
}

/** Ids of the live stories of users, oldest first as they are watched, the latest `max` of each at most. 1 statement. */
export async function storyIdsOf(db: Knex, userIds: readonly number[], most: number): Promise<{ id: number; user_id: number }[]> {
  if (userIds.length === 0) return [];
  const ranked = db('stories')
    .select('stories.id', 'stories.user_id')
    .select(db.raw('ROW_NUMBER() OVER (PARTITION BY stories.user_id ORDER BY stories.id DESC) as place'))
    .whereIn('stories.user_id', userIds)
    .whereRaw(STORY_IS_LIVE);
  return db
    .from(ranked.as('ranked'))
    .where('place', '<=', most)
    .orderBy('id')
    .select<{ id: number; user_id: number }[]>('id', 'user_id');
}

// The join is straight: for a viewer who follows few people it reads a few ranges, however many stories there are.
function followedStories(db: Knex, viewerId: number): Knex.QueryBuilder {
  return db('follows')
    .joinRaw('STRAIGHT_JOIN stories FORCE INDEX (stories_user_index) ON stories.user_id = follows.followee_id')
    .where('follows.follower_id', viewerId)
    .where('follows.state', 'active')
    .whereRaw(STORY_IS_LIVE)
    .whereNotExists((mutes) => {
      mutes
        .select('story_mutes.id')
        .from('story_mutes')
        .where('story_mutes.muter_id', viewerId)
        .whereRaw('story_mutes.muted_id = follows.followee_id');
    });
}
