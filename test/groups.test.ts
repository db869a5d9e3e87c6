import { nanoid } from 'nanoid';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { checkCounters } from '../src/cli/doctor.ts';
import { communityCounters } from '../src/communities/counters.ts';
import { hydrateGroups } from '../src/communities/hydrate.ts';
import { canEditGroup, canPostInGroup, canSeeGroup, canSeeGroupPosts, groupRole } from '../src/communities/rules.ts';
import { sweepMedia } from '../src/media/ledger.ts';
import type { Fields } from './support/call.ts';
import { factory, type Person } from './support/people.ts';
import { type Answer, openSite } from './support/site.ts';
import { countStatements } from './support/statements.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;

const error = (id: number, text?: string) => ({
  api_status: '400',
  errors: { error_id: id, error_text: text ?? expect.any(String) },
});
const notFound = error(6, 'Group not found');

const newName = () => `g_${nanoid(12).replace(/-/g, '_')}`;

async function group(owner: Person, fields: Record<string, string | number> = {}): Promise<number> {
  const answer = await owner.call('create-group', {
    group_name: newName(),
    group_title: 'Analysts',
    category: await categoryId(),
    about: 'Engines',
    ...fields,
  });
  expect(answer).toMatchObject({ api_status: 200 });
  return Number(answer.group_data.group_id);
}

async function categoryId(): Promise<number> {
  return (await db('categories').where({ kind: 'group' }).first())?.id ?? 0;
}

const join = (person: Person, groupId: number) => person.call('join-group', { group_id: groupId });
const dataOf = async (person: Person, groupId: number) => (await person.call('get-group-data', { group_id: groupId })).group_data;
const typesFor = async (person: Person) => db('notifications').where({ recipient_id: person.id }).orderBy('id').pluck('type');

async function expectCountersToEqualRows(groupId: number, ...people: Person[]): Promise<void> {
  const members = await db('group_members').where({ group_id: groupId, state: 'member' });
  expect(await db('community_groups').where({ id: groupId }).first('members_count')).toEqual({ members_count: members.length });
  for (const { id } of people) {
    const own = await db('group_members').where({ user_id: id, state: 'member' });
    expect(await db('users').where({ id }).first('groups_count')).toEqual({ groups_count: own.length });
  }
}

/**
 * A group of Ada's with an admin, a moderator, a member and a person who requested to join. Cy is a stranger, Dee is blocked by
 * Ada.
 */
async function cast(fields: Record<string, string | number> = {}) {
  const [ada, admin, moderator, member, asker, banned, cy, dee] = await Promise.all(Array.from({ length: 8 }, () => a.user()));
  if (!ada || !admin || !moderator || !member || !asker || !banned || !cy || !dee) throw new Error('nobody came');
  const groupId = await group(ada, fields);
  const row = { group_id: groupId, created_at: new Date() };
  await db('group_members').insert([
    { ...row, user_id: admin.id, state: 'member', role: 'admin' },
    { ...row, user_id: moderator.id, state: 'member', role: 'moderator' },
    { ...row, user_id: member.id, state: 'member', role: 'member' },
    { ...row, user_id: asker.id, state: 'requested', role: 'member' },
    { ...row, user_id: banned.id, state: 'banned', role: 'member' },
  ]);
  await db('community_groups').where({ id: groupId }).update({ members_count: 4 });
  await db('users').whereIn('id', [admin.id, moderator.id, member.id]).update({ groups_count: 1 });
  await a.block(ada, dee);
  return { ada, admin, moderator, member, asker, banned, cy, dee, groupId };
}

describe('create-group', () => {
  test('returns the group, with its owner as a member', async () => {
    const ada = await a.user();
    const name = newName();
    const category = await db('categories').where({ kind: 'group' }).first();
    const answer = await ada.call('create-group', {
      group_name: name,
      group_title: 'Analysts <b>',
      category: category?.id ?? 0,
      about: 'About\nengines',
      privacy: 2,
    });
    const { baseUrl } = site.services.config;
    const id = answer.group_data.id;
    expect(answer).toEqual({
      api_status: 200,
      group_data: {
        id: expect.stringMatching(/^\d+$/),
        group_id: id,
        user_id: String(ada.id),
        group_name: name,
        group_title: 'Analysts <b>',
        name: 'Analysts <b>',
        username: name,
        url: `${baseUrl}/${name}`,
        avatar: `${baseUrl}/assets/logo.png`,
        cover: `${baseUrl}/assets/cover.png`,
        about: 'About\nengines',
        category: category?.name,
        category_id: String(category?.id),
        sub_category: '0',
        group_sub_category: '',
        privacy: '2',
        join_privacy: '2',
        active: '1',
        registered: expect.stringMatching(/^\d+\/\d{4}$/),
        time: expect.stringMatching(/^\d+$/),
        members_count: '1',
        members: '1',
        type: 'group',
        is_reported: false,
        is_group_joined: 1,
        fields: [],
      },
    });
    await expectCountersToEqualRows(Number(id), ada);
  });

  test.each([
    [{ group_name: '' }, 3, 'group_name (POST) is missing'],
    [{ group_title: '' }, 3, 'group_title (POST) is missing'],
    [{ category: '0' }, 3, 'category (POST) is missing'],
    [{ about: '' }, 3, 'about (POST) is missing'],
    [{ group_name: 'abc' }, 5, 'Group name must be between 5 / 32'],
    [{ group_name: 'x'.repeat(33) }, 5, 'Group name must be between 5 / 32'],
    [{ group_name: 'with space' }, 6, 'Invalid group name characters.'],
    [{ group_name: 'admin' }, 6, 'Invalid group name characters.'],
    [{ group_title: 'x'.repeat(101) }, 7, 'group_title is too long'],
  ])('refuses %j with %i', async (fields, id, text) => {
    const ada = await a.user();
    const whole = { group_name: newName(), group_title: 'Title', category: 1, about: 'About' };
    expect(await ada.call('create-group', { ...whole, ...fields })).toEqual(error(id, text));
  });

  test('refuses names of people, pages and groups in any letter case', async () => {
    const ada = await a.user();
    const taken = error(4, 'Group name is already exists.');
    const whole = { group_title: 'Title', category: 1, about: 'About' };
    expect(await ada.call('create-group', { ...whole, group_name: ada.username.toUpperCase() })).toEqual(taken);
    const name = newName();
    await group(ada, { group_name: name });
    expect(await ada.call('create-group', { ...whole, group_name: name })).toEqual(taken);
  });

  test('gives one name to exactly one of 20 at once, people and pages among them', async () => {
    const ada = await a.user();
    const name = newName();
    const category = await categoryId();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        if (index % 3 === 0) return ada.call('create-group', { group_name: name, group_title: 'One', category, about: 'One' });
        if (index % 3 === 1)
          return ada.call('create-page', { page_name: name, page_title: 'One', page_category: 1, page_description: 'One' });
        const password = 'password';
        const email = `${name}_${index}@example.org`.toLowerCase();
        return site.call('create-account', { username: name, email, password, confirm_password: password });
      }),
    );
    expect(answers.filter((answer) => answer.api_status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.errors?.error_id === 4)).toHaveLength(19);
  });
});

describe('get-group-data', () => {
  test('shows a private group to a stranger, without id and type', async () => {
    const { ada, cy, groupId } = await cast({ privacy: 2 });
    const seen = await dataOf(cy, groupId);
    expect(seen).toMatchObject({ group_id: String(groupId), privacy: '2', post_count: '0', is_owner: false, is_group_joined: 0 });
    expect(seen).not.toHaveProperty('id');
    expect(seen).not.toHaveProperty('type');
    expect(await dataOf(ada, groupId)).toMatchObject({ is_owner: true, is_group_joined: 1 });
  });

  test('refuses a missing or unknown group, one whose owner blocked the viewer, and a banned viewer', async () => {
    const { cy, dee, groupId } = await cast();
    expect(await cy.call('get-group-data')).toEqual(error(3, 'group_id (POST) is missing'));
    expect(await cy.call('get-group-data', { group_id: 999_999_999 })).toEqual(notFound);
    expect(await cy.call('get-group-data', { group_id: '99999999999999999999' })).toEqual(notFound);
    expect(await dee.call('get-group-data', { group_id: groupId })).toEqual(notFound);
    await db('group_members').insert({
      group_id: groupId,
      user_id: cy.id,
      state: 'banned',
      role: 'member',
      created_at: new Date(),
    });
    expect(await cy.call('get-group-data', { group_id: groupId })).toEqual(notFound);
    expect(await join(cy, groupId)).toEqual(notFound);
  });
});

describe('join-group', () => {
  test('joins and leaves, and the owner is notified while it lasts', async () => {
    const [ada, cy] = await Promise.all([a.user(), a.user()]);
    const groupId = await group(ada);
    expect(await join(cy, groupId)).toEqual({ api_status: 200, join_status: 'joined' });
    expect(await dataOf(cy, groupId)).toMatchObject({ is_group_joined: 1, members: '2' });
    expect(await typesFor(ada)).toEqual(['joined_group']);
    await expectCountersToEqualRows(groupId, ada, cy);
    expect(await join(cy, groupId)).toEqual({ api_status: 200, join_status: 'left' });
    expect(await typesFor(ada)).toEqual([]);
    await expectCountersToEqualRows(groupId, ada, cy);
  });

  test('creates a request where the staff decide, and withdraws it', async () => {
    const { ada, moderator, cy, groupId } = await cast({ join_privacy: 2 });
    expect(await join(cy, groupId)).toEqual({ api_status: 200, join_status: 'requested' });
    expect(await dataOf(cy, groupId)).toMatchObject({ is_group_joined: 2, members: '4' });
    for (const person of [ada, moderator]) expect(await typesFor(person)).toEqual(['requested_to_join_group']);
    expect(await join(cy, groupId)).toEqual({ api_status: 200, join_status: 'left' });
    for (const person of [ada, moderator]) expect(await typesFor(person)).toEqual([]);
  });

  test('refuses the owner who would leave, and people whom the owner blocked', async () => {
    const { ada, dee, groupId } = await cast();
    expect(await join(ada, groupId)).toEqual(error(7, 'The owner can not leave the group'));
    expect(await join(dee, groupId)).toEqual(notFound);
    expect(await join(ada, 999_999_999)).toEqual(notFound);
    expect(await ada.call('join-group')).toEqual(error(3, 'group_id (POST) is missing'));
  });

  test('a member who blocks the owner can still leave', async () => {
    const { ada, member, groupId } = await cast();
    await a.block(member, ada);
    expect(await join(member, groupId)).toEqual({ api_status: 200, join_status: 'left' });
    expect(await join(member, groupId)).toEqual(notFound);
  });

  test('200 at once leave counters equal to rows', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => a.user()));
    const [ada] = people;
    if (!ada) throw new Error('nobody came');
    const groupId = await group(ada);
    const others = people.slice(1);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => join(others[index % others.length] ?? ada, groupId)),
    );
    expect(answers.filter((answer) => answer.api_status !== 200)).toEqual([]);
    await expectCountersToEqualRows(groupId, ...people);
    expect(await db('group_members').where({ group_id: groupId })).toHaveLength(1);
  });
});

describe('requests', () => {
  const ask = (person: Person, groupId: number, type: string, user?: Person) =>
    person.call('groups', { type, group_id: groupId, ...(user && { user_id: user.id }) });

  test('are listed for those who may answer them, accepted and declined', async () => {
    const { ada, admin, moderator, asker, cy, groupId } = await cast({ join_privacy: 2 });
    await join(cy, groupId);
    const listed = await ask(moderator, groupId, 'get_requests');
    expect(listed.data.map((row: { user_data: { user_id: string } }) => row.user_data.user_id)).toEqual([
      String(cy.id),
      String(asker.id),
    ]);
    expect(await ask(admin, groupId, 'accept_request', cy)).toEqual({ api_status: 200, message_data: 'Request accepted.' });
    expect(await typesFor(cy)).toEqual(['accepted_join_request']);
    expect(await typesFor(ada)).toEqual([]);
    expect(await ask(ada, groupId, 'delete_request', asker)).toEqual({ api_status: 200, message_data: 'Request deleted.' });
    expect(await ask(ada, groupId, 'accept_request', asker)).toEqual(error(9, 'Request not found'));
    expect(await ask(ada, groupId, 'delete_request', cy)).toEqual(error(9, 'Request not found'));
    await expectCountersToEqualRows(groupId, cy, asker);
  });

  test('are refused from a member, a stranger and a blocked person', async () => {
    const { member, asker, cy, dee, groupId } = await cast();
    for (const type of ['get_requests', 'accept_request', 'delete_request']) {
      for (const person of [member, asker, cy]) expect(await ask(person, groupId, type, asker)).toEqual(error(8));
      expect(await ask(dee, groupId, type, asker)).toEqual(notFound);
    }
    expect(await ask(cy, groupId, 'dance')).toEqual(error(4, 'type can not be empty'));
    expect(await ask(cy, groupId, 'accept_request')).toEqual(error(5, 'user_id can not be empty'));
  });

  test('of a person whom the owner blocked since then are accepted by nobody', async () => {
    const { ada, moderator, asker, groupId } = await cast();
    await a.block(ada, asker);
    expect(await ask(moderator, groupId, 'accept_request', asker)).toEqual(error(9, 'Request not found'));
    expect(await moderator.call('group_add', { group_id: groupId, user_id: asker.id })).toEqual(error(7));
    expect(await ask(moderator, groupId, 'delete_request', asker)).toMatchObject({ api_status: 200 });
  });

  test('accepted by many at once create one member', async () => {
    const { ada, asker, groupId } = await cast();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(ada, groupId, 'accept_request', asker)));
    expect(answers.filter((answer) => answer.api_status === 200)).toHaveLength(1);
    await expectCountersToEqualRows(groupId, asker);
  });
});

describe('update-group-data', () => {
  const update = (person: Person, groupId: number, fields: Record<string, string | number>) =>
    person.call('update-group-data', { group_id: groupId, ...fields });
  const done = { api_status: 200, message: 'Your group was updated' };

  test('changes the given fields, for the owner and an admin, and others see it', async () => {
    const { ada, admin, cy, groupId } = await cast();
    const name = newName();
    expect(await update(ada, groupId, { group_title: 'New', privacy: 0, join_privacy: 2, group_name: name })).toEqual(done);
    expect(await update(admin, groupId, { about: '', privacy: '' })).toEqual(done);
    expect(await dataOf(cy, groupId)).toMatchObject({
      group_title: 'New',
      about: '',
      privacy: '2',
      join_privacy: '2',
      group_name: name,
      category: expect.stringMatching(/./),
    });
    expect(await update(ada, groupId, { group_name: name.toUpperCase() })).toEqual(done);
  });

  test('is refused to everybody else', async () => {
    const { moderator, member, asker, cy, dee, groupId } = await cast();
    for (const person of [moderator, member, asker, cy])
      expect(await update(person, groupId, { group_title: 'Mine' })).toEqual(error(7, 'You are not the group owner'));
    expect(await update(dee, groupId, { group_title: 'Mine' })).toEqual(error(2, 'Group not found'));
    expect((await dataOf(cy, groupId)).group_title).toBe('Analysts');
  });

  test('refuses wrong values by their error ids', async () => {
    const { ada, groupId } = await cast();
    expect(await ada.call('update-group-data', { group_title: 'x' })).toEqual(error(1, 'group_id (POST) is missing'));
    expect(await update(ada, 999_999_999, {})).toEqual(error(2, 'Group not found'));
    expect(await update(ada, groupId, { group_name: ada.username })).toEqual(error(3, 'Group name is already exists'));
    expect(await update(ada, groupId, { group_name: 'a b c d' })).toEqual(error(4, 'Invalid group name characters'));
    expect(await update(ada, groupId, { group_name: 'upload' })).toEqual(error(4, 'Invalid group name characters'));
    expect(await update(ada, groupId, { group_name: 'abc' })).toEqual(error(5, 'Group name must be between 5/32'));
    const avatar = { name: 'a.jpg', content: Buffer.from('no picture') };
    expect(await ada.call('update-group-data', { group_id: groupId, avatar })).toEqual(error(11));
  });

  test('stores pictures, and deletes the files of replaced ones', async () => {
    const { ada, groupId } = await cast();
    const content = await sharp({ create: { width: 500, height: 500, channels: 3, background: '#4a7' } })
      .png()
      .toBuffer();
    const avatar = { name: 'a.png', content, type: 'image/png' };
    expect(await ada.call('update-group-data', { group_id: groupId, avatar, cover: avatar })).toEqual(done);
    const first = await db('community_groups').where({ id: groupId }).first();
    expect((await dataOf(ada, groupId)).avatar).toContain(first?.avatar);
    expect(await ada.call('update-group-data', { group_id: groupId, avatar })).toEqual(done);
    await sweepMedia(site.services.media, new Date());
    const files = await db('media_files')
      .whereIn('key', [first?.avatar ?? '', first?.cover ?? ''])
      .pluck('key');
    expect(files).toEqual([first?.cover]);
    expect(await db('community_groups').where({ id: groupId }).first()).toMatchObject({ cover: first?.cover });
  });
});

describe('members', () => {
  test('are listed latest first, page by page', async () => {
    const { ada, admin, moderator, member, cy, groupId } = await cast();
    const first = await cy.call('get_group_members', { group_id: groupId, limit: 2 });
    expect(first.users.map((user: { user_id: string }) => Number(user.user_id))).toEqual([member.id, moderator.id]);
    const next = await cy.call('get_group_members', { group_id: groupId, limit: 5, offset: first.users[1].member_id });
    expect(next.users.map((user: { user_id: string; is_admin: number }) => [Number(user.user_id), user.is_admin])).toEqual([
      [admin.id, 1],
      [ada.id, 1],
    ]);
    await a.block(member, cy);
    expect((await cy.call('get_group_members', { group_id: groupId })).users).toHaveLength(3);
  });

  test('of a private group are visible only to members', async () => {
    const { member, asker, cy, dee, groupId } = await cast({ privacy: 2 });
    expect((await member.call('get_group_members', { group_id: groupId })).users).toHaveLength(4);
    for (const name of ['get_group_members', 'not_in_group_member']) {
      for (const person of [asker, cy]) expect(await person.call(name, { group_id: groupId })).toEqual(error(7));
      expect(await dee.call(name, { group_id: groupId })).toEqual(notFound);
    }
  });

  test("are added from one's own followers", async () => {
    const { ada, member, cy, groupId } = await cast();
    const bo = await a.user();
    await a.follow(bo, member);
    const outside = await member.call('not_in_group_member', { group_id: groupId });
    expect(outside.users.map((user: { user_id: string }) => user.user_id)).toEqual([String(bo.id)]);
    const add = (person: Person, user: Person) => person.call('group_add', { group_id: groupId, user_id: user.id });
    expect(await add(member, cy)).toEqual(error(10));
    expect(await add(cy, bo)).toEqual(error(8));
    expect(await add(member, bo)).toEqual({ api_status: 200, message: 'User successfully added.', code: 1 });
    expect(await add(member, bo)).toEqual(error(9));
    expect(await typesFor(bo)).toEqual(['added_you_to_group']);
    expect((await member.call('not_in_group_member', { group_id: groupId })).users).toEqual([]);
    await expectCountersToEqualRows(groupId, bo);
    const dee = await a.user();
    await a.block(ada, dee);
    await a.follow(dee, member);
    expect(await add(member, dee)).toEqual(error(7));
    const closed = await group(ada);
    await join(member, closed);
    await ada.call('update-group-data', { group_id: closed, join_privacy: 2 });
    expect(await member.call('group_add', { group_id: closed, user_id: bo.id })).toEqual(error(8));
  });

  test('are removed by those who manage members; an admin only by the owner, the owner by nobody', async () => {
    const { ada, admin, moderator, member, cy, dee, groupId } = await cast();
    const remove = (person: Person, user: Person) => person.call('delete_group_member', { group_id: groupId, user_id: user.id });
    for (const person of [member, cy]) expect(await remove(person, moderator)).toEqual(error(8));
    expect(await remove(dee, member)).toEqual(notFound);
    expect(await remove(moderator, admin)).toEqual(error(8));
    expect(await remove(admin, ada)).toEqual(error(8));
    expect(await remove(admin, cy)).toEqual(error(7));
    expect(await remove(moderator, member)).toMatchObject({ api_status: 200, code: 1 });
    expect(await remove(ada, admin)).toMatchObject({ api_status: 200, code: 1 });
    await expectCountersToEqualRows(groupId, ada, admin, moderator);
    expect(await db('group_members').where({ group_id: groupId, state: 'member' })).toHaveLength(2);
  });

  test('become admins and members again', async () => {
    const { ada, admin, moderator, member, cy, dee, groupId } = await cast();
    const make = (person: Person, user: Person) => person.call('make_group_admin', { group_id: groupId, user_id: user.id });
    for (const person of [moderator, member, cy]) expect(await make(person, member)).toEqual(error(8));
    expect(await make(dee, member)).toEqual(notFound);
    expect(await make(admin, member)).toMatchObject({ api_status: 200, code: 1 });
    expect(await typesFor(member)).toEqual(['group_admin']);
    expect(await make(admin, member)).toEqual(error(8));
    expect(await make(ada, member)).toMatchObject({ api_status: 200, code: 0 });
    expect(await make(ada, cy)).toEqual(error(7));
    expect(await make(admin, ada)).toEqual(error(8));
  });
});

describe('a banned person', () => {
  const ban = (person: Person, user: Person, groupId: number) =>
    person.call('delete_group_member', { group_id: groupId, user_id: user.id, ban: 1 });

  test('is removed, sees nothing of the group, and stays excluded until the ban is lifted', async () => {
    const { ada, admin, moderator, member, asker, banned, cy, groupId } = await cast();
    const { post_data: post } = await member.call('new_post', { postText: 'Hello', group_id: groupId });
    expect(await ban(moderator, member, groupId)).toMatchObject({ api_status: 200, code: 1 });
    for (const person of [asker, cy]) expect(await ban(admin, person, groupId)).toMatchObject({ api_status: 200 });
    expect(await ban(admin, cy, groupId)).toMatchObject({ api_status: 200 });
    for (const person of [member, asker, cy]) {
      for (const call of [join(person, groupId), person.call('get-group-data', { group_id: groupId })]) {
        expect(await call).toEqual(notFound);
      }
      expect(await person.call('new_post', { postText: 'Hi', group_id: groupId })).toMatchObject({ api_status: '400' });
      expect(await person.call('get-group-data', { group_id: groupId })).toEqual(notFound);
    }
    expect(await cy.call('get-post-data', { post_id: post.post_id, fetch: 'post_data' })).toEqual(error(6, 'Post not found'));
    expect((await cy.call('posts', { type: 'get_group_posts', id: groupId })).data).toEqual([]);
    const feed: Answer[] = (await asker.call('posts', { type: 'get_news_feed' })).data;
    expect(feed.map(({ post_id }) => post_id)).not.toContain(post.post_id);
    expect(await ada.call('group_add', { group_id: groupId, user_id: cy.id })).toMatchObject({ api_status: '400' });
    await expectCountersToEqualRows(groupId, ada, admin, moderator, member);
    const list = async (fields = {}) =>
      (await moderator.call('get_ban_list', { group_id: groupId, ...fields })).data.map(({ user_id }: { user_id: string }) =>
        Number(user_id),
      );
    expect(await list()).toEqual([cy.id, asker.id, member.id, banned.id]);
    const [latest] = (await ada.call('get_ban_list', { group_id: groupId, limit: 1 })).data;
    expect(await list({ offset: latest.member_id })).toEqual([asker.id, member.id, banned.id]);
    const again = { group_id: groupId, user_id: member.id };
    expect(await moderator.call('unban_group_member', again)).toMatchObject({ api_status: 200, code: 1 });
    expect(await moderator.call('unban_group_member', again)).toEqual(error(7, 'User is not banned from the group'));
    expect(await join(member, groupId)).toMatchObject({ join_status: 'joined' });
    await expectCountersToEqualRows(groupId, ada, member);
  });

  test('is banned by those who manage members; nobody bans the owner or themselves, and only the owner bans an admin', async () => {
    const { ada, admin, moderator, member, cy, groupId } = await cast();
    for (const person of [member, cy]) expect(await ban(person, moderator, groupId)).toEqual(error(8));
    for (const [person, user] of [
      [admin, ada],
      [moderator, admin],
      [moderator, moderator],
      [ada, ada],
    ] as const) {
      expect(await ban(person, user, groupId)).toEqual(error(8));
    }
    expect(await member.call('get_ban_list', { group_id: groupId })).toEqual(error(8));
    expect(await ban(ada, admin, groupId)).toMatchObject({ api_status: 200 });
    expect(await admin.call('get_ban_list', { group_id: groupId })).toEqual(notFound);
    expect(await ada.call('delete_group_member', { group_id: groupId, user_id: 999_999_999, ban: 1 })).toEqual(error(7));
    await expectCountersToEqualRows(groupId, ada, admin);
  });

  test('of 20 bans, joins and leaves at once one row stays, and the counters are right', async () => {
    const { ada, cy, groupId } = await cast();
    const acts = [() => join(cy, groupId), () => ban(ada, cy, groupId)];
    await Promise.all(Array.from({ length: 20 }, (_, index) => acts[index % 2]?.()));
    expect(await db('group_members').where({ group_id: groupId, user_id: cy.id }).pluck('state')).toEqual(['banned']);
    await expectCountersToEqualRows(groupId, ada, cy);
  });
});

test('a moderator is appointed by the owner and admins, and answers requests', async () => {
  const { ada, admin, member, asker, groupId } = await cast({ join_privacy: 2 });
  const make = (person: Person, user: Person) =>
    person.call('make_group_admin', { group_id: groupId, user_id: user.id, role: 'moderator' });
  const accept = () => member.call('groups', { type: 'accept_request', group_id: groupId, user_id: asker.id });
  expect(await accept()).toEqual(error(8));
  expect(await make(admin, member)).toEqual({ api_status: 200, message: 'User is now a moderator.', code: 1 });
  expect(await accept()).toMatchObject({ api_status: 200 });
  expect(await make(ada, member)).toMatchObject({ code: 0 });
  expect(await make(member, asker)).toEqual(error(8));
});

describe('roles', () => {
  test.each([
    ['banned', 'banned', false, false, false],
    ['ada', 'owner', true, true, true],
    ['admin', 'admin', true, true, true],
    ['moderator', 'moderator', true, true, false],
    ['member', 'member', true, true, false],
    ['asker', 'requested', true, false, false],
    ['cy', 'none', true, false, false],
    ['dee', 'none', false, false, false],
  ] as const)('%s is %s in a private group: sees it %s, its posts %s, edits it %s', async (who, role, sees, reads, edits) => {
    const { groupId, ...people } = await cast({ privacy: 2 });
    const person = people[who];
    const viewer = { id: person.id, sessionId: 0, username: person.username, role: 'member', timezone: 'UTC' } as const;
    const maps = await hydrateGroups({ ...site.services, viewer }, [groupId]);
    expect(groupRole(groupId, maps)).toBe(role);
    expect(canSeeGroup(groupId, maps)).toBe(sees);
    expect(canSeeGroupPosts(groupId, maps)).toBe(reads);
    expect(canPostInGroup(groupId, maps)).toBe(reads);
    expect(canEditGroup(groupId, maps)).toBe(edits);
  });
});

describe('posts of a group', () => {
  const publish = (person: Person, groupId: number) => person.call('new_post', { postText: 'Hello', group_id: groupId });
  const listed = (person: Person, groupId: number) => person.call('posts', { type: 'get_group_posts', id: groupId });
  const read = (person: Person, postId: string) => person.call('get-post-data', { post_id: postId, fetch: 'post_data' });

  test('are written by members, and those of a private group are read only by members', async () => {
    const { ada, moderator, member, asker, cy, dee, groupId } = await cast({ privacy: 2 });
    const { post_data: post } = await publish(member, groupId);
    expect(post).toMatchObject({
      group_recipient_exists: true,
      group_recipient: { group_id: String(groupId) },
      group_admin: false,
    });
    for (const person of [asker, cy, dee]) {
      expect(await publish(person, groupId)).toMatchObject({ api_status: '400' });
      expect(await read(person, post.post_id)).toEqual(error(6, 'Post not found'));
      expect((await listed(person, groupId)).data).toEqual([]);
    }
    expect((await read(moderator, post.post_id)).post_data).toMatchObject({ group_admin: false, is_group_post: true });
    expect((await listed(ada, groupId)).data).toMatchObject([{ post_id: post.post_id, is_group_post: false, group_admin: true }]);
    await ada.call('update-group-data', { group_id: groupId, privacy: 1 });
    expect(await read(cy, post.post_id)).toMatchObject({ api_status: 200 });
    expect(await read(dee, post.post_id)).toEqual(error(6, 'Post not found'));
  });

  test('are counted, and are deleted with the group', async () => {
    const { ada, member, groupId } = await cast();
    const { post_data: post } = await publish(member, groupId);
    await publish(ada, groupId);
    expect(await dataOf(ada, groupId)).toMatchObject({ post_count: '2' });
    await ada.call('post-actions', { post_id: post.post_id, action: 'delete' });
    expect(await dataOf(ada, groupId)).toMatchObject({ post_count: '1' });
    await ada.call('delete_group', { group_id: groupId, password: ada.password });
    await site.settled();
    expect(await db('posts').where({ group_id: groupId })).toEqual([]);
    expect(await db('users').where({ id: ada.id }).first('posts_count')).toEqual({ posts_count: 0 });
  });
});

describe('report_group', () => {
  test('records a report, and withdraws it', async () => {
    const { cy, dee, groupId } = await cast();
    expect(await cy.call('report_group', { group_id: groupId, text: 'spam' })).toEqual({ api_status: 200, code: 1 });
    expect(await dataOf(cy, groupId)).toMatchObject({ is_reported: true });
    expect(await cy.call('report_group', { group_id: groupId })).toEqual({ api_status: 200, code: 0 });
    expect(await dee.call('report_group', { group_id: groupId })).toEqual(notFound);
  });
});

describe('delete_group', () => {
  test("requires the owner's password, and is refused to everybody else", async () => {
    const { ada, admin, moderator, member, cy, dee, groupId } = await cast();
    const remove = (person: Person, password: string) => person.call('delete_group', { group_id: groupId, password });
    for (const person of [admin, moderator, member, cy]) expect(await remove(person, person.password)).toEqual(error(8));
    expect(await remove(dee, dee.password)).toEqual(error(4, 'Group not found'));
    expect(await remove(ada, 'wrong')).toEqual(error(7, 'current password mismatch.'));
    const { group_name: name } = await dataOf(ada, groupId);
    expect(await remove(ada, ada.password)).toEqual({ api_status: 200, message: 'Group successfully deleted.' });
    expect(await member.call('get-group-data', { group_id: groupId })).toEqual(notFound);
    await site.settled();
    expect(await db('group_members').where({ group_id: groupId })).toEqual([]);
    expect(await db('community_groups').where({ id: groupId })).toEqual([]);
    await expectCountersToEqualRows(await group(cy, { group_name: name }), ada, admin, moderator, member, cy);
  });
});

test('a person who joins while a group is deleted leaves no row behind', async () => {
  const people = await Promise.all(Array.from({ length: 8 }, () => a.user()));
  const [ada] = people;
  if (!ada) throw new Error('nobody came');
  const groupId = await group(ada);
  const remove = ada.call('delete_group', { group_id: groupId, password: ada.password });
  const answers = await Promise.all([...people.slice(1).map((person) => join(person, groupId)), remove]);
  expect(answers.filter((answer) => answer.errors?.error_id === 500)).toEqual([]);
  await site.settled();
  expect(await db('group_members').where({ group_id: groupId })).toEqual([]);
  for (const { id } of people) expect(await db('users').where({ id }).first('groups_count')).toEqual({ groups_count: 0 });
});

test("a person who is deleted while they create, join, like or rate gets the gate's answer, and no row stays", async () => {
  const [ada, cy] = await Promise.all([a.user(), a.user()]);
  const category = await categoryId();
  const page = (name: string) => ({ page_name: name, page_title: 'One', page_category: 1, page_description: 'One' });
  const { page_data } = await ada.call('create-page', page(newName()));
  const acts: [string, Record<string, string | number>][] = [
    ['create-group', { group_name: newName(), group_title: 'One', category, about: 'One' }],
    ['create-page', page(newName())],
    ['join-group', { group_id: await group(ada) }],
    ['like-page', { page_id: page_data.page_id }],
    ['rate_page', { page_id: page_data.page_id, val: 4 }],
  ];
  for (const [name, fields] of acts) {
    const waits = Promise.withResolvers<void>();
    const listen = ({ sql }: { sql: string }) => /from `users`.*for update/.test(sql) && waits.resolve();
    const { answer } = await db.transaction(async (transaction) => {
      await transaction('users').where({ id: cy.id }).update({ state: 'deleted' });
      db.on('query', listen);
      const call = cy.call(name, fields);
      await Promise.race([waits.promise, call]);
      return { answer: call };
    });
    const refused = { error_id: 2, error_text: 'Invalid or expired access_token' };
    expect(await answer).toEqual({ api_status: '404', errors: refused });
    db.removeListener('query', listen);
    await db('users').where({ id: cy.id }).update({ state: 'active' });
  }
  for (const table of ['community_groups', 'pages'] as const) expect(await db(table).where({ owner_id: cy.id })).toEqual([]);
  for (const table of ['group_members', 'page_likes', 'page_reviews'] as const)
    expect(await db(table).where({ user_id: cy.id })).toEqual([]);
});

test('deleting a person deletes their groups, and removes them from those of others', async () => {
  const { ada, admin, member, groupId } = await cast();
  const other = await group(admin);
  await join(ada, other);
  expect(await ada.call('delete-user', { password: ada.password })).toMatchObject({ api_status: 200 });
  await site.settled();
  expect(await member.call('get-group-data', { group_id: groupId })).toEqual(notFound);
  await expectCountersToEqualRows(other, admin, member);
  expect(await db('group_members').where({ user_id: ada.id })).toEqual([]);
});

describe('a private group whose owner never chose who may join', () => {
  const joinStatus = async (person: Person, groupId: string) =>
    (await person.call('join-group', { group_id: groupId })).join_status;
  const make = async (owner: Person, fields: Fields) => {
    const names = { group_name: `g_${owner.username.slice(2, 14)}`, group_title: 'Group', category: '1', about: 'About' };
    const { group_data: group } = await owner.call('create-group', { ...names, ...fields });
    return group;
  };

  test('requires a request, from the moment it is created', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const group = await make(ada, { privacy: '2' });
    expect(group.join_privacy).toBe('2');
    expect(await joinStatus(bo, group.group_id)).toBe('requested');
  });

  test('requires a request once it becomes private, and is open again once it is public', async () => {
    const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
    const { group_id: groupId } = await make(ada, { privacy: '1' });
    await ada.call('update-group-data', { group_id: groupId, privacy: '2' });
    expect(await joinStatus(bo, groupId)).toBe('requested');
    await ada.call('update-group-data', { group_id: groupId, privacy: '1' });
    expect(await joinStatus(cy, groupId)).toBe('joined');
  });

  test("keeps its owner's choice", async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const { group_id: groupId } = await make(ada, { privacy: '1', join_privacy: '1' });
    await ada.call('update-group-data', { group_id: groupId, privacy: '2' });
    expect(await joinStatus(bo, groupId)).toBe('joined');
  });
});

describe('lists of groups', () => {
  const ids = (groups: { group_id: string }[]) => groups.map((one) => Number(one.group_id));

  test('get-my-groups and get-community return the groups one owns and is in, newest first', async () => {
    const [ada, cy] = await Promise.all([a.user(), a.user()]);
    const [first, second] = [await group(ada), await group(ada)];
    await join(cy, first);
    await join(cy, second);
    const mine = await ada.call('get-my-groups', { type: 'my_groups' });
    expect(ids(mine.data)).toEqual([second, first]);
    expect(mine.data[0]).toMatchObject({ members: '2' });
    expect(ids((await cy.call('get-my-groups', { type: 'joined_groups', limit: 1 })).data)).toEqual([second]);
    expect(ids((await cy.call('get-my-groups', { type: 'joined_groups', offset: second })).data)).toEqual([first]);
    expect(ids((await ada.call('get-my-groups', { type: 'joined_groups', user_id: cy.id })).data)).toEqual([second, first]);
    const category = await categoryId();
    expect(ids((await cy.call('get-my-groups', { type: 'category', category, limit: 2 })).data)).toEqual([second, first]);
    const community = await cy.call('get-community', { user_id: ada.id, fetch: 'groups,pages,liked_pages', groups_limit: 1 });
    expect(ids(community.groups)).toEqual([second]);
    expect(community).toMatchObject({ pages: [], liked_pages: [] });
    expect(community).not.toHaveProperty('data');
    expect(ids((await ada.call('get-community', { user_id: cy.id, fetch: 'joined_groups' })).data)).toEqual([second, first]);
    const profile = await ada.call('get-user-data', { user_id: cy.id, fetch: 'joined_groups' });
    expect(
      profile.joined_groups.map((one: { group_id: string; is_joined: boolean }) => [Number(one.group_id), one.is_joined]),
    ).toEqual([
      [second, true],
      [first, true],
    ]);
  });

  test('obey friend_privacy, and refuse by id', async () => {
    const [ada, cy, dee] = await Promise.all([a.user(), a.user(), a.user()]);
    await group(ada);
    await db('users').where({ id: ada.id }).update({ friend_privacy: 3 });
    expect((await cy.call('get-my-groups', { type: 'my_groups', user_id: ada.id })).data).toEqual([]);
    expect((await cy.call('get-community', { user_id: ada.id, fetch: 'groups' })).groups).toEqual([]);
    expect((await ada.call('get-my-groups', { type: 'my_groups' })).data).toHaveLength(1);
    await a.block(ada, dee);
    expect(await dee.call('get-my-groups', { type: 'my_groups', user_id: ada.id })).toEqual(error(6));
    expect(await dee.call('get-community', { user_id: ada.id, fetch: 'groups' })).toEqual(error(6, 'Recipient user not found'));
    expect(await cy.call('get-community', { fetch: 'groups' })).toEqual(error(4, 'user_id (POST) is missing'));
    expect(await cy.call('get-community', { user_id: cy.id })).toEqual(error(3, 'fetch (POST) is missing'));
    expect(await cy.call('get-my-groups', { type: 'other' })).toEqual(error(4, 'type can not be empty'));
  });

  test('search finds by title and name until a group is renamed or deleted', async () => {
    const { ada, member, cy, dee, groupId } = await cast();
    const word = `w${nanoid(8).replace(/[-_]/g, 'x').toLowerCase()}`;
    await ada.call('update-group-data', { group_id: groupId, group_title: `Circle of ${word}` });
    const found = async (person: Person, key: string) => (await person.call('search', { search_key: key })).groups;
    expect(await found(cy, word.slice(0, 6))).toMatchObject([{ group_id: String(groupId), is_joined: 'no' }]);
    expect(await found(member, `${word} circle`)).toMatchObject([{ group_id: String(groupId), is_joined: 'yes' }]);
    expect(await found(dee, word)).toEqual([]);
    await ada.call('update-group-data', { group_id: groupId, group_title: 'Another' });
    expect(await found(cy, word)).toEqual([]);
    const { group_name } = await dataOf(ada, groupId);
    expect(await found(cy, group_name)).toHaveLength(1);
    await ada.call('delete_group', { group_id: groupId, password: ada.password });
    expect(await found(cy, group_name)).toEqual([]);
  });

  test('fetch-recommended returns groups one is not in, the largest first', async () => {
    const { member, cy, groupId } = await cast();
    await db('community_groups').where({ id: groupId }).update({ members_count: 4_000_000 });
    expect(ids((await cy.call('fetch-recommended', { type: 'groups', limit: 1 })).data)).toEqual([groupId]);
    expect(ids((await member.call('fetch-recommended', { type: 'groups', limit: 50 })).data)).not.toContain(groupId);
    await db('community_groups').where({ id: groupId }).update({ members_count: 4 });
  });

  test('cost the same number of statements for 1 and for 20', async () => {
    const [ada, one, many] = await Promise.all([a.user(), a.user(), a.user()]);
    const groups = [];
    for (let index = 0; index < 20; index += 1) groups.push(await group(ada));
    for (const groupId of groups) await join(many, groupId);
    await join(one, groups[0] ?? 0);
    const asks = [
      (person: Person) => person.call('get-my-groups', { type: 'joined_groups', limit: 50 }),
      (person: Person) => person.call('get-community', { user_id: person.id, fetch: 'joined_groups', joined_groups_limit: 50 }),
      (person: Person) => person.call('get-user-data', { user_id: person.id, fetch: 'joined_groups' }),
    ];
    for (const ask of asks) {
      await ask(one);
      const few = await countStatements(site, () => ask(one));
      await ask(many);
      expect(await countStatements(site, () => ask(many))).toBe(few);
    }
    expect((await many.call('get-my-groups', { type: 'joined_groups', limit: 50 })).data).toHaveLength(20);
    const members = (groupId: number) => ada.call('get_group_members', { group_id: groupId });
    const [few = 0, crowd = 0] = groups.slice(1);
    for (const person of await Promise.all(Array.from({ length: 10 }, () => a.user()))) await join(person, crowd);
    await members(few);
    const statements = await countStatements(site, () => members(few));
    await members(crowd);
    expect(await countStatements(site, () => members(crowd))).toBe(statements);
  });
});

test('the doctor finds nothing to repair', async () => {
  const reports = await checkCounters(site.services, { repair: false, checks: communityCounters });
  expect(reports.filter((report) => report.drifted.length > 0)).toEqual([]);
});
