import type { Knex } from 'knex';
import { withoutBlocked } from '../../graph/without-blocked.ts';
import type { ParticipantRow } from './conversations.ts';
import type { ChatKind } from './preferences.ts';

/**
 * A page of chats of one kind. `before`: the time of the last chat seen, in whole seconds. `online`: only people who are, or are
 * not, online.
 */
export type ChatsPage = {
  kind: ChatKind;
  before: Date | undefined;
  limit: number;
  keep: 'current' | 'archived' | 'pinned';
  online?: { since: Date; wanted: boolean } | undefined;
};

/**
 * A reader's chats of one kind, latest first. All chats of the page's last second are included, beyond the limit, because the
 * next page starts before that second. 1 statement; 1 more when the page ends within a second.
 */
export async function chatParticipants(db: Knex, userId: number, part: ChatsPage): Promise<ParticipantRow[]> {
  const { limit, before } = part;
  const latest = participantsOfKind(db, userId, part);
  if (before !== undefined) latest.where(`${PARTICIPANTS}.last_message_at`, '<', before);
  const rows: ParticipantRow[] = await latest.limit(limit + 1);
  const [last, next] = rows.splice(limit - 1);
  if (!last) return rows;
  const second = last.last_message_at;
  if (second === null || next?.last_message_at?.getTime() !== second.getTime()) return [...rows, last];
  const ofSecond: ParticipantRow[] = await participantsOfKind(db, userId, part)
    .where(`${PARTICIPANTS}.last_message_at`, second)
    .limit(MAX_PER_SECOND);
  return [...rows.filter((row) => row.last_message_at?.getTime() !== second.getTime()), ...ofSecond];
}

const PARTICIPANTS = 'conversation_participants';

// More than one broadcast reaches at once.
const MAX_PER_SECOND = 500;

function participantsOfKind(db: Knex, userId: number, part: ChatsPage): Knex.QueryBuilder {
  return kept(db(PARTICIPANTS).where(`${PARTICIPANTS}.user_id`, userId), userId, part)
    .where(`${PARTICIPANTS}.kind`, part.kind)
    .whereNotNull(`${PARTICIPANTS}.last_message_at`)
    .select(`${PARTICIPANTS}.*`)
    .orderBy([
      { column: `${PARTICIPANTS}.last_message_at`, order: 'desc' },
      { column: `${PARTICIPANTS}.conversation_id`, order: 'desc' },
    ]);
}

/** How many of the chats in a reader's lists have unread messages, without archived chats and those that lists leave out. */
export async function unreadChatCount(db: Knex, userId: number): Promise<number> {
  const query = withPreferences(
    db(PARTICIPANTS).where(`${PARTICIPANTS}.user_id`, userId).where(`${PARTICIPANTS}.unread_count`, '>', 0),
  )
    .leftJoin('users', (join) => join.onVal(`${PARTICIPANTS}.kind`, 'user').andOn('users.id', `${PARTICIPANTS}.chat_id`))
    .leftJoin('group_chats', (join) =>
      join.onVal(`${PARTICIPANTS}.kind`, 'group').andOn('group_chats.id', `${PARTICIPANTS}.chat_id`),
    )
    .leftJoin('pages', (join) => join.onVal(`${PARTICIPANTS}.kind`, 'page').andOn('pages.id', `${PARTICIPANTS}.chat_id`))
    .leftJoin('conversations', (join) => {
      join.onVal(`${PARTICIPANTS}.kind`, 'page').andOn('conversations.id', `${PARTICIPANTS}.conversation_id`);
    })
    .leftJoin('users as visitors', 'visitors.id', 'conversations.second_id');
  notArchived(query).where((either) => {
    either
      .where((group) => group.whereNotNull('group_chats.id').whereNull('group_chats.deleted_at'))
      .orWhere((person) => withoutBlocked(person.where('users.state', 'active'), userId, `${PARTICIPANTS}.chat_id`))
      .orWhere((page) => withBothThere(page.whereNotNull('pages.id'), userId));
  });
  const [row] = await query.count({ count: '*' });
  return Number(row?.count ?? 0);
}

/** Leaves out chats with a deleted page or visitor, and those where a block stands between owner and visitor. */
function withBothThere(query: Knex.QueryBuilder, userId: number): Knex.QueryBuilder {
  query.whereNull('pages.deleted_at').where('visitors.state', 'active');
  return withoutBlocked(withoutBlocked(query, userId, 'pages.owner_id'), userId, 'conversations.second_id');
}

function withPreferences(query: Knex.QueryBuilder): Knex.QueryBuilder {
  return query.leftJoin('chat_preferences', (join) => {
    join
      .on('chat_preferences.owner_id', 'conversation_participants.user_id')
      .andOn('chat_preferences.kind', 'conversation_participants.kind')
      .andOn('chat_preferences.chat_id', 'conversation_participants.chat_id');
  });
}

function notArchived(query: Knex.QueryBuilder): Knex.QueryBuilder {
  return query.where((either) => either.whereNull('chat_preferences.id').orWhere('chat_preferences.archived', 0));
}

function kept(query: Knex.QueryBuilder, userId: number, { kind, keep, online }: ChatsPage): Knex.QueryBuilder {
  withPreferences(query);
  if (keep === 'archived') query.where('chat_preferences.archived', 1);
  else notArchived(query);
  if (keep === 'pinned') query.where('chat_preferences.pinned', 1);
  if (kind === 'page') {
    query.join('pages', 'pages.id', 'conversation_participants.chat_id');
    query.join('conversations', 'conversations.id', 'conversation_participants.conversation_id');
    query.join('users as visitors', 'visitors.id', 'conversations.second_id');
    return withBothThere(query, userId);
  }
  if (kind === 'group') return query;
  query.join('users', 'users.id', 'conversation_participants.chat_id').where('users.state', 'active');
  if (online) {
    const isThere = (there: Knex.QueryBuilder) =>
      there.where('users.appears_offline', 0).where('users.last_seen_at', '>=', online.since);
    if (online.wanted) query.where(isThere);
    else query.whereNot(isThere);
  }
  return withoutBlocked(query, userId, 'conversation_participants.chat_id');
}
