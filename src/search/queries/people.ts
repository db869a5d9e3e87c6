import type { Knex } from 'knex';
import type { ViewerContext } from '../../context.ts';
import { withoutBlocked } from '../../graph/without-blocked.ts';
import { ONLINE_SECONDS } from '../../users/rules.ts';

/** A filter on people; absent members do not filter. */
export type PeopleFilter = {
  gender?: string | undefined;
  countryId?: number | undefined;
  relationshipId?: number | undefined;
  verified?: boolean | undefined;
  hasAvatar?: boolean | undefined;
  online?: boolean | undefined;
  /** Days, `YYYY-MM-DD`. Compares only birthdays that everybody may see. */
  bornBy?: string | undefined;
  bornAfter?: string | undefined;
};

/** Whether the filter excludes anybody. */
export function isFiltering(filter: PeopleFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}

/** The searcher, and the time since when a user counts as online. */
export type Searcher = { viewerId: number; onlineSince: Date };

export function searcherOf(ctx: Pick<ViewerContext, 'viewer' | 'now'>): Searcher {
  return { viewerId: ctx.viewer.id, onlineSince: new Date(ctx.now.getTime() - ONLINE_SECONDS * 1000) };
}

/** Filters for active people who pass the filter, without those blocked either way. The query must include `users`. */
export function whereMatching(query: Knex.QueryBuilder, filter: PeopleFilter, asker: Searcher): Knex.QueryBuilder {
  query.where({ 'users.state': 'active', 'users.banned': 0 });
  if (filter.gender !== undefined) query.where('users.gender', filter.gender);
  if (filter.countryId !== undefined) query.where('users.country_id', filter.countryId);
  if (filter.relationshipId !== undefined) query.where('users.relationship_id', filter.relationshipId);
  if (filter.verified !== undefined) query.where('users.verified', Number(filter.verified));
  if (filter.hasAvatar !== undefined) query.where('users.avatar', filter.hasAvatar ? '>' : '=', '');
  if (filter.bornBy !== undefined || filter.bornAfter !== undefined) query.where('users.birth_privacy', 0);
  if (filter.bornBy !== undefined) query.where('users.birthday', '<=', filter.bornBy);
  if (filter.bornAfter !== undefined) query.where('users.birthday', '>', filter.bornAfter);
  if (filter.online === true) query.where('users.last_seen_at', '>', asker.onlineSince).where('users.appears_offline', 0);
  if (filter.online === false) {
    query.where((either) => either.where('users.last_seen_at', '<=', asker.onlineSince).orWhere('users.appears_offline', 1));
  }
  return withoutBlocked(query, asker.viewerId, 'users.id');
}

/** Filters for people without a follow or request either way; `column` holds their ids. */
export function withoutFollows(query: Knex.QueryBuilder, viewerId: number, column: string): Knex.QueryBuilder {
  query.whereNotExists((follows) => {
    follows
      .select('follows.id')
      .from('follows')
      .where('follows.follower_id', viewerId)
      .whereRaw('follows.followee_id = ??', [column]);
  });
  return query.whereNotExists((follows) => {
    follows
      .select('follows.id')
      .from('follows')
      .where('follows.followee_id', viewerId)
      .whereRaw('follows.follower_id = ??', [column]);
  });
}
