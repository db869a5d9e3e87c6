import type { Knex } from 'knex';
import { withoutBlocked } from '../../graph/without-blocked.ts';

/** Somebody who left a mark; `id` is the mark's, by which lists go on. */
export type Marker = { id: number; user_id: number; kind: number };

/** A part of the people of one reaction. */
export type ReactionPart = { reaction: number; offset: number | undefined };

type Part = { viewerId: number; limit: number };

/** Who reacted to a post, for each reaction asked the newest first, without those blocked. 1 statement, a branch a reaction. */
export async function reactorsOf(
  db: Knex,
  postId: number,
  { parts, viewerId, limit }: Part & { parts: readonly ReactionPart[] },
): Promise<Marker[]> {
  if (parts.length === 0) return [];
  const branches = parts.map(({ reaction, offset }) => {
    const query = db('post_reactions')
      .where('post_reactions.post_id', postId)
      .where('post_reactions.reaction', reaction)
      .select('post_reactions.id', 'post_reactions.user_id', 'post_reactions.reaction as kind')
      .orderBy('post_reactions.id', 'desc')
      .limit(limit);
    if (offset !== undefined) query.where('post_reactions.id', '<', offset);
    return withoutBlocked(query, viewerId, 'post_reactions.user_id');
  });
  return db.from(db.unionAll(branches, true).as('reactors')).select<Marker[]>('id', 'user_id', 'kind').orderBy('id', 'desc');
}

/** Who wondered at a post, newest first, without those blocked. */
export async function wonderersOf(db: Knex, postId: number, { viewerId, limit }: Part): Promise<Marker[]> {
  const query = db('post_wonders')
    .select<Marker[]>('post_wonders.id', 'post_wonders.user_id', db.raw('0 as kind'))
    .where('post_wonders.post_id', postId)
    .orderBy('post_wonders.id', 'desc')
    .limit(limit);
  return withoutBlocked(query, viewerId, 'post_wonders.user_id');
}
