import { expect, test } from 'vitest';
import type { Fields } from './support/call.ts';
import { factory, type Person } from './support/people.ts';
import { openSite } from './support/site.ts';

// Who may change groups, pages, events, products and articles: every write by each role. `yes` is done, `no` refused with an
// error of its own, `gone` refused as if the subject did not exist.

const site = await openSite();
const a = factory(site);
const { db } = site.services;

const ROLES = ['owner', 'admin', 'moderator', 'member', 'stranger', 'blocked'] as const;
type Role = (typeof ROLES)[number];
type Cast = Record<Role | 'other' | 'asker' | 'banned', Person>;

const NOBODY = 999_999_999;
const now = new Date();
const cast = await openCast();

/** The role of each person in the groups and pages below. On the site itself the admin and the moderator are staff. */
async function openCast(): Promise<Cast> {
  const people = await Promise.all([...ROLES, 'other', 'asker', 'banned'].map(async (name) => [name, await a.user()] as const));
  // the names come from the list
  const all = Object.fromEntries(people) as Cast;
  for (const role of ROLES) if (role !== 'blocked') await a.follow(all.other, all[role]);
  await a.follow(all.other, all.blocked);
  await a.block(all.owner, all.blocked);
  return all;
}

let names = 0;
const newName = () => `who_${process.pid}_${++names}`;

async function group(): Promise<number> {
  const name = newName();
  const own = { owner_id: cast.owner.id, name, title: 'a', about: '', members_count: 5, created_at: now };
  const [id = 0] = await db('community_groups').insert(own);
  await db('names').insert({ name, kind: 'group' });
  const at = { group_id: id, created_at: now };
  await db('group_members').insert([
    { ...at, user_id: cast.owner.id, state: 'member', role: 'admin' },
    { ...at, user_id: cast.admin.id, state: 'member', role: 'admin' },
    { ...at, user_id: cast.moderator.id, state: 'member', role: 'moderator' },
    { ...at, user_id: cast.member.id, state: 'member', role: 'member' },
    { ...at, user_id: cast.asker.id, state: 'requested', role: 'member' },
    { ...at, user_id: cast.banned.id, state: 'banned', role: 'member' },
  ]);
  return id;
}

/** A group with one more member. */
async function groupOfOther(): Promise<number> {
  const id = await group();
  const at = { group_id: id, created_at: now, state: 'member', role: 'member' } as const;
  await db('group_members').insert({ ...at, user_id: cast.other.id });
  return id;
}

/** Its admin has the privileges of every new admin, its moderator only the privilege `social`, and the member likes it. */
async function page(): Promise<number> {
  const name = newName();
  const own = { owner_id: cast.owner.id, name, title: 'a', description: '', likes_count: 1, created_at: now };
  const [id = 0] = await db('pages').insert(own);
  await db('names').insert({ name, kind: 'page' });
  const at = { page_id: id, created_at: now };
  const little = { general: 0, info: 0, avatar: 0, design: 0, analytics: 0 };
  await db('page_admins').insert({ ...at, user_id: cast.admin.id });
  await db('page_admins').insert({ ...at, user_id: cast.moderator.id, ...little });
  await db('page_likes').insert({ ...at, user_id: cast.member.id });
  return id;
}

async function event(): Promise<number> {
  const days = { start_date: '2030-01-01', start_time: '10:00:00', end_date: '2030-01-01', end_time: '11:00:00' };
  const own = { owner_id: cast.owner.id, name: 'a', location: 'b', description: 'c', timezone: 'UTC', created_at: now };
  const moments = { starts_at: new Date('2030-01-01T10:00:00Z'), ends_at: new Date('2030-01-01T11:00:00Z') };
  const [id = 0] = await db('events').insert({ ...own, ...days, ...moments });
  return id;
}

async function product(): Promise<number> {
  const own = { owner_id: cast.owner.id, name: 'a', description: 'b', price: '1.00', currency: 'USD', location: 'c' };
  const [id = 0] = await db('products').insert({ ...own, created_at: now });
  const [postId = 0] = await db('posts').insert({ author_id: cast.owner.id, product_id: id, text: '', created_at: now });
  await db('products').where({ id }).update({ post_id: postId });
  return id;
}

async function article(): Promise<number> {
  const own = { owner_id: cast.owner.id, title: 'a', content: '<p>b</p>', category_id: 0, created_at: now };
  const [id = 0] = await db('articles').insert(own);
  return id;
}

/** A post of another person in a container. */
async function post(place: { group_id: number } | { page_id: number } | { event_id: number }): Promise<number> {
  const [id = 0] = await db('posts').insert({ author_id: cast.other.id, text: 'a', created_at: now, ...place });
  return id;
}

const groupPost = async () => post({ group_id: await groupOfOther() });
const pagePost = async () => post({ page_id: await page() });
const eventPost = async () => post({ event_id: await event() });

async function groupComment(): Promise<number> {
  const on = { subject_kind: 'post', subject_id: await groupPost() } as const;
  const own = { ...on, author_id: cast.other.id, text: 'a', created_at: now };
  const [id = 0] = await db('comments').insert(own);
  return id;
}

const SUBJECTS = { group, groupOfOther, page, event, product, article, groupPost, pagePost, eventPost, groupComment };

const whom = (person: keyof Cast) => ({ user_id: cast[person].id });
const GROUP_STAFF = 'yes yes yes no no gone';
const OWNER_AND_ADMIN = 'yes yes no no no gone';
const OWNER = 'yes no no no no gone';
const EVERYBODY = 'yes yes yes yes yes gone';
const PASSWORD = 'password';

/** The call, its subject, the field that names it, other fields, and the outcome for each role in the order of `ROLES`. */
const WRITES: [string, keyof typeof SUBJECTS, string, Fields, string][] = [
  ['update-group-data', 'group', 'group_id', { group_title: 'New' }, OWNER_AND_ADMIN],
  ['delete_group', 'group', 'group_id', { password: PASSWORD }, OWNER],
  ['join-group', 'group', 'group_id', {}, 'no yes yes yes yes gone'],
  ['group_add', 'group', 'group_id', whom('other'), 'yes yes yes yes no gone'],
  ['delete_group_member', 'groupOfOther', 'group_id', whom('other'), GROUP_STAFF],
  ['delete_group_member', 'groupOfOther', 'group_id', { ...whom('other'), ban: 1 }, GROUP_STAFF],
  ['unban_group_member', 'group', 'group_id', whom('banned'), GROUP_STAFF],
  ['get_ban_list', 'group', 'group_id', {}, GROUP_STAFF],
  ['make_group_admin', 'groupOfOther', 'group_id', whom('other'), OWNER_AND_ADMIN],
  ['make_group_admin', 'groupOfOther', 'group_id', { ...whom('other'), role: 'moderator' }, OWNER_AND_ADMIN],
  ['groups', 'group', 'group_id', { type: 'accept_request', ...whom('asker') }, GROUP_STAFF],
  ['groups', 'group', 'group_id', { type: 'delete_request', ...whom('asker') }, GROUP_STAFF],
  ['report_group', 'group', 'group_id', { text: 'a' }, EVERYBODY],
  ['new_post', 'group', 'group_id', { postText: 'a' }, 'yes yes yes yes gone gone'],
  ['post-actions', 'groupPost', 'post_id', { action: 'delete' }, 'yes yes yes gone gone gone'],
  ['post-actions', 'groupPost', 'post_id', { action: 'edit', text: 'b' }, 'gone gone gone gone gone gone'],
  ['comments', 'groupComment', 'comment_id', { type: 'delete' }, GROUP_STAFF],
  ['post-actions', 'pagePost', 'post_id', { action: 'delete' }, 'yes yes yes gone gone gone'],
  ['post-actions', 'eventPost', 'post_id', { action: 'delete' }, 'yes gone gone gone gone gone'],
  ['update-page-data', 'page', 'page_id', { page_title: 'New' }, OWNER_AND_ADMIN],
  ['update-page-data', 'page', 'page_id', { facebook: 'a' }, 'yes yes yes no no gone'],
  ['update-page-data', 'page', 'page_id', { facebook: 'a', page_title: 'New' }, OWNER_AND_ADMIN],
  ['delete_page', 'page', 'page_id', { password: PASSWORD }, OWNER],
  ['like-page', 'page', 'page_id', {}, EVERYBODY],
  ['page_add', 'page', 'page_id', whom('other'), EVERYBODY],
  ['make_page_admin', 'page', 'page_id', whom('other'), OWNER],
  ['update_privileges', 'page', 'page_id', { ...whom('admin'), social: 0 }, OWNER],
  ['get_page_admins', 'page', 'page_id', {}, 'yes yes yes no no gone'],
  ['rate_page', 'page', 'page_id', { val: 4, text: 'a' }, 'no yes yes yes yes gone'],
  ['report_page', 'page', 'page_id', { text: 'a' }, EVERYBODY],
  ['new_post', 'page', 'page_id', { postText: 'a' }, 'yes yes yes no no gone'],
  ['events', 'event', 'event_id', { type: 'edit', event_name: 'Another name' }, OWNER],
  ['events', 'event', 'event_id', { type: 'delete' }, OWNER],
  ['go-to-event', 'event', 'event_id', {}, EVERYBODY],
  ['interest-event', 'event', 'event_id', {}, EVERYBODY],
  ['edit-product', 'product', 'product_id', { product_title: 'New' }, 'yes gone gone gone gone gone'],
  ['edit-product', 'product', 'product_id', { status: 1 }, 'yes gone gone gone gone gone'],
  ['blogs', 'article', 'blog_id', { type: 'edit', title: 'New' }, 'yes yes yes no no gone'],
  ['blogs', 'article', 'blog_id', { type: 'add_comment', text: 'a' }, EVERYBODY],
  ['blogs', 'article', 'blog_id', { type: 'like', reaction_type: 'like' }, EVERYBODY],
];

/** Being staff of the site matters only in the writes about articles. Elsewhere the role in the group or page decides. */
async function withStaff<Result>(subject: string, work: () => Promise<Result>): Promise<Result> {
  const [admin, moderator] = [db('users').where({ id: cast.admin.id }), db('users').where({ id: cast.moderator.id })];
  if (subject === 'article')
    await Promise.all([admin.clone().update({ role: 'admin' }), moderator.clone().update({ role: 'moderator' })]);
  try {
    return await work();
  } finally {
    await Promise.all([admin.clone().update({ role: 'member' }), moderator.clone().update({ role: 'member' })]);
  }
}

test.each(WRITES)('%s of a %s (%s) with %o: %s', async (name, subject, key, fields, wanted) => {
  const outcomes: string[] = [];
  await withStaff(subject, async () => {
    for (const role of ROLES) {
      const person = cast[role];
      const own = fields.password === undefined ? fields : { ...fields, password: person.password };
      const gone = await person.call(name, { ...own, [key]: NOBODY });
      expect(gone.api_status).toBe('400');
      const answer = await person.call(name, { ...own, [key]: await SUBJECTS[subject]() });
      if (answer.api_status === 200) outcomes.push('yes');
      else outcomes.push(JSON.stringify(answer) === JSON.stringify(gone) ? 'gone' : 'no');
    }
  });
  expect(outcomes.join(' ')).toBe(wanted);
});
