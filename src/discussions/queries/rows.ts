import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import { withoutBlocked } from '../../graph/without-blocked.ts';

/** A comment on an article or movie, or a reply to one (`parent_id`). */
export type RemarkRow = {
  id: number;
  subject_id: number;
  author_id: number;
  parent_id: number;
  state: 'shown' | 'deleted';
  text: string;
  likes_count: number;
  loves_count: number;
  hahas_count: number;
  wows_count: number;
  sads_count: number;
  angries_count: number;
  dislikes_count: number;
  replies_count: number;
  created_at: Date;
  deleted_at: Date | null;
};

export type RemarkReactionRow = { id: number; comment_id: number; user_id: number; reaction: number; created_at: Date };

declare module 'knex/types/tables.js' {
  interface Tables {
    article_comments: RemarkRow;
    movie_comments: RemarkRow;
    article_comment_reactions: RemarkReactionRow;
    movie_comment_reactions: RemarkReactionRow;
  }
}

/** Where the remarks on one kind of thing are kept. */
export type RemarkTables = {
  readonly remarks: 'article_comments' | 'movie_comments';
  readonly reactions: 'article_comment_reactions' | 'movie_comment_reactions';
};

/** Every kind of thing there is to talk about. */
export const REMARK_TABLES = {
  article: { remarks: 'article_comments', reactions: 'article_comment_reactions' },
  movie: { remarks: 'movie_comments', reactions: 'movie_comment_reactions' },
} as const satisfies Record<string, RemarkTables>;

const columns = [
  'id',
  'subject_id',
  'author_id',
  'parent_id',
  'text',
  'likes_count',
  'loves_count',
  'hahas_count',
  'wows_count',
  'sads_count',
  'angries_count',
  'dislikes_count',
  'replies_count',
  'created_at',
] as const satisfies readonly (keyof RemarkRow)[];

/** What is shown of a remark. */
export type Remark = Pick<RemarkRow, (typeof columns)[number]>;

/** The shown ones among the remarks. */
export async function remarkRows(db: Knex, { remarks }: RemarkTables, ids: readonly number[]): Promise<Remark[]> {
  if (ids.length === 0) return [];
  return db(remarks)
    .select(...columns)
    .whereIn('id', ids)
    .where({ state: 'shown' });
}

/** Part of a list: at most `limit` before the row `offset`. */
export type ListPart = { limit: number; offset?: number | undefined };

/** The comments on a thing (`parentId` 0), or the replies to one of them. */
export type RemarksOf = { subjectId: number; parentId: number; viewerId: number };

/** Ids of what active people the viewer may meet said there, newest first. 1 statement. */
export async function remarkIds(db: Knex, { remarks }: RemarkTables, of: RemarksOf, part: ListPart): Promise<number[]> {
  return newest(db, remarks, of, part).pluck(`${remarks}.id`);
}

/** The newest replies to each of the comments, `limit` each. 1 statement with a branch for each comment. */
export async function newestReplyIds(
  db: Knex,
  { remarks }: RemarkTables,
  comments: readonly Pick<Remark, 'id' | 'subject_id'>[],
  { viewerId, limit }: { viewerId: number; limit: number },
): Promise<number[]> {
  if (comments.length === 0) return [];
  const branches = comments.map((comment) =>
    newest(db, remarks, { subjectId: comment.subject_id, parentId: comment.id, viewerId }, { limit }).select(`${remarks}.id`),
  );
  return db.from(db.unionAll(branches, true).as('newest')).orderBy('id', 'desc').pluck('id');
}

function newest(
  db: Knex,
  remarks: RemarkTables['remarks'],
  { subjectId, parentId, viewerId }: RemarksOf,
  { limit, offset }: ListPart,
) {
  const query = db
    // Told which index, and in which order: by itself the planner may begin with the people and sort the whole discussion.
    .from(db.raw('?? FORCE INDEX (??)', [remarks, `${remarks}_subject_index`]))
    .joinRaw('STRAIGHT_JOIN users ON users.id = ??', [`${remarks}.author_id`])
    .where(`${remarks}.subject_id`, subjectId)
    .where(`${remarks}.parent_id`, parentId)
    .where(`${remarks}.state`, 'shown')
    .where('users.state', 'active')
    .orderBy(`${remarks}.id`, 'desc')
    .limit(limit);
  if (offset !== undefined) query.where(`${remarks}.id`, '<', offset);
  return withoutBlocked(query, viewerId, `${remarks}.author_id`);
}

const placeColumns = ['id', 'subject_id', 'author_id', 'parent_id', 'state'] as const satisfies readonly (keyof RemarkRow)[];

/** Where a remark stands, and whose it is. */
export type Place = Pick<RemarkRow, (typeof placeColumns)[number]>;

/** A place, and who wrote the comment a reply is to (null for a comment itself). */
export type ShownPlace = Place & { parent_author_id: number | null };

/** The shown remark of one id; a reply only while its comment is shown. 1 statement. */
export async function shownPlace(db: Knex, { remarks }: RemarkTables, id: number): Promise<ShownPlace | undefined> {
  return db
    .from({ remark: remarks })
    .leftJoin({ parent: remarks }, 'parent.id', 'remark.parent_id')
    .where({ 'remark.id': id, 'remark.state': 'shown' })
    .where((remark) => remark.where('remark.parent_id', 0).orWhere('parent.state', 'shown'))
    .first<ShownPlace | undefined>(...placeColumns.map((column) => `remark.${column}`), 'parent.author_id as parent_author_id');
}

/** Locks remarks in ascending order; who moves their counters or deletes them waits for each other. */
export async function lockPlaces(tx: Tx, { remarks }: RemarkTables, ids: readonly number[]): Promise<Place[]> {
  if (ids.length === 0) return [];
  return tx(remarks)
    .select(...placeColumns)
    .whereIn('id', ids)
    .orderBy('id')
    .forUpdate();
}

export type NewRemark = Pick<RemarkRow, 'subject_id' | 'author_id' | 'parent_id' | 'text' | 'created_at'>;

export async function insertRemark(tx: Tx, { remarks }: RemarkTables, row: NewRemark): Promise<number> {
  const [id] = await tx(remarks).insert(row);
  if (id === undefined) throw new Error('the database gave no id for a new remark');
  return id;
}

export async function markDeleted(tx: Tx, { remarks }: RemarkTables, id: number): Promise<void> {
  await tx(remarks).where({ id }).update({ state: 'deleted', deleted_at: new Date() });
}

export type RemarkCounter = Extract<keyof RemarkRow, `${string}_count`>;

/** Adds to counters of a locked remark, none below 0. */
export async function addToRemark(
  tx: Tx,
  { remarks }: RemarkTables,
  id: number,
  changes: Partial<Record<RemarkCounter, number>>,
): Promise<void> {
  const moved = Object.entries(changes).filter(([, change]) => change !== 0);
  if (moved.length === 0) return;
  const sum = ([counter, change]: [string, number]) =>
    change > 0 ? tx.raw('?? + ?', [counter, change]) : tx.raw('GREATEST(??, ?) - ?', [counter, -change, -change]);
  await tx(remarks)
    .where({ id })
    .update(Object.fromEntries(moved.map((entry) => [entry[0], sum(entry)])));
}
