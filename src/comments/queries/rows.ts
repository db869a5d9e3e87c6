import type { Knex } from 'knex';
import { prepared } from '../../database/prepared.ts';
import type { Tx } from '../../database/write.ts';
import type { ReactionCounts } from '../../reactions/rules.ts';

/** The kinds of things that can be commented on. */
export type SubjectKind = 'post' | 'article' | 'movie';

/** A comment, or a reply to one (`parent_id`). */
export type CommentRow = ReactionCounts & {
  id: number;
  subject_kind: SubjectKind;
  subject_id: number;
  author_id: number;
  page_id: number;
  parent_id: number;
  state: 'shown' | 'deleted';
  text: string;
  text_hash: Buffer | null;
  file_key: string;
  record_key: string;
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
  'subject_kind',
  'subject_id',
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

/** What is shown of a comment, and the author of its post (null on other subjects). */
export type Comment = Pick<CommentRow, (typeof commentColumns)[number]> & { post_author_id: number | null };

/** Those of the comments and replies that are not deleted. */
export async function commentRows(db: Knex, ids: readonly number[]): Promise<Comment[]> {
  return shownComments(db, { ids });
}

const shownComments = prepared<{ ids: readonly number[] }, Comment>((db, { ids }) =>
  db('comments')
    .leftJoin('posts', (join) => join.on('posts.id', 'comments.subject_id').andOnVal('comments.subject_kind', 'post'))
    .select(...commentColumns.map((column) => `comments.${column}`), 'posts.author_id as post_author_id')
    .whereIn('comments.id', ids)
    .where('comments.state', 'shown'),
);

const threadColumns = [
  'id',
  'subject_kind',
  'subject_id',
  'author_id',
  'page_id',
  'parent_id',
  'state',
  'text',
] as const satisfies readonly (keyof CommentRow)[];

/** A comment, its subject and its author. */
export type CommentInThread = Pick<CommentRow, (typeof threadColumns)[number]>;

/** The same, with the author of the comment that a reply answers (null for a comment). */
export type ShownComment = CommentInThread & { parent_author_id: number | null };

/**
 * The comment or reply with an id on a kind of subject, unless it is deleted; a reply only while its comment exists. 1 statement.
 */
export async function shownComment(db: Knex, id: number, kind: SubjectKind): Promise<ShownComment | undefined> {
  return db('comments')
    .leftJoin('comments as parent', 'parent.id', 'comments.parent_id')
    .where({ 'comments.id': id, 'comments.subject_kind': kind, 'comments.state': 'shown' })
    .where((comment) => comment.where('comments.parent_id', 0).orWhere('parent.state', 'shown'))
    .first<ShownComment | undefined>(
      ...threadColumns.map((column) => `comments.${column}`),
      'parent.author_id as parent_author_id',
    );
}

/** What notifications of a comment on a post need: its text, its post, and the authors of both. */
export type CommentNews = Pick<CommentRow, 'id' | 'author_id' | 'page_id' | 'parent_id' | 'text'> & {
  /** The owner of the page that the post is on; null without one. */
  page_owner_id: number | null;
  post_id: number;
  post_author_id: number;
  post_kind: string;
  post_file_kind: string;
  post_privacy: number;
};

/** For a comment on a post; undefined on other subjects. 1 statement. */
export async function commentNews(db: Knex, id: number): Promise<CommentNews | undefined> {
  return db('comments')
    .join('posts', 'posts.id', 'comments.subject_id')
    .leftJoin('pages', 'pages.id', 'posts.page_id')
    .where('comments.id', id)
    .where('comments.subject_kind', 'post')
    .first<CommentNews | undefined>(
      'comments.id',
      'comments.author_id',
      'comments.page_id',
      'comments.parent_id',
      'comments.text',
      'pages.owner_id as page_owner_id',
      'posts.id as post_id',
      'posts.author_id as post_author_id',
      'posts.kind as post_kind',
      'posts.file_kind as post_file_kind',
      'posts.privacy as post_privacy',
    );
}

/** Locks comments in ascending order, so that writers that update their counters or delete them wait for each other. */
export async function lockComments(tx: Tx, ids: readonly number[]): Promise<CommentInThread[]> {
  if (ids.length === 0) return [];
  return tx('comments')
    .select(...threadColumns)
    .whereIn('id', ids)
    .orderBy('id')
    .forUpdate();
}

export type NewComment = Omit<CommentInThread, 'id' | 'state'> &
  Pick<CommentRow, 'text_hash' | 'file_key' | 'record_key' | 'created_at'>;

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

/** How often a person wrote a text on a subject, counted up to `most`. Read from an index alone. */
export async function ownRepeats(
  tx: Tx,
  same: Pick<CommentRow, 'author_id' | 'subject_kind' | 'subject_id' | 'text_hash'>,
  most: number,
): Promise<number> {
  return (await tx('comments').where(same).limit(most).pluck('id')).length;
}

/** How often a text was written anywhere since a time, counted up to `most`. Read from an index alone. */
export async function repeatsSince(tx: Tx, hash: Buffer, { since, most }: { since: Date; most: number }): Promise<number> {
  return (await tx('comments').where({ text_hash: hash }).where('created_at', '>=', since).limit(most).pluck('id')).length;
}
