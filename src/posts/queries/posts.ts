import type { Knex } from 'knex';
import { addToCounters } from '../../database/counters.ts';
import { prepared } from '../../database/prepared.ts';
import type { Tx } from '../../database/write.ts';

export type PostKind = 'post' | 'profile_picture' | 'profile_cover_picture';
export type FileKind = '' | 'image' | 'video' | 'sound' | 'file';

export type PostRow = {
  id: number;
  author_id: number;
  page_id: number;
  group_id: number;
  event_id: number;
  /** The event it announces. */
  page_event_id: number;
  recipient_id: number;
  parent_id: number;
  privacy: number;
  kind: PostKind;
  text: string;
  feeling_type: string;
  feeling: string;
  map: string;
  sticker: string;
  color_id: number;
  album_name: string;
  is_album: number;
  link_url: string;
  link_title: string;
  link_image: string;
  link_content: string;
  file_key: string;
  file_name: string;
  file_kind: FileKind;
  is_recording: number;
  file_thumb_key: string;
  is_multi_image: number;
  product_id: number;
  blog_id: number;
  is_poll: number;
  comments_enabled: number;
  boosted: number;
  is_counted: number;
  likes_count: number;
  loves_count: number;
  hahas_count: number;
  wows_count: number;
  sads_count: number;
  angries_count: number;
  reactions_count: number;
  wonders_count: number;
  comments_count: number;
  shares_count: number;
  views_count: number;
  created_at: Date;
  deleted_at: Date | null;
};

declare module 'knex/types/tables.js' {
  interface Tables {
    posts: PostRow;
  }
}

const postColumns = [
  'id',
  'author_id',
  'page_id',
  'group_id',
  'event_id',
  'page_event_id',
  'recipient_id',
  'parent_id',
  'privacy',
  'kind',
  'text',
  'feeling_type',
  'feeling',
  'map',
  'sticker',
  'color_id',
  'album_name',
  'is_album',
  'link_url',
  'link_title',
  'link_image',
  'link_content',
  'file_key',
  'file_name',
  'file_kind',
  'is_recording',
  'file_thumb_key',
  'is_multi_image',
  'product_id',
  'blog_id',
  'is_poll',
  'comments_enabled',
  'boosted',
  'is_counted',
  'likes_count',
  'loves_count',
  'hahas_count',
  'wows_count',
  'sads_count',
  'angries_count',
  'reactions_count',
  'wonders_count',
  'comments_count',
  'shares_count',
  'views_count',
  'created_at',
] as const satisfies readonly (keyof PostRow)[];

export type Post = Pick<PostRow, (typeof postColumns)[number]>;

/** The posts, and the originals of those that are shares, which may be among the posts; without deleted ones. */
export async function postRows(db: Knex, ids: readonly number[]): Promise<Post[]> {
  return rowsWithOriginals(db, { ids });
}

const rowsWithOriginals = prepared<{ ids: readonly number[] }, Post>((db, { ids }) => {
  const originals = db('posts').select('parent_id').whereIn('id', ids).where('parent_id', '>', 0);
  return (
    db('posts')
      .select(...postColumns)
      .whereIn('id', ids)
      .whereNull('deleted_at')
      // `union` would sort texts on disk to leave out doubles
      .unionAll((union) => {
        union
          .select(...postColumns)
          .from('posts')
          .whereIn('id', db.from(originals.as('originals')).select('parent_id'))
          .whereNull('deleted_at');
      })
  );
});

/** Who is told of what is done to a post: the owner of the page it stands on, else its author. 1 statement for a page's, else none. */
export async function postOwnerId(db: Knex, { page_id, author_id }: Pick<Post, 'page_id' | 'author_id'>): Promise<number> {
  if (page_id === 0) return author_id;
  return (await db('pages').where({ id: page_id }).first('owner_id'))?.owner_id ?? author_id;
}

/** Locks the posts that are there, in ascending order. */
export async function lockPostRows(tx: Tx, ids: readonly number[]): Promise<Post[]> {
  if (ids.length === 0) return [];
  return tx('posts')
    .select(...postColumns)
    .whereIn('id', ids)
    .whereNull('deleted_at')
    .orderBy('id')
    .forUpdate();
}

export type NewPost = Pick<PostRow, 'author_id' | 'text' | 'created_at'> & Partial<Omit<PostRow, 'id'>>;

export async function insertPost(tx: Tx, row: NewPost): Promise<number> {
  const [id] = await tx('posts').insert(row);
  if (id === undefined) throw new Error('the database gave no id for a new post');
  return id;
}

export async function updatePost(tx: Tx, id: number, changes: Partial<Omit<PostRow, 'id'>>): Promise<void> {
  await tx('posts').where({ id }).update(changes);
}

export type PostCounter = Extract<keyof PostRow, `${string}_count`>;

/** Adds to counters of a locked post, none below 0. */
export function addToPostCounters(tx: Tx, id: number, changes: Partial<Record<PostCounter, number>>): Promise<void> {
  return addToCounters(tx, 'posts', id, changes);
}
