import type { CounterCheck } from '../../database/counters.ts';
import { richText } from '../../text/rich-text.ts';
import type { Run } from '../core/run-step.ts';
import type { Plan, Step } from '../core/step.ts';
import { type ConversationKey, type Conversations, importedDigest, messages, openConversations } from '../target/chats.ts';
import { comments } from '../target/comments.ts';
import { groupMembers, groupStaff, groups } from '../target/communities.ts';
import { finishingWork } from '../target/finish.ts';
import { follows, names, users } from '../target/people.ts';
import { posts } from '../target/posts.ts';
import { Row } from './row.ts';

type Options = { now: Date; counters: readonly CounterCheck[] };

const GONE = { leftOut: 'of people or groups that are not there' } as const;

/**
 * What becomes of a WordPress site with BuddyPress: members, friends, activity, groups and messages. Passwords are hashed in a
 * way of WordPress' own, so everybody sets a new one by e-mail.
 */
export function buddypressPlan(run: Run, { now, counters }: Options): Plan<Row> {
  const has = (step: string, id: number) => id > 0 && run.taken(step).has(id);
  return {
    source: 'buddypress',
    steps: [
      members(now),
      friends(has, now),
      groupsStep(has, now),
      groupMembersStep(has, now),
      updates(has, now),
      updateComments(run, has, now),
      messagesStep(run, has, now),
    ],
    leftOut: new Map([
      ['usermeta', 'the profile fields of WordPress are not taken'],
      ['options', 'settings and secrets of WordPress are not taken'],
      ['bp_messages_recipients', 'its rows are looked up by those of other tables'],
    ]),
    wrap: (row) => new Row(row),
    finish: finishingWork(run.services, { counters, nextIds: [] }),
  };
}

type Has = (step: string, id: number) => boolean;

function members(now: Date): Step<Row> {
  return {
    name: 'users',
    part: 'users',
    table: 'users',
    key: 'id',
    isEssential: true,
    columns: ['id', 'user_login', 'user_email', 'user_registered', 'display_name', 'user_url', 'user_status'],
    ignored: ['user_pass', 'user_nicename', 'user_activation_key'],
    targets: [names, users],
    map(row, output) {
      const id = row.id('id');
      const username = row.text('user_login').slice(0, 32);
      if (id === 0 || username === '') return 'it has no name';
      const created = row.date('user_registered') ?? now;
      output.add(names, { name: username, kind: 'user' });
      output.add(users, {
        id,
        username,
        email: row.text('user_email').toLowerCase().slice(0, 191) || `user-${id}@no-email.invalid`,
        email_verified_at: created,
        first_name: row.text('display_name').slice(0, 60),
        website: row.text('user_url').slice(0, 255),
        created_at: created,
        last_seen_at: created,
      });
      return undefined;
    },
  };
}

/** Friends follow each other. */
function friends(has: Has, now: Date): Step<Row> {
  return {
    name: 'friends',
    part: 'users',
    table: 'bp_friends',
    key: 'id',
    columns: ['id', 'initiator_user_id', 'friend_user_id', 'is_confirmed', 'date_created'],
    ignored: ['is_limited'],
    targets: [follows],
    map(row, output) {
      const [one, other] = [row.id('initiator_user_id'), row.id('friend_user_id')];
      if (!has('users', one) || !has('users', other) || one === other) return GONE;
      const created_at = row.date('date_created') ?? now;
      const state = row.id('is_confirmed') === 1 ? 'active' : 'requested';
      output.add(follows, { follower_id: one, followee_id: other, state, created_at });
      if (state === 'active') output.add(follows, { follower_id: other, followee_id: one, state, created_at });
      return undefined;
    },
  };
}

function groupsStep(has: Has, now: Date): Step<Row> {
  return {
    name: 'groups',
    part: 'communities',
    table: 'bp_groups',
    key: 'id',
    columns: ['id', 'creator_id', 'name', 'slug', 'description', 'status', 'date_created'],
    ignored: ['parent_id', 'enable_forum'],
    targets: [names, groups, groupStaff],
    map(row, output) {
      const [id, owner] = [row.id('id'), row.id('creator_id')];
      if (!has('users', owner)) return 'its owner is not there';
      const name = row.text('slug').replace(/\W/g, '_').slice(0, 32) || `group_${id}`;
      const isOpen = row.text('status') === 'public';
      const created_at = row.date('date_created') ?? now;
      output.add(names, { name, kind: 'group' });
      output.add(groups, {
        id,
        owner_id: owner,
        name,
        title: row.text('name').slice(0, 100) || name,
        about: row.text('description'),
        category_id: 1,
        privacy: isOpen ? 1 : 2,
        join_privacy: isOpen ? 1 : 2,
        created_at,
      });
      output.add(groupStaff, { group_id: id, user_id: owner, created_at });
      return undefined;
    },
  };
}

function groupMembersStep(has: Has, now: Date): Step<Row> {
  return {
    name: 'group_members',
    part: 'communities',
    table: 'bp_groups_members',
    key: 'id',
    columns: ['id', 'group_id', 'user_id', 'is_admin', 'is_mod', 'is_confirmed', 'is_banned', 'date_modified'],
    ignored: ['inviter_id', 'user_title', 'comments', 'invite_sent'],
    targets: [groupMembers, groupStaff],
    map(row, output) {
      const [group, user] = [row.id('group_id'), row.id('user_id')];
      if (!has('users', user) || !has('groups', group)) return GONE;
      const created_at = row.date('date_modified') ?? now;
      const isStaff = row.id('is_admin') === 1 || row.id('is_mod') === 1;
      const role = row.id('is_admin') === 1 ? 'admin' : 'moderator';
      const state = row.id('is_banned') === 1 ? 'banned' : row.id('is_confirmed') === 1 ? 'member' : 'requested';
      if (isStaff) output.add(groupStaff, { group_id: group, user_id: user, role, created_at });
      else output.add(groupMembers, { group_id: group, user_id: user, state, created_at });
      return undefined;
    },
  };
}

const ACTIVITY_COLUMNS = [
  ...['id', 'user_id', 'component', 'type', 'content', 'item_id', 'secondary_item_id', 'date_recorded', 'is_spam'],
];
const ACTIVITY_IGNORED = ['action', 'primary_link', 'mptt_left', 'mptt_right', 'hide_sitewide'];
const OTHER_KIND = { leftOut: 'activity of another kind' } as const;

/** Updates become posts. */
function updates(has: Has, now: Date): Step<Row> {
  return {
    name: 'updates',
    part: 'posts',
    table: 'bp_activity',
    key: 'id',
    columns: ACTIVITY_COLUMNS,
    ignored: ACTIVITY_IGNORED,
    targets: [posts],
    map(row, output) {
      if (row.text('type') !== 'activity_update') return OTHER_KIND;
      const [id, author] = [row.id('id'), row.id('user_id')];
      const group = row.text('component') === 'groups' ? row.id('item_id') : 0;
      if (!has('users', author) || (group > 0 && !has('groups', group))) return GONE;
      if (row.id('is_spam') === 1) return { leftOut: 'marked as spam' };
      const created_at = row.date('date_recorded') ?? now;
      output.add(posts, { id, author_id: author, group_id: group, text: plain(row.text('content')), created_at });
      return undefined;
    },
  };
}

/** Comments on updates become comments on posts; a reply to a reply hangs on that one. */
function updateComments(run: Run, has: Has, now: Date): Step<Row> {
  let kinds = new Map<number, string>();
  return {
    name: 'update_comments',
    part: 'posts',
    table: 'bp_activity',
    key: 'id',
    columns: ACTIVITY_COLUMNS,
    targets: [comments],
    async prepare(rows) {
      const table = run.source.tables.get('bp_activity');
      if (!table) return;
      const parents = [...new Set(rows.map((row) => row.id('secondary_item_id')))];
      const found = await run.source.matching(table, ['id', 'type'], { column: 'id', values: parents });
      kinds = new Map(found.map((row) => [Number(row.id), String(row.type)]));
    },
    map(row, output) {
      if (row.text('type') !== 'activity_comment') return OTHER_KIND;
      const [id, author, root, parent] = [row.id('id'), row.id('user_id'), row.id('item_id'), row.id('secondary_item_id')];
      if (!has('users', author) || !has('updates', root)) return GONE;
      if (row.id('is_spam') === 1) return { leftOut: 'marked as spam' };
      output.add(comments, {
        id,
        subject_kind: 'post',
        subject_id: root,
        author_id: author,
        parent_id: parent !== root && kinds.get(parent) === 'activity_comment' ? parent : 0,
        text: plain(row.text('content')),
        created_at: row.date('date_recorded') ?? now,
      });
      return undefined;
    },
  };
}

/** HTML of an editor as text. */
function plain(html: string): string {
  const lines = html.replace(/<br\s*\/?>|<\/p>/gi, '\n');
  const bare = richText(lines).replace(/<[^>]*>/g, '');
  return bare
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#039;', "'")
    .replaceAll('&amp;', '&')
    .trim();
}

/** Threads of two become chats; those of more have no place. */
function messagesStep(run: Run, has: Has, now: Date): Step<Row> {
  let recipients = new Map<number, number[]>();
  let conversations: Conversations | undefined;
  const keyOf = (row: Row): ConversationKey | undefined => {
    const [from, ...rest] = [
      row.id('sender_id'),
      ...(recipients.get(row.id('thread_id')) ?? []).filter((id) => id !== row.id('sender_id')),
    ];
    const [to] = rest;
    if (!has('users', from) || rest.length !== 1 || to === undefined || !has('users', to)) return undefined;
    return { kind: 'user', first: Math.min(from, to), second: Math.max(from, to) };
  };
  return {
    name: 'messages',
    part: 'chats',
    table: 'bp_messages_messages',
    key: 'id',
    columns: ['id', 'thread_id', 'sender_id', 'subject', 'message', 'date_sent'],
    targets: [messages],
    async prepare(rows) {
      const table = run.source.tables.get('bp_messages_recipients');
      if (!table) return;
      const threads = [...new Set(rows.map((row) => row.id('thread_id')))];
      recipients = new Map();
      for (const found of await run.source.matching(table, ['thread_id', 'user_id'], { column: 'thread_id', values: threads })) {
        const thread = Number(found.thread_id);
        recipients.set(thread, [...(recipients.get(thread) ?? []), Number(found.user_id)]);
      }
      if (run.dryRun) return;
      conversations ??= await openConversations(run.services);
      await conversations.ensure(rows.flatMap((row) => keyOf(row) ?? []));
    },
    map(row, output) {
      const key = keyOf(row);
      if (!key) return { leftOut: 'messages among more than two' };
      const from = row.id('sender_id');
      output.add(messages, {
        id: row.id('id'),
        conversation_id: conversations?.idOf(key) ?? 0,
        from_id: from,
        to_id: from === key.first ? key.second : key.first,
        text: plain(row.text('message')),
        content_hash: importedDigest(row.id('id')),
        created_at: row.date('date_sent') ?? now,
      });
      return undefined;
    },
  };
}
