import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeSetting } from '../src/settings/service.ts';
import type { Fields } from './support/call.ts';
import { factory, type Person } from './support/people.ts';
import { type Answer, openSite } from './support/site.ts';

// What a verb compares with the database is compared under the lock it writes under, so that of many simultaneous calls that see
// the same state exactly one acts on it.

const site = await openSite({ RATE_LIMIT_AUTH_CODES: '1000000/60' });
const a = factory(site);
const { db } = site.services;
const AT_ONCE = 12;

const atOnce = <Result>(call: (index: number) => Promise<Result>, times = AT_ONCE): Promise<Result[]> =>
  Promise.all(Array.from({ length: times }, (_, index) => call(index)));
const succeeded = (answers: readonly Answer[]) => answers.filter((answer) => answer.api_status === 200).length;
const lastCode = async (address: string) => {
  const emails = await site.emailsTo(address);
  return /code is ([0-9a-f]+)/i.exec(emails.at(-1)?.text ?? '')?.[1] ?? '';
};
const newGroup = async (owner: Person, fields: Fields = {}) => {
  const { group_data } = await owner.call('create-group', {
    ...{ group_name: `g_${owner.username.slice(2, 12)}`, group_title: 'Group', category: '1', about: 'About' },
    ...fields,
  });
  return Number(group_data.group_id);
};

describe('exactly one of twelve at once', () => {
  test('changes the password by the old one', async () => {
    const ada = await a.user();
    const change = (index: number) =>
      ada.call('update-user-data', { current_password: ada.password, new_password: `another ${index}` });
    expect(succeeded(await atOnce(change))).toBe(1);
    const opened = await atOnce((index) => site.call('auth', { username: ada.username, password: `another ${index}` }));
    expect(succeeded(opened)).toBe(1);
  });

  test('sets the password by a mailed code', async () => {
    const ada = await a.user();
    await site.call('send-reset-password-email', { email: ada.email });
    const code = await lastCode(ada.email);
    const reset = (index: number) => site.call('reset_password', { email: ada.email, code, new_password: `another ${index}` });
    expect(succeeded(await atOnce(reset))).toBe(1);
  });

  test('turns the second factor off and on', async () => {
    const ada = await a.user();
    await ada.call('update_two_factor');
    const code = await lastCode(ada.email);
    expect(succeeded(await atOnce(() => ada.call('update_two_factor', { type: 'verify', code })))).toBe(1);
    await db('verification_codes').where({ user_id: ada.id }).delete();
    await site.call('auth', { username: ada.username, password: ada.password });
    const second = await lastCode(ada.email);
    expect(succeeded(await atOnce(() => site.call('two-factor', { user_id: ada.id, code: second })))).toBe(1);
  });

  test('deletes the account, the group and the page', async () => {
    const ada = await a.user();
    const groupId = await newGroup(ada);
    const { page_data: page } = await ada.call('create-page', {
      ...{ page_name: `p_${ada.username.slice(2, 12)}`, page_title: 'Page', page_category: '1', page_description: 'About' },
    });
    const { password } = ada;
    expect(succeeded(await atOnce(() => ada.call('delete_group', { group_id: groupId, password })))).toBe(1);
    expect(succeeded(await atOnce(() => ada.call('delete_page', { page_id: page.page_id, password })))).toBe(1);
    const answers = await atOnce(() => ada.call('delete-user', { password }));
    expect(succeeded(answers)).toBe(1);
  });

  test('answers a request to follow, and a request to join', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    await ada.call('update-user-data', { confirm_followers: '1' });
    await bo.call('follow-user', { user_id: ada.id });
    const answer = (index: number) =>
      ada.call('follow-request-action', { user_id: bo.id, request_action: index % 2 ? 'accept' : 'decline' });
    expect(succeeded(await atOnce(answer))).toBe(1);
    const followed = await db('follows').where({ follower_id: bo.id, followee_id: ada.id, state: 'active' });
    expect(await db('users').where({ id: ada.id }).first('followers_count')).toEqual({ followers_count: followed.length });

    const groupId = await newGroup(ada, { privacy: '2', join_privacy: '2' });
    await bo.call('join-group', { group_id: groupId });
    const decide = (index: number) =>
      ada.call('groups', { type: index % 2 ? 'accept_request' : 'delete_request', group_id: groupId, user_id: bo.id });
    expect(succeeded(await atOnce(decide))).toBe(1);
    const members = await db('group_members').where({ group_id: groupId, state: 'member' });
    expect(await db('community_groups').where({ id: groupId }).first('members_count')).toEqual({
      members_count: members.length,
    });
  });

  test('answers an invitation to a group chat', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const { data: chat } = await ada.call('group_chat', { type: 'create', group_name: 'Friends', parts: String(bo.id) });
    const answer = (index: number) => bo.call('group_chat', { type: index % 2 ? 'accept' : 'reject', group_id: chat.group_id });
    expect(succeeded(await atOnce(answer))).toBe(1);
    const members = await db('group_chat_members').where({ group_id: chat.group_id, user_id: bo.id });
    const conversations = await db('conversation_participants').where({ kind: 'group', chat_id: chat.group_id, user_id: bo.id });
    expect(conversations).toHaveLength(members.filter((member) => member.state === 'active').length);
  });

  test('votes in a poll, for one answer', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const { post_data: post } = await ada.call('new_post', { postText: 'Which?', answer: ['One', 'Two', 'Three'] });
    const votes = await atOnce((index) => bo.call('vote_up', { id: post.options[index % 3].id }));
    expect(succeeded(votes)).toBe(1);
    const options = await db('poll_options').where({ post_id: post.id });
    expect(options.reduce((sum, option) => sum + option.votes_count, 0)).toBe(1);
  });
});

describe('roles and ownership', () => {
  test('a group chat that everybody leaves at once ends, and one where some stay has one owner', async () => {
    const people = [await a.user(), await a.user(), await a.user(), await a.user()];
    const [owner, ...others] = people;
    if (!owner) return;
    const make = async () => {
      const { data } = await owner.call('group_chat', {
        ...{ type: 'create', group_name: 'Friends', parts: others.map(({ id }) => id).join(',') },
      });
      for (const person of others) await person.call('group_chat', { type: 'accept', group_id: data.group_id });
      return Number(data.group_id);
    };
    const [all, most] = [await make(), await make()];
    await Promise.all(people.map((person) => person.call('group_chat', { type: 'leave', id: all })));
    expect(await db('group_chats').where({ id: all }).whereNull('deleted_at')).toEqual([]);
    await Promise.all(people.slice(0, 3).map((person) => person.call('group_chat', { type: 'leave', id: most })));
    expect(await db('group_chats').where({ id: most }).first('owner_id')).toEqual({ owner_id: people[3]?.id });
  });

  test('an admin who is demoted can no longer act as an admin', async () => {
    const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
    const groupId = await newGroup(ada, { privacy: '1', join_privacy: '1' });
    for (const person of [bo, cy]) await person.call('join-group', { group_id: groupId });
    await ada.call('make_group_admin', { group_id: groupId, user_id: bo.id });
    const [, removed] = await Promise.all([
      ada.call('make_group_admin', { group_id: groupId, user_id: bo.id }),
      bo.call('delete_group_member', { group_id: groupId, user_id: cy.id }),
    ]);
    const isMember = (await db('group_members').where({ group_id: groupId, user_id: cy.id, state: 'member' })).length === 1;
    expect(isMember).toBe(removed.api_status !== 200);
    expect(await bo.call('delete_group_member', { group_id: groupId, user_id: cy.id })).toMatchObject({ api_status: '400' });
  });

  test('of twelve name changes at once one takes effect, and the other names are free', async () => {
    const ada = await a.user();
    const names = Array.from({ length: AT_ONCE }, (_, index) => `${ada.username.slice(0, 12)}_${index}`);
    await atOnce((index) => ada.call('update-user-data', { username: names[index] ?? '' }));
    const row = await db('users').where({ id: ada.id }).first('username');
    expect(names).toContain(row?.username);
    expect(
      await db('names')
        .whereIn('name', [...names, ada.username])
        .pluck('name'),
    ).toEqual([row?.username]);
  });
});

describe('where addresses are confirmed', () => {
  beforeAll(() => changeSetting(site.services.write, 'emailValidation', '1'));
  afterAll(() => changeSetting(site.services.write, 'emailValidation', '0'));

  test('a code activates an account once, and changes an address once', async () => {
    await site.services.settings.refresh();
    const form = { username: 'activates_once', email: 'once@example.org', password: 'secret-1', confirm_password: 'secret-1' };
    const { user_id } = await site.call('create-account', form);
    const code = await lastCode(form.email);
    const answers = await atOnce(() => site.call('active_account_sms', { user_id, code }));
    expect(succeeded(answers)).toBe(1);
    expect(await db('sessions').where({ user_id })).toHaveLength(1);
    const { access_token: token } = answers.find((answer) => answer.api_status === 200) ?? {};
    expect(token).toBeDefined();
  });
});
