import type { Knex } from 'knex';
import { withoutBlocked } from '../../graph/without-blocked.ts';
import { FILE_KINDS, type MediaType } from '../rules/media-types.ts';

/** Part of a list: at most `limit` posts after the post `after`. */
export type ListPart = { after: number | undefined; limit: number };

export type Narrowed = { type?: MediaType | undefined; search?: string | undefined };

/** Whose posts, and who looks: `privacies` are those of the owner's posts that are open to the viewer. */
export type WallOf = { userId: number; viewerId: number; privacies: readonly number[] };

/** Ids of a person's own posts and of those on their wall, newest first. 1 statement of two branches, each its own index. */
export async function wallPostIds(
  db: Knex,
  { userId, viewerId, privacies }: WallOf,
  part: ListPart & Narrowed & { pinned?: false },
): Promise<number[]> {
  const own = newest(db, part, authorIndex(part.type))
    .where({ author_id: userId, recipient_id: 0, group_id: 0, page_id: 0, event_id: 0 })
    .whereIn('privacy', privacies);
  // 3 and 4 of other people are nothing to show on a wall
  const others = newest(db, part, 'posts_recipient_id_index').where({ recipient_id: userId }).where('privacy', '<', 3);
  if (part.pinned === false) for (const branch of [own, others]) withoutPinned(branch);
  return merged(db, [own, withoutBlocked(others, viewerId, 'posts.author_id')], part.limit);
}

/** Ids of a person's albums, newest first. */
export async function albumIds(db: Knex, { userId, privacies }: Omit<WallOf, 'viewerId'>, part: ListPart): Promise<number[]> {
  return newest(db, { ...part, type: 'photos' }, authorIndex('photos'))
    .where({ author_id: userId, is_album: 1, group_id: 0, page_id: 0 })
    .whereIn('privacy', privacies)
    .pluck('posts.id');
}

/** The column that says where a post stands. */
export type ContainerColumn = 'group_id' | 'page_id' | 'event_id';

/** Ids of the posts in a group, on a page or of an event, newest first. */
export async function containerPostIds(
  db: Knex,
  container: { column: ContainerColumn; id: number; viewerId: number },
  part: ListPart & Narrowed,
): Promise<number[]> {
  const query = newest(db, part, `posts_${container.column}_index`).where(container.column, container.id);
  // inside a group people meet even those they blocked
  if (container.column !== 'group_id') withoutBlocked(query, container.viewerId, 'posts.author_id');
  return query.pluck('posts.id');
}

/** Ids of the posts a person saved, the latest saved first. */
export async function savedPostIds(db: Knex, viewerId: number, { after, limit }: ListPart): Promise<number[]> {
  const query = db('post_saves').where({ user_id: viewerId }).orderBy('id', 'desc').limit(limit);
  if (after !== undefined) {
    query.where('id', '<', db('post_saves').select('id').where({ user_id: viewerId, post_id: after }));
  }
  return query.pluck('post_id');
}

/** Ids of the posts with a hashtag, newest first. */
export async function hashtagPostIds(db: Knex, tagId: number, { after, limit }: ListPart): Promise<number[]> {
  const query = db('post_hashtags').where({ tag_id: tagId }).orderBy('post_id', 'desc').limit(limit);
  if (after !== undefined) query.where('post_id', '<', after);
  return query.pluck('post_id');
}

/** Ids of videos for everyone, newest first. */
export async function publicVideoIds(db: Knex, viewerId: number, part: ListPart): Promise<number[]> {
  const query = newest(db, { ...part, type: 'video' }, 'posts_open_media_id_index')
    .where('posts.privacy', 0)
    .where('posts.group_id', 0);
  return withoutBlocked(query, viewerId, 'posts.author_id').pluck('posts.id');
}

/**
 * What is counted, of posts since when, and how much of it the post `after` had when it was read (undefined: has now). The
 * count of a post moves while somebody scrolls.
 */
export type Top = {
  counter: 'reactions_count' | 'views_count';
  since?: Date | undefined;
  lastTotal?: number | undefined;
};

/** Ids of the posts for everyone with the most of what is counted, then the newest. Reads an index from its end. */
export async function topPostIds(
  db: Knex,
  { counter, since, lastTotal, viewerId }: Top & { viewerId: number },
  { after, limit }: ListPart,
): Promise<number[]> {
  const query = db('posts')
    .where(`posts.${counter}`, '>', 0)
    .where('posts.privacy', 0)
    .where('posts.group_id', 0)
    .whereNull('posts.deleted_at')
    .orderBy([
      { column: `posts.${counter}`, order: 'desc' },
      { column: 'posts.id', order: 'desc' },
    ])
    .limit(limit);
  if (since) query.where('posts.created_at', '>=', since);
  if (after !== undefined) {
    // written out: MariaDB takes no range of an index for a comparison of pairs
    const last = () => db.raw('?', [lastTotal ?? db('posts as last').where('last.id', after).select(`last.${counter}`)]);
    query.where(`posts.${counter}`, '<=', last());
    query.where((rest) => rest.where(`posts.${counter}`, '<', last()).orWhere('posts.id', '<', after));
  }
  return withoutBlocked(query, viewerId, 'posts.author_id').pluck('posts.id');
}

/** A stretch of time, its end not in it. */
export type Span = { from: Date; to: Date };

/** Ids of a person's own posts of some days, newest first. Looks at all posts of these days. */
export async function postIdsOfDays(
  db: Knex,
  userId: number,
  { spans, ...part }: ListPart & { spans: Span[] },
): Promise<number[]> {
  const query = newest(db, part, 'posts_author_created_index')
    .where({ author_id: userId, page_id: 0 })
    .where((days) => {
      for (const { from, to } of spans) days.orWhere((day) => day.where('created_at', '>=', from).where('created_at', '<', to));
    });
  return query.pluck('posts.id');
}

/** When a person wrote their latest posts. */
export async function latestPostTimes(db: Knex, userId: number, limit: number): Promise<Date[]> {
  return db('posts').where({ author_id: userId }).orderBy('id', 'desc').limit(limit).pluck('created_at');
}

/** The index that holds a person's posts in order, those of one type where it is a kind of file. */
function authorIndex(type: MediaType | undefined): string {
  return type && type !== 'maps' ? 'posts_author_media_id_index' : 'posts_author_id_index';
}

/**
 * Posts in order of their ids, the newest first, narrowed down. Told which index: the planner intersects it with one of a
 * column that is 0 almost everywhere, and then reads all posts there are (100 000 rows for a page of 20).
 */
function newest(db: Knex, { after, limit, type, search }: ListPart & Narrowed, index: string): Knex.QueryBuilder {
  const query = db
    .from(db.raw('posts FORCE INDEX (??)', [index]))
    .whereNull('posts.deleted_at')
    .orderBy('posts.id', 'desc')
    .limit(limit);
  if (after !== undefined) query.where('posts.id', '<', after);
  if (type === 'maps') query.where('posts.map', '<>', '');
  else if (type === 'text') query.where('posts.file_kind', '').where('posts.text', '<>', '');
  else if (type) query.where('posts.file_kind', FILE_KINDS[type]);
  if (search) query.where('posts.text', 'like', `%${search.replace(/[\\%_]/g, '\\$&')}%`);
  return query;
}

function withoutPinned(query: Knex.QueryBuilder): void {
  query.whereNotExists((pins) => {
    pins.select('post_pins.id').from('post_pins').whereRaw('post_pins.post_id = posts.id');
  });
}

function merged(db: Knex, branches: readonly Knex.QueryBuilder[], limit: number): Promise<number[]> {
  const ids = branches.map((branch) => branch.select('posts.id'));
  return db.from(db.unionAll(ids, true).as('merged')).orderBy('id', 'desc').limit(limit).pluck('id');
}
