import type { Knex } from 'knex';
import { prepared } from '../../database/prepared.ts';
import type { Tx } from '../../database/write.ts';

/** A comment, or a reply to one (`parent_id`). */
export type CommentRow = {
  id: number;
  post_id: number;
  author_id: number;
  page_id: number;
  parent_id: number;
  state: 'shown' | 'deleted';
  text: string;
  text_hash: Buffer | null;
  file_key: string;
  record_key: string;
  likes_count: number;
  loves_count: number;
  hahas_count: number;
  wows_count: number;
  sads_count: number;
  angries_count: number;
  reactions_count: number;
  wonders_count: number;
  replies_count: number;
  created_at: Date;
  deleted_at: Date | null;
};

declare module 'knex/types/tables.js' {
  interface Tables {
    comments: CommentRow;
  }
}

const commentColumns = [
  'id',
  'post_id',
  'author_id',
  'page_id',
  'parent_id',
  'text',
  'file_key',
  'record_key',
  'likes_count',
  'loves_count',
  'hahas_count',
  'wows_count',
  'sads_count',
  'angries_count',
  'reactions_count',
  'wonders_count',
  'replies_count',
  'created_at',
] as const satisfies readonly (keyof CommentRow)[];

/** What is shown of a comment, and whose post it is on. */
export type Comment = Pick<CommentRow, (typeof commentColumns)[number]> & { post_author_id: number };

/** The shown ones among the comments and replies. */
export async function commentRows(db: Knex, ids: readonly number[]): Promise<Comment[]> {
  return shownComments(db, { ids });
}

const shownComments = prepared<{ ids: readonly number[] }, Comment>((db, { ids }) =>
  db('comments')
    .join('posts', 'posts.id', 'comments.post_id')
    .select(...commentColumns.map((column) => `comments.${column}`), 'posts.author_id as post_author_id')
    .whereIn('comments.id', ids)
    .where('comments.state', 'shown'),
);

const placeColumns = [
  'id',
  'post_id',
  'author_id',
  'page_id',
  'parent_id',
  'state',
] as const satisfies readonly (keyof CommentRow)[];

/** Where a comment stands, and whose it is. */
export type Place = Pick<CommentRow, (typeof placeColumns)[number]>;

/** A place, and who wrote the comment a reply is to (null for a comment itself). */
export type ShownPlace = Place & { parent_author_id: number | null };

/** The shown comment or reply of one id; a reply only while its comment is shown. 1 statement. */
export async function shownPlace(db: Knex, id: number): Promise<ShownPlace | undefined> {
  return db('comments')
    .leftJoin('comments as parent', 'parent.id', 'comments.parent_id')
    .where({ 'comments.id': id, 'comments.state': 'shown' })
    .where((comment) => comment.where('comments.parent_id', 0).orWhere('parent.state', 'shown'))
    .first<ShownPlace | undefined>(...placeColumns.map((column) => `comments.${column}`), 'parent.author_id as parent_author_id');
}

/** What telling others of a comment or reply needs: its words, its post, and whose thread it is in. */
export type CommentNews = Pick<CommentRow, 'id' | 'post_id' | 'author_id' | 'page_id' | 'parent_id' | 'text'> & {
  /** Of the page the post stands on; null where it is on none. */
  page_owner_id: number | null;
  post_author_id: number;
  post_kind: string;
  post_file_kind: string;
  post_privacy: number;
};

export async function commentNews(db: Knex, id: number): Promise<CommentNews | undefined> {
  return db('comments')
    .join('posts', 'posts.id', 'comments.post_id')
    .leftJoin('pages', 'pages.id', 'posts.page_id')
    .where('comments.id', id)
    .first<CommentNews | undefined>(
      'comments.id',
      'comments.post_id',
      'comments.author_id',
      'comments.page_id',
      'comments.parent_id',
      'comments.text',
      'pages.owner_id as page_owner_id',
      'posts.author_id as post_author_id',
      'posts.kind as post_kind',
      'posts.file_kind as post_file_kind',
      'posts.privacy as post_privacy',
    );
}

/** Locks comments in ascending order; who moves their counters or deletes them waits for each other. */
export async function lockPlaces(tx: Tx, ids: readonly number[]): Promise<Place[]> {
  if (ids.length === 0) return [];
  return tx('comments')
    .select(...placeColumns)
    .whereIn('id', ids)
    .orderBy('id')
    .forUpdate();
}

export type NewComment = Pick<CommentRow, 'post_id' | 'author_id' | 'parent_id' | 'text' | 'text_hash' | 'created_at'> &
  Partial<Pick<CommentRow, 'page_id' | 'file_key' | 'record_key'>>;

export async function insertComment(tx: Tx, row: NewComment): Promise<number> {
  const [id] = await tx('comments').insert(row);
  if (id === undefined) throw new Error('the database gave no id for a new comment');
  return id;
}

export async function updateComment(
  tx: Tx,
  id: number,
  changes: Partial<Pick<CommentRow, 'text' | 'text_hash' | 'state' | 'deleted_at'>>,
): Promise<void> {
  await tx('comments').where({ id }).update(changes);
}

export type CommentCounter = Extract<keyof CommentRow, `${string}_count`>;

/** Adds to counters of a locked comment, none below 0. */
export async function addToCounters(tx: Tx, id: number, changes: Partial<Record<CommentCounter, number>>): Promise<void> {
  const moved = Object.entries(changes).filter(([, change]) => change !== 0);
  if (moved.length === 0) return;
  const sum = ([counter, change]: [string, number]) =>
    change > 0 ? tx.raw('?? + ?', [counter, change]) : tx.raw('GREATEST(??, ?) - ?', [counter, -change, -change]);
  await tx('comments')
    .where({ id })
    .update(Object.fromEntries(moved.map((entry) => [entry[0], sum(entry)])));
}

/** How often one person said a text on a post, counted up to `most`. Read from an index alone. */
export async function ownRepeats(
  tx: Tx,
  same: Pick<CommentRow, 'author_id' | 'post_id' | 'text_hash'>,
  most: number,
): Promise<number> {
  return (await tx('comments').where(same).limit(most).pluck('id')).length;
}

/** How often a text was said anywhere since a time, counted up to `most`. Read from an index alone. */
export async function repeatsSince(tx: Tx, hash: Buffer, { since, most }: { since: Date; most: number }): Promise<number> {
  return (await tx('comments').where({ text_hash: hash }).where('created_at', '>=', since).limit(most).pluck('id')).length;
}
