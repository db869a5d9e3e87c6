import type { Knex } from 'knex';
import { prepared } from '../../database/prepared.ts';
import type { Tx } from '../../database/write.ts';

export type MarkRow = { id: number; post_id: number; user_id: number; created_at: Date };

/** Tables that hold one row for each person and post. */
export type MarkTable = 'post_saves' | 'post_pins' | 'post_reports' | 'post_hides' | 'post_views';

declare module 'knex/types/tables.js' {
  interface Tables {
    post_saves: MarkRow;
    post_pins: MarkRow;
    post_reports: MarkRow;
    post_hides: MarkRow;
    post_views: MarkRow;
  }
}

/** What a viewer left on a post (`value`: 1 like to 7 wonder, of reactions), or `pinned`, which anybody may have. */
export type ViewerMark = { post_id: number; mark: 'reaction' | 'saved' | 'reported' | 'hidden' | 'pinned'; value: number };

/** All that a viewer left on posts, and who pinned which. 1 statement, each branch points of one unique key. */
export async function viewerMarks(db: Knex, viewerId: number, postIds: readonly number[]): Promise<ViewerMark[]> {
  return marksOf(db, { viewerId, postIds });
}

const marksOf = prepared<{ viewerId: number; postIds: readonly number[] }, ViewerMark>((db, { viewerId, postIds }) => {
  const branch =
    (table: MarkTable, mark: ViewerMark['mark'], own = true): Knex.QueryCallback =>
    (query) => {
      query
        .select(db.raw(`post_id, '${mark}' as mark, 1 as value`))
        .from(table)
        .whereIn('post_id', postIds);
      if (own) query.where('user_id', viewerId);
    };
  return db('post_reactions')
    .select(db.raw("subject_id as post_id, 'reaction' as mark, reaction as value"))
    .whereIn('subject_id', postIds)
    .where('user_id', viewerId)
    .unionAll([
      branch('post_saves', 'saved'),
      branch('post_reports', 'reported'),
      branch('post_hides', 'hidden'),
      branch('post_pins', 'pinned', false),
    ]);
});

export async function insertMark(tx: Tx, table: MarkTable, row: Omit<MarkRow, 'id'>): Promise<void> {
  await tx<MarkRow>(table).insert(row);
}

export async function deleteMark(tx: Tx, table: MarkTable, postId: number, userId: number): Promise<number> {
  return tx<MarkRow>(table).where({ post_id: postId, user_id: userId }).delete();
}

/** Whether the person has such a mark on a post; its row is locked by the post's. */
export async function hasMark(tx: Tx, table: MarkTable, postId: number, userId: number): Promise<boolean> {
  return (await tx<MarkRow>(table).where({ post_id: postId, user_id: userId }).first('id')) !== undefined;
}
