import type { Knex } from 'knex';
import { withoutBlocked } from '../../graph/without-blocked.ts';
import type { SideRow } from './conversations.ts';
import type { ChatKind } from './preferences.ts';

/** Which chats of one kind. `before`: the time of the last one seen, a whole second. `online`: only people who are (not) there. */
export type ChatsPart = {
  kind: ChatKind;
  before: Date | undefined;
  limit: number;
  keep: 'current' | 'archived' | 'pinned';
  online?: { since: Date; wanted: boolean } | undefined;
};

/**
 * A reader's chats of one kind, the latest first. Those of the page's last second come whole, beyond the limit, because the
 * next page begins before that second.
 */
export async function chatSides(db: Knex, userId: number, part: ChatsPart): Promise<SideRow[]> {
  const { limit, before } = part;
  const query = kept(db('conversation_sides').where('conversation_sides.user_id', userId), userId, part);
  query.where('conversation_sides.kind', part.kind).whereNotNull('conversation_sides.last_message_at');
  if (before !== undefined) query.where('conversation_sides.last_message_at', '<', before);
  const rows: SideRow[] = await query
    .select('conversation_sides.*')
    .orderBy([
      { column: 'conversation_sides.last_message_at', order: 'desc' },
      { column: 'conversation_sides.conversation_id', order: 'desc' },
    ])
    .limit(limit + MOST_OF_ONE_SECOND);
  const lastSecond = rows[limit - 1]?.last_message_at?.getTime();
  return rows.filter((row, index) => index < limit || row.last_message_at?.getTime() === lastSecond);
}

const MOST_OF_ONE_SECOND = 50;

function kept(query: Knex.QueryBuilder, userId: number, { kind, keep, online }: ChatsPart): Knex.QueryBuilder {
  query.leftJoin('chat_preferences', (join) => {
    join
      .on('chat_preferences.owner_id', 'conversation_sides.user_id')
      .andOn('chat_preferences.kind', 'conversation_sides.kind')
      .andOn('chat_preferences.chat_id', 'conversation_sides.chat_id');
  });
  if (keep === 'archived') query.where('chat_preferences.archived', 1);
  else query.where((either) => either.whereNull('chat_preferences.id').orWhere('chat_preferences.archived', 0));
  if (keep === 'pinned') query.where('chat_preferences.pinned', 1);
  if (kind !== 'user') return query;
  query.join('users', 'users.id', 'conversation_sides.chat_id').where('users.state', 'active');
  if (online) {
    const isThere = (there: Knex.QueryBuilder) =>
      there.where('users.appears_offline', 0).where('users.last_seen_at', '>=', online.since);
    if (online.wanted) query.where(isThere);
    else query.whereNot(isThere);
  }
  return withoutBlocked(query, userId, 'conversation_sides.chat_id');
}
