import type { Knex } from 'knex';

/**
 * Leaves users blocked either way out of a list, inside its SQL. `column` holds their ids, with its table:
 * `withoutBlocked(db('posts')..., viewer.id, 'posts.user_id')`. Leaves out nobody without a viewer.
 */
export function withoutBlocked<Query extends Knex.QueryBuilder>(
  query: Query,
  viewerId: number | undefined,
  column: string,
): Query {
  if (viewerId === undefined) return query;
  query.whereNotExists((blocks) => {
    blocks.select('blocks.id').from('blocks').where('blocks.blocker_id', viewerId).whereRaw('blocks.blocked_id = ??', [column]);
  });
  query.whereNotExists((blocks) => {
    blocks.select('blocks.id').from('blocks').where('blocks.blocked_id', viewerId).whereRaw('blocks.blocker_id = ??', [column]);
  });
  return query;
}
