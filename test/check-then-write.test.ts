import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeSetting } from '../src/settings/service.ts';
import { NOTIFICATION_KINDS } from '../src/users/rules.ts';
import { plain } from './fixtures/media/pictures.ts';
import type { Fields, File } from './support/call.ts';
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

const picture: File = { name: 'p.png', content: await plain(80, 60).png().toBuffer(), type: 'image/png' };
const newPage = async (owner: Person) => {
  const { page_data } = await owner.call('create-page', {
    ...{ page_name: `p_${owner.username.slice(2, 12)}`, page_title: 'Page', page_category: '1', page_description: 'About' },
  });
  return Number(page_data.page_id);
};
const newPost = async (author: Person, fields: Fields = {}) =>
  Number((await author.call('new_post', { postText: 'Hello', ...fields })).post_data.id);
const newArticle = async (author: Person) =>
  Number((await author.call('blogs', { type: 'create', title: 'On engines', content: '<p>They weave.</p>' })).data.id);
const newProduct = async (seller: Person) => {
  const form = {
    product_title: 'Loom',
    product_category: 3,
    product_description: 'Weaves',
    product_price: '1',
    product_type: '0',
  };
  return Number((await seller.call('create-product', { ...form, product_location: 'London', images: [picture] })).product_id);
};
const newEvent = async (owner: Person) => {
  const name = { event_name: 'Reading', event_location: 'London', event_description: 'Notes read aloud, with tea.' };
  const start = { event_start_date: '2027-03-01', event_start_time: '18:00' };
  const end = { event_end_date: '2027-03-01', event_end_time: '21:30' };
  return Number((await owner.call('create-event', { ...name, ...start, ...end })).event_id);
};
let messages = 0;
const send = async (from: Person, to: Person) => {
  messages += 1;
  const answer = await from.call('send-message', { user_id: to.id, message_hash_id: `m${messages}`, text: 'hello' });
  return Number(answer.message_data[0].id);
};

/**
 * Changes the database between what a call compares and what it writes: holds the row's lock until the call waits for it (or has
 * answered without), then commits the change.
 */
async function changedMeanwhile(
  row: { table: string; id: number },
  { call, change }: { call: () => Promise<Answer>; change: (trx: Knex.Transaction) => Promise<unknown> },
): Promise<Answer> {
  const trx = await db.transaction();
  await trx(row.table).where({ id: row.id }).forUpdate().first('id');
  let isAnswered = false;
  const answer = call().finally(() => {
    isAnswered = true;
  });
  const isWaiting = async () => {
    const [rows] = await db.raw("SELECT COUNT(*) AS waiting FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'");
    return rows[0].waiting > 0;
  };
  // InnoDB shows what it showed before unless nobody looked for 0.1 s
  while (!isAnswered && !(await isWaiting())) await sleep(150);
  await change(trx);
  await trx.commit();
  return answer;
}

/** Each verb that ends something: what it ends, and the call. */
const DELETIONS: [string, (owner: Person) => Promise<{ call: string; fields: Fields }>][] = [
  ['a post', async (ada) => ({ call: 'post-actions', fields: { action: 'delete', post_id: await newPost(ada) } })],
  ['an article', async (ada) => ({ call: 'blogs', fields: { type: 'delete_article', blog_id: await newArticle(ada) } })],
  ['an event', async (ada) => ({ call: 'events', fields: { type: 'delete', event_id: await newEvent(ada) } })],
  [
    'a story',
    async (ada) => {
      const { story_id } = await ada.call('create-story', { file: picture, file_type: 'image' });
      return { call: 'delete-story', fields: { story_id } };
    },
  ],
  [
    'a comment',
    async (ada) => {
      const { data } = await ada.call('comments', { type: 'create', post_id: await newPost(ada), text: 'well said' });
      return { call: 'comments', fields: { type: 'delete', comment_id: data.id } };
    },
  ],
  ['a message', async (ada) => ({ call: 'delete_message', fields: { message_id: await send(ada, await a.user()) } })],
  [
    'a group chat',
    async (ada) => {
      const { data } = await ada.call('group_chat', {
        type: 'create',
        group_name: 'Friends',
        parts: String((await a.user()).id),
      });
      return { call: 'group_chat', fields: { type: 'delete', id: data.group_id } };
    },
  ],
  [
    'a broadcast',
    async (ada) => {
      const { data } = await ada.call('broadcast', { type: 'create', name: 'all', users: String((await a.user()).id) });
      return { call: 'broadcast', fields: { type: 'delete', id: data.id } };
    },
  ],
  [
    'another session',
    async (ada) => {
      await site.call('auth', { username: ada.username, password: ada.password });
      const row = await db('sessions').where({ user_id: ada.id }).orderBy('id', 'desc').first('id');
      return { call: 'sessions', fields: { type: 'delete', id: row?.id ?? 0 } };
    },
  ],
];

describe('of twelve at once exactly one', () => {
  test.each(DELETIONS)('deletes %s', async (_what, make) => {
    const ada = await a.user();
    const { call, fields } = await make(ada);
    expect(succeeded(await atOnce(() => ada.call(call, fields)))).toBe(1);
  });

  test('hides a post, pokes, leaves a group chat, adds a follower to a group', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const post_id = await newPost(ada);
    expect(succeeded(await atOnce(() => bo.call('hide_post', { post_id })))).toBe(1);
    expect(succeeded(await atOnce(() => bo.call('poke', { type: 'create', user_id: ada.id })))).toBe(1);
    const { data } = await ada.call('group_chat', { type: 'create', group_name: 'Friends', parts: String(bo.id) });
    await bo.call('group_chat', { type: 'accept', group_id: data.group_id });
    expect(succeeded(await atOnce(() => bo.call('group_chat', { type: 'leave', id: data.group_id })))).toBe(1);
    await a.follow(bo, ada);
    const group_id = await newGroup(ada);
    expect(succeeded(await atOnce(() => ada.call('group_add', { group_id, user_id: bo.id })))).toBe(1);
  });

  test('mails a code to set a new password', async () => {
    const ada = await a.user();
    await atOnce(() => site.call('send-reset-password-email', { email: ada.email }));
    expect(await site.emailsTo(ada.email)).toHaveLength(1);
  });

  test('mails a code for the second step', async () => {
    const ada = await a.user();
    await db('users').where({ id: ada.id }).update({ two_factor: 'mail' });
    await atOnce(() => site.call('auth', { username: ada.username, password: ada.password }));
    expect(await site.emailsTo(ada.email)).toHaveLength(1);
  });

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

describe('of many at once none is lost or counted twice', () => {
  test('notification switches: each call keeps those of the others', async () => {
    const ada = await a.user();
    await Promise.all(NOTIFICATION_KINDS.map((kind) => ada.call('update-user-data', { [kind]: '0' })));
    const row = await db('users').where({ id: ada.id }).first();
    expect(Object.values(JSON.parse(row?.notification_settings ?? '{}'))).toEqual(NOTIFICATION_KINDS.map(() => 0));
  });

  test('a message hidden twelve times is one unread message less', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const ids = [await send(ada, bo), await send(ada, bo), await send(ada, bo)];
    await atOnce(() => bo.call('delete_message', { message_id: ids[0] ?? 0 }));
    const row = await db('conversation_participants').where({ user_id: bo.id }).first('unread_count');
    expect(row?.unread_count).toBe(2);
  });

  test('answers to an event equal its counters', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const event_id = await newEvent(ada);
    await atOnce((index) => bo.call(index % 3 ? 'go-to-event' : 'interest-event', { event_id }));
    const responses = await db('event_responses').where({ event_id });
    const counted = (kind: string) => responses.filter((response) => response.kind === kind).length;
    const row = await db('events').where({ id: event_id }).first('going_count', 'interested_count');
    expect(row).toEqual({ going_count: counted('going'), interested_count: counted('interested') });
  });

  test('the limit of posts an hour holds', async () => {
    await changeSetting(site.services.write, 'post_limit', '3');
    await site.services.settings.refresh();
    try {
      const ada = await a.user();
      expect(succeeded(await atOnce((index) => ada.call('new_post', { postText: `Post ${index}` })))).toBe(3);
    } finally {
      await changeSetting(site.services.write, 'post_limit', '0');
      await site.services.settings.refresh();
    }
  });

  test('an edited product, group, event and post are as one of the calls has them, as a whole', async () => {
    const ada = await a.user();
    const [product_id, group_id, event_id, post_id] = [
      await newProduct(ada),
      await newGroup(ada),
      await newEvent(ada),
      await newPost(ada),
    ];
    await atOnce((n) =>
      ada.call('edit-product', { product_id, product_title: `t${n}`, product_location: `t${n}`, status: n % 2 }),
    );
    await atOnce((n) => ada.call('update-group-data', { group_id, group_title: `title ${n}`, about: `title ${n}` }));
    await atOnce((n) => ada.call('events', { type: 'edit', event_id, event_name: `name ${n}`, event_location: `name ${n}` }));
    await atOnce((n) => ada.call('post-actions', { action: 'edit', post_id, text: `#tag${n}` }));
    const product = await db('products').where({ id: product_id }).first();
    expect([product?.name, product?.sold]).toEqual([product?.location, Number(product?.name.slice(1)) % 2]);
    const group = await db('community_groups').where({ id: group_id }).first();
    expect(group?.title).toBe(group?.about);
    const event = await db('events').where({ id: event_id }).first();
    expect(event?.name).toBe(event?.location);
    const post = await db('posts').where({ id: post_id }).first();
    const tags = await db('post_hashtags')
      .join('hashtags', 'hashtags.id', 'post_hashtags.tag_id')
      .where({ post_id })
      .pluck('tag');
    expect(tags.map((tag: string) => `#${tag}`)).toEqual([post?.text]);
  });
});

describe('what changes while a call is under way', () => {
  const user = (person: Person) => ({ table: 'users', id: person.id });

  test('a password: signing in by the old one is refused', async () => {
    const ada = await a.user();
    const answer = await changedMeanwhile(user(ada), {
      call: () => site.call('auth', { username: ada.username, password: ada.password }),
      change: (trx) => trx('users').where({ id: ada.id }).update({ password_hash: 'another' }),
    });
    expect(answer).toMatchObject({ api_status: '400', errors: { error_id: 5 } });
    expect(await db('sessions').where({ user_id: ada.id })).toHaveLength(1);
  });

  test('the second factor: who signs in takes it too', async () => {
    const ada = await a.user();
    const answer = await changedMeanwhile(user(ada), {
      call: () => site.call('auth', { username: ada.username, password: ada.password }),
      change: (trx) => trx('users').where({ id: ada.id }).update({ two_factor: 'mail' }),
    });
    expect(answer).toMatchObject({ api_status: 200, message: expect.any(String) });
    expect(answer.access_token).toBeUndefined();
  });

  test('an authenticator set up elsewhere: another needs the password', async () => {
    const ada = await a.user();
    const answer = await changedMeanwhile(user(ada), {
      call: () => ada.call('update_two_factor', { type: 'totp' }),
      change: (trx) => trx('users').where({ id: ada.id }).update({ two_factor: 'mail' }),
    });
    expect(answer).toMatchObject({ api_status: '400', errors: { error_id: 7 } });
  });

  test('a deleted account takes no new name, and its own name is free', async () => {
    const ada = await a.user();
    const renamed = `${ada.username.slice(0, 14)}_new`;
    await Promise.all([
      ada.call('update-user-data', { username: renamed }),
      ada.call('delete-user', { password: ada.password }),
      ada.call('update-user-data', { username: renamed }),
    ]);
    await site.settled();
    expect(await db('names').whereIn('name', [ada.username, renamed]).pluck('name')).toEqual([]);
  });

  test('a follower who follows no more is neither added to a group nor invited to a page', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const [group_id, page_id] = [await newGroup(ada), await newPage(ada)];
    for (const [call, fields] of [
      ['group_add', { group_id, user_id: bo.id }],
      ['page_add', { page_id, user_id: bo.id }],
    ] as const) {
      await a.follow(bo, ada);
      const answer = await changedMeanwhile(user(bo), {
        call: () => ada.call(call, fields),
        change: (trx) => trx('follows').where({ follower_id: bo.id }).delete(),
      });
      expect(answer).toMatchObject({ api_status: '400' });
    }
    expect(await db('group_members').where({ group_id, user_id: bo.id })).toEqual([]);
    expect(await db('page_invitations').where({ page_id })).toEqual([]);
  });

  test('somebody who blocks a page’s owner becomes no admin of it', async () => {
    const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
    const page_id = await newPage(ada);
    await ada.call('make_page_admin', { page_id, user_id: bo.id });
    await db('page_admins').where({ page_id, user_id: bo.id }).update({ admins: 1 });
    const answer = await changedMeanwhile(user(cy), {
      call: () => bo.call('make_page_admin', { page_id, user_id: cy.id }),
      change: (trx) => trx('blocks').insert({ blocker_id: cy.id, blocked_id: bo.id, created_at: new Date() }),
    });
    expect(answer).toMatchObject({ api_status: '400' });
    expect(await db('page_admins').where({ page_id, user_id: cy.id })).toEqual([]);
  });

  test('who is put out of a group posts there no more, and an admin who is none deletes no posts of others', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const group_id = await newGroup(ada);
    const membership = { group_id, user_id: bo.id };
    await bo.call('join-group', { group_id });
    const post_id = await newPost(ada, { group_id });
    await db('group_members').where(membership).update({ role: 'admin' });
    const deleted = await changedMeanwhile(
      { table: 'community_groups', id: group_id },
      {
        call: () => bo.call('post-actions', { action: 'delete', post_id }),
        change: (trx) => trx('group_members').where(membership).update({ role: 'member' }),
      },
    );
    expect(deleted).toMatchObject({ api_status: '400' });
    const posted = await changedMeanwhile(
      { table: 'community_groups', id: group_id },
      {
        call: () => bo.call('new_post', { postText: 'Hello', group_id }),
        change: (trx) => trx('group_members').where(membership).delete(),
      },
    );
    expect(posted).toMatchObject({ api_status: '400' });
    expect(await db('posts').where({ group_id }).whereNull('deleted_at')).toHaveLength(1);
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
