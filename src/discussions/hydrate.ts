import type { ViewerContext } from '../context.ts';
import { mentionedNames } from '../text/render.ts';
import { existingNames, hydrateUsers, type UserMaps } from '../users/hydrate.ts';
import { ownReactions } from './queries/reactions.ts';
import { newestReplyIds, type Remark, type RemarkTables, remarkRows } from './queries/rows.ts';

export type { Remark };

/** Comments and replies as the viewer may meet them, by id. A deleted one is not in `remarks`. */
export type RemarkMaps = {
  viewer: { id: number; role: ViewerContext['viewer']['role'] };
  remarks: Map<number, Remark>;
  /** The newest replies to each comment, newest first. */
  replyIds: Map<number, number[]>;
  /** What the viewer thinks of them: 1 like to 6 angry, 7 dislike; absent for nothing. */
  ownReactions: Map<number, number>;
  /** Their authors. */
  users: UserMaps;
  /** Which of the usernames spoken to exist, lower-case. */
  names: ReadonlySet<string>;
};

// So many an app shows below a comment before it asks for more.
const REPLIES_PER_COMMENT = 10;

/**
 * Everything presenting remarks needs, the newest replies to comments among it. 8 statements at most, whatever the number of
 * ids: the rows, ids and rows of replies, then reactions, names and people in parallel; no ids ask nothing.
 */
export async function hydrateRemarks(ctx: ViewerContext, tables: RemarkTables, ids: readonly number[]): Promise<RemarkMaps> {
  const { id: viewerId, role } = ctx.viewer;
  const rows = await remarkRows(ctx.db, tables, [...new Set(ids)]);
  const comments = rows.filter((row) => row.parent_id === 0);
  const found = await newestReplyIds(ctx.db, tables, comments, { viewerId, limit: REPLIES_PER_COMMENT });
  const replies = await remarkRows(ctx.db, tables, found);
  const all = [...rows, ...replies];
  const allIds = [...new Set(all.map((row) => row.id))];
  const [reactions, names, users] = await Promise.all([
    ownReactions(ctx.db, tables, { userId: viewerId, ids: allIds }),
    existingNames(ctx, [...new Set(all.flatMap((row) => mentionedNames(row.text)))]),
    hydrateUsers(
      ctx,
      all.map((row) => row.author_id),
    ),
  ]);
  const replyIds = new Map<number, number[]>();
  for (const reply of replies.sort((a, b) => b.id - a.id))
    replyIds.set(reply.parent_id, [...(replyIds.get(reply.parent_id) ?? []), reply.id]);
  return {
    viewer: { id: viewerId, role },
    remarks: new Map(all.map((row) => [row.id, row])),
    replyIds,
    ownReactions: new Map(reactions.map((row) => [row.comment_id, row.reaction])),
    users,
    names,
  };
}
