import type { Tx } from '../../database/write.ts';

export type CommentReportRow = { id: number; comment_id: number; user_id: number; created_at: Date };

declare module 'knex/types/tables.js' {
  interface Tables {
    comment_reports: CommentReportRow;
  }
}

export async function insertReport(tx: Tx, row: Omit<CommentReportRow, 'id'>): Promise<void> {
  await tx('comment_reports').insert(row);
}

/** Gives the number deleted: 0 or 1. */
export async function deleteReport(tx: Tx, pair: Pick<CommentReportRow, 'comment_id' | 'user_id'>): Promise<number> {
  return tx('comment_reports').where(pair).delete();
}

/** Deletes at most `limit` reports of the comments. Gives the number. */
export async function deleteReportsOf(tx: Tx, ids: readonly number[], limit: number): Promise<number> {
  if (ids.length === 0) return 0;
  return tx('comment_reports').whereIn('comment_id', ids).limit(limit).delete();
}

/** Deletes at most `limit` reports by a person. Gives the number. */
export async function deleteReportsBy(tx: Tx, userId: number, limit: number): Promise<number> {
  return tx('comment_reports').where({ user_id: userId }).limit(limit).delete();
}
