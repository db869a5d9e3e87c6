import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { checkCounters } from '../src/cli/doctor.ts';
import { SILENT } from '../src/cli/import/bars.ts';
import { importBuddypress } from '../src/cli/import/buddypress.ts';
import { emptyDatabaseUrl } from './support/file-database.ts';
import { openSite } from './support/site.ts';

const TABLES = [
  'CREATE TABLE my_users (ID bigint PRIMARY KEY, user_login varchar(60), user_pass varchar(255), user_email varchar(100), user_registered datetime, display_name varchar(250))',
  'CREATE TABLE my_bp_friends (id bigint PRIMARY KEY, initiator_user_id bigint, friend_user_id bigint, is_confirmed tinyint, date_created datetime)',
  'CREATE TABLE my_bp_groups (id bigint PRIMARY KEY, creator_id bigint, name varchar(100), slug varchar(200), description longtext, status varchar(10), date_created datetime)',
  'CREATE TABLE my_bp_groups_members (id bigint PRIMARY KEY, group_id bigint, user_id bigint, is_admin tinyint, is_mod tinyint, is_confirmed tinyint, is_banned tinyint, date_modified datetime)',
  'CREATE TABLE my_bp_activity (id bigint PRIMARY KEY, user_id bigint, component varchar(75), type varchar(75), content longtext, item_id bigint, secondary_item_id bigint, date_recorded datetime, is_spam tinyint)',
  'CREATE TABLE my_bp_messages_messages (id bigint PRIMARY KEY, thread_id bigint, sender_id bigint, subject varchar(200), message longtext, date_sent datetime)',
  'CREATE TABLE my_bp_messages_recipients (id bigint PRIMARY KEY, user_id bigint, thread_id bigint)',
  "INSERT INTO my_users VALUES (1, 'ada', '$P$x', 'ada@example.org', '2020-01-02 03:04:05', 'Ada L.'), (2, 'bo', '$P$y', 'bo@example.org', '2020-01-03 00:00:00', 'Bo'), (3, 'cy', '', 'cy@example.org', '2020-01-04 00:00:00', 'Cy')",
  "INSERT INTO my_bp_friends VALUES (1, 1, 2, 1, '2020-02-01 00:00:00'), (2, 3, 1, 0, '2020-02-02 00:00:00'), (3, 1, 99, 1, '2020-02-02 00:00:00')",
  "INSERT INTO my_bp_groups VALUES (1, 1, 'Walks & talks', 'walks-talks', 'We walk', 'private', '2020-03-01 00:00:00')",
  "INSERT INTO my_bp_groups_members VALUES (1, 1, 1, 1, 0, 1, 0, '2020-03-01 00:00:00'), (2, 1, 2, 0, 0, 1, 0, '2020-03-02 00:00:00')",
  "INSERT INTO my_bp_activity VALUES (1, 1, 'activity', 'activity_update', '<p>Hello &amp; welcome</p>', 0, 0, '2020-04-01 00:00:00', 0), (2, 2, 'activity', 'activity_comment', 'Thanks', 1, 1, '2020-04-01 01:00:00', 0), (3, 1, 'activity', 'activity_comment', 'With pleasure', 1, 2, '2020-04-01 02:00:00', 0), (4, 2, 'groups', 'activity_update', 'In the group', 1, 0, '2020-04-02 00:00:00', 0), (5, 2, 'members', 'new_member', '', 0, 0, '2020-04-02 00:00:00', 0)",
  "INSERT INTO my_bp_messages_messages VALUES (1, 1, 1, 'Hi', '<p>Hi Bo</p>', '2020-05-01 00:00:00'), (2, 2, 1, 'All', 'Hi all', '2020-05-02 00:00:00')",
  'INSERT INTO my_bp_messages_recipients VALUES (1, 1, 1), (2, 2, 1), (3, 1, 2), (4, 2, 2), (5, 3, 2)',
];

const site = await openSite();

test('a second program is a table of mappings: members, friends, groups, activity and messages of BuddyPress', async () => {
  const from = await emptyDatabaseUrl();
  const session = await createConnection(from);
  for (const sql of TABLES) await session.query(sql);
  await session.end();
  const command = { from, prefix: 'my_', dryRun: false, intoExisting: false };
  const report = await importBuddypress(site.services, command, SILENT);
  expect(report.totals.map(({ step, added }) => [step, added])).toEqual([
    ['users', 3],
    ['friends', 2],
    ['groups', 1],
    ['group_members', 2],
    ['updates', 2],
    ['update_comments', 2],
    ['messages', 1],
  ]);
  const { db } = site.services;
  expect(await db('users').where({ id: 1 }).first('username', 'first_name', 'followers_count')).toEqual({
    username: 'ada',
    first_name: 'Ada L.',
    followers_count: 1,
  });
  expect(await db('posts').orderBy('id').select('id', 'text', 'group_id')).toEqual([
    { id: 1, text: 'Hello & welcome', group_id: 0 },
    { id: 4, text: 'In the group', group_id: 1 },
  ]);
  expect(await db('comments').orderBy('id').select('id', 'parent_id', 'subject_id')).toEqual([
    { id: 2, parent_id: 0, subject_id: 1 },
    { id: 3, parent_id: 2, subject_id: 1 },
  ]);
  expect(await db('community_groups').first('name', 'privacy', 'members_count')).toEqual({
    name: 'walks_talks',
    privacy: 2,
    members_count: 2,
  });
  expect(await db('messages').select('text', 'to_id')).toEqual([{ text: 'Hi Bo', to_id: 2 }]);
  const drift = await checkCounters(site.services, { repair: false });
  expect(drift.filter(({ drifted }) => drifted.length > 0)).toEqual([]);
  const again = await importBuddypress(site.services, command, SILENT);
  expect(again.totals.every(({ added, changed }) => added + changed === 0)).toBe(true);
});
