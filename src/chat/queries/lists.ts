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

/** How many of the chats in a reader's lists hold something unread: not the archived ones, nor those that lists leave out. */
export async function unreadChatCount(db: Knex, userId: number): Promise<number> {
  const side = 'conversation_sides';
  const query = withPreferences(db(side).where(`${side}.user_id`, userId).where(`${side}.unread_count`, '>', 0))
    .leftJoin('users', (join) => join.onVal(`${side}.kind`, 'user').andOn('users.id', `${side}.chat_id`))
    .leftJoin('group_chats', (join) => join.onVal(`${side}.kind`, 'group').andOn('group_chats.id', `${side}.chat_id`));
  notArchived(query).where((either) => {
    either
      .where(`${side}.kind`, 'page')
      .orWhere((group) => group.whereNotNull('group_chats.id').whereNull('group_chats.deleted_at'))
      .orWhere((person) => withoutBlocked(person.where('users.state', 'active'), userId, `${side}.chat_id`));
  });
  const [row] = await query.count({ count: '*' });
  return Number(row?.count ?? 0);
}

function withPreferences(query: Knex.QueryBuilder): Knex.QueryBuilder {
  return query.leftJoin('chat_preferences', (join) => {
    join
      .on('chat_preferences.owner_id', 'conversation_sides.user_id')
      .andOn('chat_preferences.kind', 'conversation_sides.kind')
      .andOn('chat_preferences.chat_id', 'conversation_sides.chat_id');
  });
}

function notArchived(query: Knex.QueryBuilder): Knex.QueryBuilder {
  return query.where((either) => either.whereNull('chat_preferences.id').orWhere('chat_preferences.archived', 0));
}

function kept(query: Knex.QueryBuilder, userId: number, { kind, keep, online }: ChatsPart): Knex.QueryBuilder {
  withPreferences(query);
  if (keep === 'archived') query.where('chat_preferences.archived', 1);
  else notArchived(query);
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
