import type { Ctx } from '../context.ts';
import { blockedEitherWay, mutualFriendCounts, type RelationRow, relationRows } from './queries/follows.ts';
import { NO_RELATION, type Relation } from './rules/relation.ts';

/** The viewer's relation to each of the users; every requested id is in the map. 1 statement; none without a viewer. */
export async function hydrateRelations(
  ctx: Pick<Ctx, 'db'> & { viewer?: { id: number } },
  ids: readonly number[],
): Promise<Map<number, Relation>> {
  const parts = ctx.viewer && ids.length > 0 ? await relationRows(ctx.db, ctx.viewer.id, ids) : [];
  return relationsOf(ids, parts);
}

/**
 * Ids of everybody blocked either way, for statements with many branches: a subquery in each branch costs more than all of them
 * together. 1 statement; none without a viewer.
 */
export async function hydrateBlocked({ db, viewer }: Pick<Ctx, 'db'> & { viewer?: { id: number } }): Promise<number[]> {
  return viewer ? blockedEitherWay(db, viewer.id) : [];
}

/** How many people both the viewer and each of the users follow; absent: none. 1 statement; none without a viewer. */
export async function hydrateMutualFriends(
  { db, viewer }: Pick<Ctx, 'db' | 'viewer'>,
  ids: readonly number[],
): Promise<Map<number, number>> {
  if (!viewer) return new Map();
  const others = ids.filter((id) => id !== viewer.id);
  const rows = await mutualFriendCounts(db, viewer.id, others);
  return new Map(rows.map((row) => [row.id, row.count]));
}

function relationsOf(ids: readonly number[], parts: readonly RelationRow[]): Map<number, Relation> {
  const relations = new Map(ids.map((id) => [id, { ...NO_RELATION }] as const));
  for (const part of parts) {
    const relation = relations.get(part.id);
    if (relation) addRelation(relation, part);
  }
  return relations;
}

function addRelation(relation: Relation, { part, state, notify }: RelationRow): void {
  if (part === 'following') {
    relation.following = state || 'none';
    relation.notify = notify === 1;
  } else if (part === 'followedBy') relation.followedBy = state || 'none';
  else if (part === 'reported') relation.reported = true;
  else if (part === 'storiesMuted') relation.storiesMuted = true;
  else {
    relation.blocked = true;
    if (part === 'blocking') relation.blockedByViewer = true;
  }
}
