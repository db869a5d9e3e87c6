import { nanoid } from 'nanoid';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { checkCounters } from '../src/cli/doctor.ts';
import { communityCounters } from '../src/communities/counters.ts';
import { promotedLines, promotePage, unpromotePage } from '../src/communities/service/promote.ts';
import { factory, type Person } from './support/people.ts';
import { openSite } from './support/site.ts';
import { countStatements } from './support/statements.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;

const error = (id: number, text?: string) => ({
  api_status: '400',
  errors: { error_id: id, error_text: text ?? expect.any(String) },
});
const notFound = error(6, 'Page not found');

const newName = () => `p_${nanoid(12).replace(/-/g, '_')}`;
const categoryOfPages = async () => db('categories').where({ kind: 'page' }).first();

async function page(owner: Person, fields: Record<string, string | number> = {}): Promise<number> {
  const category = await categoryOfPages();
  const answer = await owner.call('create-page', {
    page_name: newName(),
    page_title: 'Engines',
    page_category: category?.id ?? 0,
    page_description: 'Analytical',
    ...fields,
  });
  expect(answer).toMatchObject({ api_status: 200 });
  return Number(answer.page_data.page_id);
}

const like = (person: Person, pageId: number) => person.call('like-page', { page_id: pageId });
const dataOf = async (person: Person, pageId: number) => (await person.call('get-page-data', { page_id: pageId })).page_data;
const typesFor = async (person: Person) => db('notifications').where({ recipient_id: person.id }).orderBy('id').pluck('type');
const makeAdmin = (person: Person, pageId: number, user: Person) =>
  person.call('make_page_admin', { page_id: pageId, user_id: user.id });

async function expectCountersToEqualRows(pageId: number, ...people: Person[]): Promise<void> {
  const likes = await db('page_likes').where({ page_id: pageId });
  expect(await db('pages').where({ id: pageId }).first('likes_count')).toEqual({ likes_count: likes.length });
  for (const { id } of people) {
    const own = await db('page_likes').where({ user_id: id });
    expect(await db('users').where({ id }).first('likes_count')).toEqual({ likes_count: own.length });
  }
}

/** A page of Ada's with an admin and a fan who likes it. Cy is a stranger, Dee is blocked by Ada. */
async function cast() {
  const [ada, admin, fan, cy, dee] = await Promise.all(Array.from({ length: 5 }, () => a.user()));
  if (!ada || !admin || !fan || !cy || !dee) throw new Error('nobody came');
  const pageId = await page(ada);
  expect(await makeAdmin(ada, pageId, admin)).toMatchObject({ code: 1 });
  await like(fan, pageId);
  await a.block(ada, dee);
  return { ada, admin, fan, cy, dee, pageId };
}

describe('create-page', () => {
  test('returns the page', async () => {
    const ada = await a.user();
    const name = newName();
    const category = await categoryOfPages();
    const answer = await ada.call('create-page', {
      page_name: name,
      page_title: 'Engines',
      page_category: category?.id ?? 0,
      page_description: 'Analytical <i>ones</i>',
    });
    const { baseUrl } = site.services.config;
    const id = answer.page_data.page_id;
    expect(answer).toEqual({
      api_status: 200,
      page_data: {
        page_id: expect.stringMatching(/^\d+$/),
        id,
        user_id: String(ada.id),
        page_name: name,
        page_title: 'Engines',
        page_description: 'Analytical <i>ones</i>',
        about: 'Analytical <i>ones</i>',
        name: 'Engines',
        username: name,
        url: `${baseUrl}/${name}`,
        avatar: `${baseUrl}/assets/logo.png`,
        cover: `${baseUrl}/assets/cover.png`,
        background_image: '',
        background_image_status: '0',
        users_post: '0',
        verified: '0',
        active: '1',
        boosted: '0',
        page_category: String(category?.id),
        category: category?.name,
        sub_category: '0',
        page_sub_category: '',
        registered: expect.stringMatching(/^\d+\/\d{4}$/),
        time: expect.stringMatching(/^\d+$/),
        rating: '0',
        website: '',
        facebook: '',
        google: '',
        vk: '',
        twitter: '',
        linkedin: '',
        instgram: '',
        youtube: '',
        company: '',
        phone: '',
        address: '',
        call_action_type: '0',
        call_action_type_url: '',
        type: 'page',
        is_reported: false,
        is_page_onwer: true,
        fields: [],
      },
    });
  });

  test.each([
    [{ page_name: '' }, 3, 'page_name (POST) is missing'],
    [{ page_title: '' }, 3, 'page_title (POST) is missing'],
    [{ page_category: '' }, 3, 'page_category (POST) is missing'],
    [{ page_description: '' }, 3, 'page_description (POST) is missing'],
    [{ page_name: 'abc' }, 5, 'Page name must be between 5 / 32'],
    [{ page_name: 'with space' }, 6, 'Invalid Page name characters.'],
    [{ page_name: 'settings' }, 6, 'Invalid Page name characters.'],
  ])('refuses %j with %i', async (fields, id, text) => {
    const ada = await a.user();
    const whole = { page_name: newName(), page_title: 'Title', page_category: 1, page_description: 'About' };
    expect(await ada.call('create-page', { ...whole, ...fields })).toEqual(error(id, text));
  });

  test('refuses a name that is taken', async () => {
    const ada = await a.user();
    const whole = { page_title: 'Title', page_category: 1, page_description: 'About' };
    expect(await ada.call('create-page', { ...whole, page_name: ada.username })).toEqual(
      error(4, 'Page name is already exists.'),
    );
  });
});

describe('get-page-data', () => {
  test("shows the viewer's relation to the page", async () => {
    const { ada, admin, fan, cy, pageId } = await cast();
    expect(await dataOf(ada, pageId)).toMatchObject({ is_page_onwer: true, is_liked: false, likes_count: '1', admin_info: [] });
    expect(await dataOf(fan, pageId)).toMatchObject({ is_page_onwer: false, is_liked: true, is_rated: false, post_count: '0' });
    expect(await dataOf(admin, pageId)).toMatchObject({
      admin_info: { user_id: String(admin.id), page_id: String(pageId), general: '1', admins: '0', delete_page: '0' },
    });
    const seen = await dataOf(cy, pageId);
    expect(seen).not.toHaveProperty('id');
    expect(seen).not.toHaveProperty('type');
  });

  test('refuses a missing or unknown page, and one of a blocked person', async () => {
    const { cy, dee, pageId } = await cast();
    expect(await cy.call('get-page-data')).toEqual(error(3, 'page_id (POST) is missing'));
    expect(await cy.call('get-page-data', { page_id: 999_999_999 })).toEqual(notFound);
    expect(await dee.call('get-page-data', { page_id: pageId })).toEqual(notFound);
  });
});

describe('like-page', () => {
  test('likes and unlikes, and the owner is notified while the like lasts', async () => {
    const { ada, cy, dee, pageId } = await cast();
    expect(await like(cy, pageId)).toEqual({ api_status: 200, like_status: 'liked' });
    expect(await typesFor(ada)).toEqual(['liked_page', 'liked_page']);
    await expectCountersToEqualRows(pageId, cy);
    expect(await like(cy, pageId)).toEqual({ api_status: 200, like_status: 'unliked' });
    expect(await typesFor(ada)).toEqual(['liked_page']);
    await expectCountersToEqualRows(pageId, cy);
    expect(await like(dee, pageId)).toEqual(notFound);
    expect(await like(cy, 999_999_999)).toEqual(notFound);
    expect(await cy.call('like-page')).toEqual(error(3, 'page_id (POST) is missing'));
  });

  test('200 at once leave counters equal to rows', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => a.user()));
    const [ada] = people;
    if (!ada) throw new Error('nobody came');
    const pageId = await page(ada);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => like(people[index % people.length] ?? ada, pageId)),
    );
    expect(answers.filter((answer) => answer.api_status !== 200)).toEqual([]);
    await expectCountersToEqualRows(pageId, ...people);
    expect(await db('page_likes').where({ page_id: pageId })).toEqual([]);
  });
});

describe('page_add', () => {
  test('invites a follower, who accepts by liking', async () => {
    const { ada, fan, cy, dee, pageId } = await cast();
    const bo = await a.user();
    await a.follow(bo, fan);
    const outside = await fan.call('not_in_page_member', { page_id: pageId });
    expect(outside.users.map((user: { user_id: string }) => user.user_id)).toEqual([String(bo.id)]);
    const invite = (person: Person, user: Person) => person.call('page_add', { page_id: pageId, user_id: user.id });
    expect(await invite(fan, cy)).toEqual(error(10));
    expect(await invite(dee, bo)).toEqual(notFound);
    expect(await invite(ada, dee)).toEqual(error(7));
    expect(await invite(fan, bo)).toMatchObject({ api_status: 200, code: 1 });
    expect(await invite(fan, bo)).toMatchObject({ api_status: 200, code: 1 });
    expect(await typesFor(bo)).toEqual(['invited_page']);
    await like(bo, pageId);
    expect(await typesFor(fan)).toContain('accepted_invite');
    expect(await db('page_invitations').where({ page_id: pageId })).toEqual([]);
    expect((await fan.call('not_in_page_member', { page_id: pageId })).users).toEqual([]);
  });
});

describe('admins of a page', () => {
  test('are appointed by the owner, or by an admin with that privilege', async () => {
    const { ada, admin, fan, cy, dee, pageId } = await cast();
    for (const person of [admin, fan, cy]) expect(await makeAdmin(person, pageId, cy)).toEqual(error(8));
    expect(await makeAdmin(dee, pageId, cy)).toEqual(notFound);
    expect(await makeAdmin(ada, pageId, dee)).toEqual(error(7));
    expect(await makeAdmin(ada, pageId, ada)).toEqual(error(8));
    expect(await typesFor(admin)).toEqual(['page_admin']);
    const update = (person: Person, fields: Record<string, string | number>) =>
      person.call('update_privileges', { page_id: pageId, user_id: admin.id, ...fields });
    expect(await update(admin, { admins: 1 })).toEqual(error(8));
    expect(await update(ada, { admins: 1, social: 0 })).toMatchObject({ api_status: 200 });
    expect(await makeAdmin(admin, pageId, cy)).toMatchObject({ api_status: 200, code: 1 });
    const { data } = await cy.call('get_page_admins', { page_id: pageId });
    expect(data.map((person: { user_id: string }) => Number(person.user_id))).toEqual([admin.id, cy.id]);
    expect(data[0].admin_info).toMatchObject({ admins: '1', social: '0', general: '1' });
    expect(await fan.call('get_page_admins', { page_id: pageId })).toEqual(error(8));
    expect(await makeAdmin(cy, pageId, cy)).toMatchObject({ api_status: 200, code: 0 });
    expect(await ada.call('update_privileges', { page_id: pageId, user_id: cy.id, info: 1 })).toEqual(error(9));
  });

  test("whom the owner blocked since then are no admins in the owner's list, and nobody can appoint them again", async () => {
    const { ada, admin, cy, pageId } = await cast();
    await makeAdmin(ada, pageId, cy);
    await ada.call('update_privileges', { page_id: pageId, user_id: cy.id, admins: 1 });
    await a.block(ada, admin);
    expect(await makeAdmin(ada, pageId, admin)).toMatchObject({ api_status: 200, code: 0 });
    expect(await admin.call('update-page-data', { page_id: pageId, page_title: 'Mine' })).toEqual(error(2, 'Page not found'));
    for (const person of [ada, cy]) expect(await makeAdmin(person, pageId, admin)).toEqual(error(7));
    await a.follow(admin, cy);
    expect(await cy.call('page_add', { page_id: pageId, user_id: admin.id })).toEqual(error(7));
  });
});

test("a person whom a page's owner blocks loses the page, liked or not; a person who blocks its owner can still remove a like", async () => {
  const { ada, fan, cy, pageId } = await cast();
  await like(cy, pageId);
  await a.block(ada, fan);
  for (const [name, fields] of [
    ['get-page-data', {}],
    ['rate_page', { val: 1 }],
    ['like-page', {}],
  ] as const)
    expect(await fan.call(name, { page_id: pageId, ...fields })).toEqual(notFound);
  await a.block(cy, ada);
  expect(await like(cy, pageId)).toEqual({ api_status: 200, like_status: 'unliked' });
  expect(await like(cy, pageId)).toEqual(notFound);
  await expectCountersToEqualRows(pageId, fan, cy);
});

describe('update-page-data', () => {
  const update = (person: Person, pageId: number, fields: Record<string, string | number>) =>
    person.call('update-page-data', { page_id: pageId, ...fields });
  const done = { api_status: 200, message: 'Your page was updated' };

  test('changes the given fields and nothing else', async () => {
    const { ada, cy, pageId } = await cast();
    expect(
      await update(ada, pageId, {
        page_title: 'New',
        website: 'https://ada.example',
        instgram: 'ada',
        users_post: 1,
        call_action_type: 5,
        call_action_type_url: 'https://ada.example/book',
        call_action_type_text: 'ignored',
        verified: 1,
        boosted: 1,
        likes_count: 99,
      }),
    ).toEqual(done);
    expect(await update(ada, pageId, { page_description: '', users_post: '', call_action_type: 'x' })).toEqual(done);
    expect(await dataOf(cy, pageId)).toMatchObject({
      page_title: 'New',
      page_description: '',
      website: 'https://ada.example',
      instgram: 'ada',
      users_post: '1',
      call_action_type: '5',
      call_action_type_text: 'Book now',
      call_action_type_url: 'https://ada.example/book',
      verified: '0',
      boosted: '0',
      likes_count: '1',
      category: expect.stringMatching(/./),
    });
  });

  test('lets an admin change what their privileges allow', async () => {
    const { ada, admin, pageId } = await cast();
    await ada.call('update_privileges', { page_id: pageId, user_id: admin.id, social: 0 });
    expect(await update(admin, pageId, { page_title: 'By the admin' })).toEqual(done);
    expect(await update(admin, pageId, { page_title: 'Again', facebook: 'x' })).toEqual(error(7, 'You are not the page owner'));
    expect(await dataOf(ada, pageId)).toMatchObject({ page_title: 'By the admin', facebook: '' });
  });

  test('is refused to everybody else, and wrong values by their error ids', async () => {
    const { ada, fan, cy, dee, pageId } = await cast();
    for (const person of [fan, cy]) expect(await update(person, pageId, { page_title: 'x' })).toEqual(error(7));
    expect(await update(fan, pageId, {})).toEqual(error(7));
    expect(await update(dee, pageId, { page_title: 'x' })).toEqual(error(2, 'Page not found'));
    expect(await ada.call('update-page-data', {})).toEqual(error(1, 'page_id (POST) is missing'));
    expect(await update(ada, pageId, { page_name: ada.username })).toEqual(error(3, 'Page name is already exists'));
    expect(await update(ada, pageId, { page_name: 'a-b-c-d' })).toEqual(error(4, 'Invalid Page name characters'));
    expect(await update(ada, pageId, { page_name: 'x' })).toEqual(error(5, 'Page name must be between 5/32'));
    expect(await update(ada, pageId, { call_action_type_url: 'javascript:alert(1)' })).toEqual(error(2));
    for (const website of ['data:text/html,x', 'nope nope']) expect(await update(ada, pageId, { website })).toEqual(error(3));
    expect(await update(ada, pageId, { vk: 'java\nscript:alert(1)' })).toEqual(error(12));
    expect(await update(ada, pageId, { company: 'x'.repeat(192) })).toEqual(error(12));
  });

  test('stores pictures', async () => {
    const { ada, pageId } = await cast();
    const content = await sharp({ create: { width: 500, height: 500, channels: 3, background: '#4a7' } })
      .png()
      .toBuffer();
    const picture = { name: 'a.png', content, type: 'image/png' };
    const fields = { page_id: pageId, avatar: picture, cover: picture, background_image: picture };
    expect(await ada.call('update-page-data', { ...fields, background_image_status: 'my_background' })).toEqual(done);
    const seen = await dataOf(ada, pageId);
    expect(seen.avatar).toMatch(/_avatar\.png$/);
    expect(seen.cover).toMatch(/_cover\.png$/);
    expect(seen).toMatchObject({ background_image: expect.stringMatching(/\.png$/), background_image_status: '1' });
  });
});

describe('reviews', () => {
  const rate = (person: Person, pageId: number, val: number | string, text = '') =>
    person.call('rate_page', { page_id: pageId, val, text });

  test('count once per person, the latest one', async () => {
    const { ada, fan, cy, dee, pageId } = await cast();
    expect(await rate(fan, pageId, 5, 'Great')).toEqual({ api_status: 200, val: '5' });
    expect(await rate(cy, pageId, 1)).toEqual({ api_status: 200, val: '1' });
    expect(await rate(cy, pageId, 2, 'Better')).toEqual({ api_status: 200, val: '2' });
    expect(await dataOf(cy, pageId)).toMatchObject({ rating: '4', is_rated: true });
    const { data } = await ada.call('page_reviews', { page_id: pageId });
    expect(
      data.map((row: { user_id: string; valuation: string; review: string }) => [row.user_id, row.valuation, row.review]),
    ).toEqual([
      [String(cy.id), '2', 'Better'],
      [String(fan.id), '5', 'Great'],
    ]);
    expect((await ada.call('page_reviews', { page_id: pageId, offset: data[0].id })).data).toHaveLength(1);
    expect(await rate(ada, pageId, 5)).toEqual(error(8));
    expect(await rate(dee, pageId, 5)).toEqual(notFound);
    expect(await rate(cy, pageId, 6)).toEqual(error(7));
    expect(await rate(cy, pageId, '')).toEqual(error(5, 'val can not be empty'));
    expect(await dee.call('page_reviews', { page_id: pageId })).toEqual(notFound);
  });

  test('30 at once leave the right sum', async () => {
    const { fan, cy, pageId } = await cast();
    await Promise.all(Array.from({ length: 30 }, (_, index) => rate(index % 2 ? fan : cy, pageId, (index % 5) + 1)));
    const rows = await db('page_reviews').where({ page_id: pageId });
    const sum = rows.reduce((total, row) => total + row.valuation, 0);
    expect(await db('pages').where({ id: pageId }).first('reviews_count', 'rating_sum')).toEqual({
      reviews_count: 2,
      rating_sum: sum,
    });
  });
});

test('posts of a page belong to the page: nobody learns who wrote them, and they are deleted with it', async () => {
  const { ada, admin, fan, cy, dee, pageId } = await cast();
  const publish = (person: Person, fields = {}) => person.call('new_post', { postText: 'Hello', page_id: pageId, ...fields });
  expect(await publish(fan)).toMatchObject({ api_status: '400' });
  const { post_data: post } = await publish(admin);
  const read = (person: Person) => person.call('get-post-data', { post_id: post.post_id, fetch: 'post_data' });
  const seen = await read(cy);
  expect(seen.post_data).toMatchObject({ user_id: '0', publisher: { page_id: String(pageId), banned: 0 }, admin: false });
  expect(JSON.stringify(seen)).not.toContain(admin.username);
  expect((await read(ada)).post_data).toMatchObject({ admin: true });
  expect(await read(dee)).toEqual(error(6, 'Post not found'));
  expect((await fan.call('posts', { type: 'get_page_posts', id: pageId })).data).toMatchObject([{ post_id: post.post_id }]);
  expect(await dataOf(cy, pageId)).toMatchObject({ post_count: '1' });
  const shared = await cy.call('posts', { type: 'share_post_on_timeline', id: post.post_id, user_id: cy.id });
  expect(shared.data).toMatchObject({ shared_from: null, shared_info: { publisher: { page_id: String(pageId) } } });
  await ada.call('delete_page', { page_id: pageId, password: ada.password });
  await site.settled();
  expect(await db('posts').where({ page_id: pageId })).toEqual([]);
});

test('report_page records a report, and withdraws it', async () => {
  const { cy, dee, pageId } = await cast();
  expect(await cy.call('report_page', { page_id: pageId, text: 'spam' })).toEqual({ api_status: 200, code: 1 });
  expect(await dataOf(cy, pageId)).toMatchObject({ is_reported: true });
  expect(await cy.call('report_page', { page_id: pageId })).toEqual({ api_status: 200, code: 0 });
  expect(await dee.call('report_page', { page_id: pageId })).toEqual(notFound);
});

describe('delete_page', () => {
  test('requires the password, and is refused to everybody but the owner', async () => {
    const { ada, admin, fan, cy, dee, pageId } = await cast();
    const remove = (person: Person, password = person.password) => person.call('delete_page', { page_id: pageId, password });
    for (const person of [admin, fan, cy]) expect(await remove(person)).toEqual(error(8));
    expect(await remove(dee)).toEqual(error(4, 'Page not found'));
    expect(await remove(ada, 'wrong')).toEqual(error(7, 'current password mismatch.'));
    await ada.call('update_privileges', { page_id: pageId, user_id: admin.id, delete_page: 1 });
    await cy.call('rate_page', { page_id: pageId, val: 3 });
    expect(await remove(admin)).toEqual({ api_status: 200, message: 'Page successfully deleted.' });
    expect(await fan.call('get-page-data', { page_id: pageId })).toEqual(notFound);
    await site.settled();
    for (const table of ['page_likes', 'page_admins', 'page_reviews', 'page_reports', 'page_invitations'] as const)
      expect(await db.from(table).where('page_id', pageId)).toEqual([]);
    expect(await db('users').where({ id: fan.id }).first('likes_count')).toEqual({ likes_count: 0 });
  });
});

test('no notification about a page stays when it is deleted', async () => {
  const { ada, pageId } = await cast();
  expect(await db('notifications').where({ page_id: pageId })).not.toEqual([]);
  await ada.call('delete_page', { page_id: pageId, password: ada.password });
  await site.settled();
  expect(await db('notifications').where({ page_id: pageId })).toEqual([]);
});

test('a page of many likes is deleted in batches', async () => {
  const { ada, fan, pageId } = await cast();
  const rows = Array.from({ length: 1100 }, (_, index) => ({
    page_id: pageId,
    user_id: 3_000_000 + index,
    created_at: new Date(),
  }));
  await db('page_likes').insert(rows);
  expect(await ada.call('delete_page', { page_id: pageId, password: ada.password })).toMatchObject({ api_status: 200 });
  await site.settled();
  expect(await db('page_likes').where({ page_id: pageId })).toEqual([]);
  expect(await db('pages').where({ id: pageId })).toEqual([]);
  expect(await db('users').where({ id: fan.id }).first('likes_count')).toEqual({ likes_count: 0 });
});

test('deleting a person deletes their pages, and their likes and reviews of others', async () => {
  const { ada, admin, fan, pageId } = await cast();
  const other = await page(admin);
  await like(ada, other);
  await like(fan, other);
  await ada.call('rate_page', { page_id: other, val: 1 });
  await fan.call('rate_page', { page_id: other, val: 5 });
  expect(await ada.call('delete-user', { password: ada.password })).toMatchObject({ api_status: 200 });
  await site.settled();
  expect(await fan.call('get-page-data', { page_id: pageId })).toEqual(notFound);
  await expectCountersToEqualRows(other, fan);
  expect(await dataOf(fan, other)).toMatchObject({ rating: '5', likes_count: '1' });
});

describe('lists of pages', () => {
  const ids = (pages: { page_id: string }[]) => pages.map((one) => Number(one.page_id));

  test('return those one owns and likes, newest first', async () => {
    const [ada, cy] = await Promise.all([a.user(), a.user()]);
    const [first, second] = [await page(ada), await page(ada)];
    await like(cy, second);
    await like(cy, first);
    expect(ids((await ada.call('get-my-pages', { type: 'my_pages' })).data)).toEqual([second, first]);
    expect(ids((await cy.call('get-my-pages', { type: 'liked_pages' })).data)).toEqual([first, second]);
    expect(ids((await cy.call('get-my-pages', { type: 'liked_pages', offset: first })).data)).toEqual([second]);
    const community = await ada.call('get-community', { user_id: cy.id, fetch: 'pages,liked_pages' });
    expect(ids(community.liked_pages)).toEqual([first, second]);
    expect(community.liked_pages[0]).toMatchObject({ is_liked: false });
    expect(community.pages).toEqual([]);
    const profile = await cy.call('get-user-data', { user_id: cy.id, fetch: 'user_data,liked_pages' });
    expect(profile.liked_pages).toMatchObject([{ is_liked: true }, { is_liked: true }]);
    expect(profile.user_data.details.likes_count).toBe('2');
    expect(await cy.call('get-my-pages')).toEqual(error(4, 'type can not be empty'));
  });

  test('search answers yes or no in is_liked; without words it returns the most liked', async () => {
    const { ada, fan, cy, dee, pageId } = await cast();
    const word = `w${nanoid(8).replace(/[-_]/g, 'x').toLowerCase()}`;
    await ada.call('update-page-data', { page_id: pageId, page_title: `House of ${word}` });
    const found = async (person: Person, fields = {}) => (await person.call('search', { search_key: word, ...fields })).pages;
    expect(await found(cy)).toMatchObject([{ page_id: String(pageId), is_liked: 'no' }]);
    expect(await found(fan)).toMatchObject([{ is_liked: 'yes' }]);
    expect(await found(dee)).toEqual([]);
    expect(await found(cy, { page_offset: pageId })).toEqual([]);
    await db('pages').where({ id: pageId }).update({ likes_count: 4_000_000 });
    expect(ids((await cy.call('search', { limit: 1 })).pages)).toEqual([pageId]);
    expect(ids((await cy.call('fetch-recommended', { type: 'pages', limit: 1 })).data)).toEqual([pageId]);
    expect(ids((await fan.call('fetch-recommended', { type: 'pages', limit: 50 })).data)).not.toContain(pageId);
    await db('pages').where({ id: pageId }).update({ likes_count: 1 });
  });

  test('promoted pages are those the admin promotes, until the promotion ends', async () => {
    const { ada, cy, dee, pageId } = await cast();
    const name = (await dataOf(ada, pageId)).page_name;
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
    const promoted = async (person: Person) =>
      (await person.call('get-general-data', { fetch: 'promoted_pages' })).promoted_pages;
    await promotePage(site.services, name, undefined);
    expect(ids(await promoted(cy))).toContain(pageId);
    expect(await dataOf(cy, pageId)).toMatchObject({ boosted: '1' });
    expect(ids(await promoted(dee))).not.toContain(pageId);
    await promotePage(site.services, name.toUpperCase(), inDays(1));
    expect(ids(await promoted(cy))).toContain(pageId);
    expect(await promotedLines(site.services, new Date())).toContainEqual(expect.stringMatching(`^${name} until 20`));
    await promotePage(site.services, name, inDays(-1));
    expect(ids(await promoted(cy))).not.toContain(pageId);
    expect(await dataOf(cy, pageId)).toMatchObject({ boosted: '0' });
    await promotePage(site.services, name, undefined);
    await unpromotePage(site.services, name);
    expect(ids(await promoted(cy))).not.toContain(pageId);
    await expect(promotePage(site.services, 'nobody_at_all', undefined)).rejects.toThrow('there is no page named nobody_at_all');
  });

  test('cost the same number of statements for 1 and for 20', async () => {
    const [ada, one, many] = await Promise.all([a.user(), a.user(), a.user()]);
    const pages = [];
    for (let index = 0; index < 20; index += 1) pages.push(await page(ada));
    for (const pageId of pages) await like(many, pageId);
    await like(one, pages[0] ?? 0);
    const asks = [
      (person: Person) => person.call('get-my-pages', { type: 'liked_pages', limit: 50 }),
      (person: Person) => person.call('get-community', { user_id: person.id, fetch: 'liked_pages', liked_pages_limit: 50 }),
      (person: Person) => person.call('get-user-data', { user_id: person.id, fetch: 'liked_pages' }),
    ];
    for (const ask of asks) {
      await ask(one);
      const few = await countStatements(site, () => ask(one));
      await ask(many);
      expect(await countStatements(site, () => ask(many))).toBe(few);
    }
    expect((await many.call('get-my-pages', { type: 'liked_pages', limit: 50 })).data).toHaveLength(20);
  });
});

test('the doctor finds nothing to repair', async () => {
  const reports = await checkCounters(site.services, { repair: false, checks: communityCounters });
  expect(reports.filter((report) => report.drifted.length > 0)).toEqual([]);
});
