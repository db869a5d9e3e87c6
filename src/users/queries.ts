import type { Knex } from 'knex';
import { afterPlace } from '../database/keyset.ts';
import { prepared } from '../database/prepared.ts';
import type { Tx } from '../database/write.ts';
import { withoutBlocked } from '../graph/without-blocked.ts';

/** A page of a list: at most `limit` users after the user `offset`. */
export type ListPart = { limit: number; offset?: number | undefined };

export type UserState = 'active' | 'pending' | 'disabled' | 'deleted';

export type UserRow = {
  id: number;
  username: string;
  email: string;
  email_verified_at: Date | null;
  password_hash: string | null;
  state: UserState;
  role: 'member' | 'moderator' | 'admin';
  banned: number;
  banned_reason: string;
  verified: number;
  pro_type: number;
  first_name: string;
  last_name: string;
  avatar: string;
  cover: string;
  avatar_changed_at: Date | null;
  cover_changed_at: Date | null;
  gender: string;
  birthday: string | null;
  relationship_id: number;
  country_id: number;
  about: string | null;
  address: string;
  city: string;
  state_name: string;
  zip: string;
  working: string;
  working_link: string;
  school: string;
  website: string;
  facebook: string;
  google: string;
  twitter: string;
  linkedin: string;
  youtube: string;
  vk: string;
  instagram: string;
  qq: string;
  wechat: string;
  discord: string;
  mailru: string;
  okru: string;
  language: string;
  timezone: string;
  phone_number: string | null;
  follow_privacy: number;
  friend_privacy: number;
  post_privacy: 'everyone' | 'ifollow' | 'nobody';
  message_privacy: number;
  birth_privacy: number;
  visit_privacy: number;
  confirm_followers: number;
  show_activities_privacy: number;
  share_my_location: number;
  appears_offline: number;
  order_posts_by: number;
  notifications_sound: number;
  notification_settings: string | null;
  two_factor: 'off' | 'mail' | 'totp';
  totp_secret: string;
  totp_last_step: number;
  lat: number | null;
  lng: number | null;
  location_changed_at: Date | null;
  balance: string;
  wallet: string;
  points: number;
  referrer_id: number;
  followers_count: number;
  following_count: number;
  posts_count: number;
  albums_count: number;
  groups_count: number;
  likes_count: number;
  last_seen_at: Date;
  created_at: Date;
};

declare module 'knex/types/tables.js' {
  interface Tables {
    users: UserRow;
  }
}

const userColumns = [
  'id',
  'username',
  'email',
  'role',
  'banned',
  'banned_reason',
  'verified',
  'pro_type',
  'first_name',
  'last_name',
  'avatar',
  'cover',
  'avatar_changed_at',
  'cover_changed_at',
  'gender',
  'birthday',
  'relationship_id',
  'country_id',
  'about',
  'address',
  'city',
  'state_name',
  'zip',
  'working',
  'working_link',
  'school',
  'website',
  'facebook',
  'google',
  'twitter',
  'linkedin',
  'youtube',
  'vk',
  'instagram',
  'qq',
  'wechat',
  'discord',
  'mailru',
  'okru',
  'language',
  'timezone',
  'phone_number',
  'follow_privacy',
  'friend_privacy',
  'post_privacy',
  'message_privacy',
  'birth_privacy',
  'visit_privacy',
  'confirm_followers',
  'show_activities_privacy',
  'share_my_location',
  'appears_offline',
  'order_posts_by',
  'notifications_sound',
  'notification_settings',
  'two_factor',
  'lat',
  'lng',
  'location_changed_at',
  'balance',
  'wallet',
  'points',
  'referrer_id',
  'followers_count',
  'following_count',
  'posts_count',
  'albums_count',
  'groups_count',
  'likes_count',
  'last_seen_at',
  'created_at',
] as const satisfies readonly (keyof UserRow)[];

/** A user's row without the secrets of signing in. */
export type User = Pick<UserRow, (typeof userColumns)[number]>;

/** The rows of the active users among the ids. */
export async function userRows(db: Knex, ids: readonly number[]): Promise<User[]> {
  return activeUsers(db, { ids });
}

const activeUsers = prepared<{ ids: readonly number[] }, User>((db, { ids }) =>
  db('users')
    .select(...userColumns)
    .whereIn('id', ids)
    .where({ state: 'active' }),
);

export async function updateUser(tx: Tx, id: number, changes: Partial<Omit<UserRow, 'id'>>): Promise<void> {
  await tx('users').where({ id }).update(changes);
}

/** The id of the user with a username. */
export async function userIdByName(db: Knex, username: string): Promise<number | undefined> {
  const row = await db('users').where({ username, state: 'active' }).first('id');
  return row?.id;
}

/** The names that are usernames of active users. */
export async function usernamesAmong(db: Knex, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  return db('users').whereIn('username', names).where({ state: 'active' }).pluck('username');
}

/** Ids of the active users with one of the usernames. */
export async function userIdsByNames(db: Knex, names: readonly string[]): Promise<number[]> {
  if (names.length === 0) return [];
  return db('users').whereIn('username', names).where({ state: 'active' }).orderBy('id').pluck('id');
}

/** Ids of users the viewer does not follow yet, the most followed first; after the user `offset`. */
export async function popularStrangerIds(db: Knex, viewerId: number, { limit, offset }: ListPart): Promise<number[]> {
  const query = db('users')
    .where('users.state', 'active')
    .where('users.banned', 0)
    .whereNot('users.id', viewerId)
    .whereNotExists((follows) => {
      follows
        .select('follows.id')
        .from('follows')
        .where('follows.follower_id', viewerId)
        .whereRaw('follows.followee_id = users.id');
    })
    .orderBy([
      { column: 'users.followers_count', order: 'desc' },
      { column: 'users.id', order: 'desc' },
    ])
    .limit(limit);
  if (offset !== undefined) {
    const last = await db('users').where({ id: offset }).first('followers_count');
    if (!last) return [];
    afterPlace(query, { rank: 'users.followers_count', id: 'users.id' }, { rank: last.followers_count, id: offset });
  }
  return withoutBlocked(query, viewerId, 'users.id').pluck('users.id');
}

/** Ids of users with a package, the highest first, within one package the newest. Reads an index from its end. */
export async function proUserIds(db: Knex, viewerId: number, limit: number): Promise<number[]> {
  const query = db('users')
    .where('users.pro_type', '>', 0)
    .where('users.state', 'active')
    .where('users.banned', 0)
    .orderBy([
      { column: 'users.pro_type', order: 'desc' },
      { column: 'users.id', order: 'desc' },
    ])
    .limit(limit);
  return withoutBlocked(query, viewerId, 'users.id').pluck('users.id');
}

/** What users can have in common; each of the columns has its index. */
export const COMMON_COLUMNS = ['city', 'school', 'working'] as const satisfies readonly (keyof User)[];

/** Other users who share something with the user, newest first, and how much. 1 statement, a branch for each column. */
export async function peopleInCommon(
  db: Knex,
  user: Pick<User, 'id' | (typeof COMMON_COLUMNS)[number]>,
  { limit, offset }: ListPart,
): Promise<{ id: number; things: number }[]> {
  const branches = COMMON_COLUMNS.filter((column) => user[column] !== '').map((column) => {
    const query = db('users')
      .select('users.id')
      .where(`users.${column}`, user[column])
      .where('users.state', 'active')
      .where('users.banned', 0)
      .whereNot('users.id', user.id)
      .orderBy('users.id', 'desc')
      .limit(limit);
    if (offset !== undefined) query.where('users.id', '<', offset);
    return withoutBlocked(query, user.id, 'users.id');
  });
  if (branches.length === 0) return [];
  // every user on the page is within the limit of each branch that contains them
  return db
    .from(db.unionAll(branches, true).as('shared'))
    .select<{ id: number; things: number }[]>('id', db.raw('COUNT(*) as things'))
    .groupBy('id')
    .orderBy('id', 'desc')
    .limit(limit);
}

const lockedColumns = [
  'id',
  'state',
  'role',
  'followers_count',
  'following_count',
  'confirm_followers',
] as const satisfies readonly (keyof UserRow)[];

export type LockedUser = Pick<UserRow, (typeof lockedColumns)[number]>;

/** Locks users' rows in ascending order, so that writers that update counters wait for each other. */
export async function lockUserRows(tx: Tx, ids: readonly number[]): Promise<LockedUser[]> {
  if (ids.length === 0) return [];
  return tx('users')
    .select(...lockedColumns)
    .whereIn('id', ids)
    .orderBy('id')
    .forUpdate();
}

export type UserCounter = Extract<keyof UserRow, `${string}_count`>;

/** Adds to a counter of users, never below 0. */
export async function addToUserCounter(tx: Tx, ids: readonly number[], counter: UserCounter, change: number): Promise<void> {
  if (ids.length === 0 || change === 0) return;
  const sum = change > 0 ? tx.raw('?? + ?', [counter, change]) : tx.raw('GREATEST(??, ?) - ?', [counter, -change, -change]);
  await tx('users')
    .whereIn('id', ids)
    .update({ [counter]: sum });
}

/** Locks a user's row and reads their name and pictures. */
export async function lockProfile(tx: Tx, id: number): Promise<Pick<UserRow, 'username' | 'avatar' | 'cover'>> {
  const row = await tx('users').where({ id }).forUpdate().first('username', 'avatar', 'cover');
  if (!row) throw new Error(`user ${id} has no row`);
  return row;
}

/** Which posts a user's home feed shows: 1 of people they follow, 0 all. */
export async function saveFeedOrder(tx: Tx, id: number, order: 0 | 1): Promise<void> {
  await tx('users').where({ id }).whereNot('order_posts_by', order).update({ order_posts_by: order });
}

/** Sets the country of at most `limit` users with this country to none; gives how many. */
export async function clearCountry(tx: Tx, countryId: number, limit: number): Promise<number> {
  return tx('users').where({ country_id: countryId }).limit(limit).update({ country_id: 0 });
}
