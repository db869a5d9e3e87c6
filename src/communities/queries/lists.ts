import type { Knex } from 'knex';
import { afterPlace } from '../../database/keyset.ts';
import { withoutBlocked } from '../../graph/without-blocked.ts';
import type { MemberState } from './groups.ts';

/** A page of a list: at most `limit` items after the one with id `offset`. */
export type ListPart = { limit: number; offset?: number | undefined };

/** The table of pages or groups, and its column of popularity. */
export type CommunityTable = { name: 'pages' | 'community_groups'; popularity: 'likes_count' | 'members_count' };

export const PAGES: CommunityTable = { name: 'pages', popularity: 'likes_count' };
export const GROUPS: CommunityTable = { name: 'community_groups', popularity: 'members_count' };

/** What selects a list of pages or groups; `viewerId` leaves out those of owners blocked either way. */
type Where = { ownerId: number } | { categoryId: number } | { boostedAt: Date };

/** Ids of the pages or groups of an owner or a category, or of boosted pages, newest first. */
export async function communityIds(
  db: Knex,
  { name }: CommunityTable,
  { viewerId, limit, offset, ...where }: Where & ListPart & { viewerId: number },
): Promise<number[]> {
  const query = db(name).whereNull(`${name}.deleted_at`).orderBy(`${name}.id`, 'desc').limit(limit);
  if ('ownerId' in where) query.where(`${name}.owner_id`, where.ownerId);
  else if ('categoryId' in where) query.where(`${name}.category_id`, where.categoryId);
  else {
    const end = `${name}.boosted_until`;
    query.where(`${name}.boosted`, 1).where((either) => either.whereNull(end).orWhere(end, '>', where.boostedAt));
  }
  if (offset !== undefined) query.where(`${name}.id`, '<', offset);
  return withoutBlocked(query, viewerId, `${name}.owner_id`).pluck(`${name}.id`);
}

/** Ids of pages or groups, most popular first; `strange` leaves out those the viewer has joined or likes. */
export async function popularCommunityIds(
  db: Knex,
  { name, popularity }: CommunityTable,
  { viewerId, strange, limit, offset }: ListPart & { viewerId: number; strange: boolean },
): Promise<number[]> {
  const query = db(name)
    .whereNull(`${name}.deleted_at`)
    .orderBy([
      { column: `${name}.${popularity}`, order: 'desc' },
      { column: `${name}.id`, order: 'desc' },
    ])
    .limit(limit);
  if (strange) {
    const [table, key] = name === 'pages' ? ['page_likes', 'page_id'] : ['group_members', 'group_id'];
    query.whereNot(`${name}.owner_id`, viewerId).whereNotExists((part) => {
      part
        .select(`${table}.id`)
        .from(table)
        .where(`${table}.user_id`, viewerId)
        .whereRaw('?? = ??', [`${table}.${key}`, `${name}.id`]);
    });
  }
  if (offset !== undefined) {
    const last = await db(name).where({ id: offset }).first<Record<string, number> | undefined>(popularity);
    if (!last) return [];
    afterPlace(query, { rank: `${name}.${popularity}`, id: `${name}.id` }, { rank: last[popularity] ?? 0, id: offset });
  }
  return withoutBlocked(query, viewerId, `${name}.owner_id`).pluck(`${name}.id`);
}

/** Ids of the groups a user is a member of, or of the pages they like, latest first. `offset` is a group's or page's id. */
export async function joinedIds(
  db: Knex,
  { name }: CommunityTable,
  { userId, limit, offset }: ListPart & { userId: number },
): Promise<number[]> {
  const table = name === 'pages' ? 'page_likes' : 'group_members';
  const key = name === 'pages' ? 'page_id' : 'group_id';
  const index = name === 'pages' ? 'page_likes_user_index' : 'group_members_user_state_index';
  // uses the one index that has the order of the list: any other would be sorted
  const parts: Knex.QueryBuilder = db.from(db.raw('?? FORCE INDEX (??)', [table, index]));
  const query = parts
    .joinRaw('STRAIGHT_JOIN ?? ON ?? = ??', [name, `${name}.id`, `${table}.${key}`])
    .where(`${table}.user_id`, userId)
    .whereNull(`${name}.deleted_at`)
    .orderBy(`${table}.id`, 'desc')
    .limit(limit);
  if (table === 'group_members') query.where('group_members.state', 'member');
  if (offset !== undefined) {
    query.where(
      `${table}.id`,
      '<',
      db(table)
        .select('id')
        .where({ user_id: userId, [key]: offset }),
    );
  }
  return query.pluck(`${table}.${key}`);
}

/** A user in a list whose offset is another id than theirs. */
export type Listed = { id: number; userId: number };

/** Members of a group, users who asked to join, or banned ones; latest first. `offset` is the row's id. */
export async function memberRows(
  db: Knex,
  { groupId, state, viewerId, limit, offset }: ListPart & { groupId: number; state: MemberState; viewerId: number },
): Promise<(Listed & { role: string })[]> {
  // joined by name: the two `state` columns have no value in common, and the types would only say that
  const members: Knex.QueryBuilder = db.from(db.raw('group_members FORCE INDEX (group_members_group_state_index)'));
  const query = members
    .joinRaw(peopleOf('group_members.user_id'))
    .where('group_members.group_id', groupId)
    .where('group_members.state', state)
    .where('users.state', 'active')
    .orderBy('group_members.id', 'desc')
    .limit(limit);
  if (offset !== undefined) query.where('group_members.id', '<', offset);
  return withoutBlocked(query, viewerId, 'group_members.user_id').select<(Listed & { role: string })[]>(
    'group_members.id as id',
    'group_members.user_id as userId',
    'group_members.role as role',
  );
}

/** Reviews of a page, newest first. */
export async function reviewRows(
  db: Knex,
  { pageId, viewerId, limit, offset }: ListPart & { pageId: number; viewerId: number },
): Promise<(Listed & { valuation: number; text: string; created_at: Date })[]> {
  const reviews: Knex.QueryBuilder = db.from(db.raw('page_reviews FORCE INDEX (page_reviews_page_index)'));
  const query = reviews
    .joinRaw(peopleOf('page_reviews.user_id'))
    .where('page_reviews.page_id', pageId)
    .where('users.state', 'active')
    .orderBy('page_reviews.id', 'desc')
    .limit(limit);
  if (offset !== undefined) query.where('page_reviews.id', '<', offset);
  return withoutBlocked(query, viewerId, 'page_reviews.user_id').select<
    (Listed & { valuation: number; text: string; created_at: Date })[]
  >(
    'page_reviews.id as id',
    'page_reviews.user_id as userId',
    'page_reviews.valuation as valuation',
    'page_reviews.text as text',
    'page_reviews.created_at as created_at',
  );
}

/** The viewer's followers who are not connected to a group or page yet, by descending id: users the viewer can add. */
export async function followersOutside(
  db: Knex,
  { name }: CommunityTable,
  { id, viewerId, limit, offset }: ListPart & { id: number; viewerId: number },
): Promise<number[]> {
  const table = name === 'pages' ? 'page_likes' : 'group_members';
  const key = name === 'pages' ? 'page_id' : 'group_id';
  const follows: Knex.QueryBuilder = db('follows');
  const query = follows
    .joinRaw(peopleOf('follows.follower_id'))
    .where('follows.followee_id', viewerId)
    .where('follows.state', 'active')
    .where('users.state', 'active')
    .whereNotExists((part) => {
      part
        .select(`${table}.id`)
        .from(table)
        .where(`${table}.${key}`, id)
        .whereRaw('?? = follows.follower_id', [`${table}.user_id`]);
    })
    .orderBy('follows.id', 'desc')
    .limit(limit);
  if (offset !== undefined) {
    query.where('follows.id', '<', db('follows').select('id').where({ followee_id: viewerId, follower_id: offset }));
  }
  return withoutBlocked(query, viewerId, 'follows.follower_id').pluck('follows.follower_id');
}

/** The user of each row. Without the hint the servers begin with the users and sort all rows. */
function peopleOf(column: 'group_members.user_id' | 'page_reviews.user_id' | 'follows.follower_id'): string {
  return `STRAIGHT_JOIN users FORCE INDEX (PRIMARY) ON users.id = ${column}`;
}
