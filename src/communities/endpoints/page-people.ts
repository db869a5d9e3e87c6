import { z } from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import { form, id, page, text } from '../../http/form.ts';
import { unixSeconds } from '../../time-text.ts';
import { presentUser } from '../../users/present.ts';
import { UserData } from '../../users/wire.ts';
import { PRIVILEGES, type Privilege } from '../catalogue.ts';
import { presentAdminInfo } from '../present.ts';
import { followersOutsidePage, pageReviews as reviewsOfPage } from '../service/lists.ts';
import {
  changePrivileges,
  inviteToPage,
  pageAdmins,
  ratePage as rate,
  togglePageAdmin,
  togglePageLike,
} from '../service/page-people.ts';
import { PageAdminData, PageReviewData } from '../wire.ts';
import { flag } from './fields.ts';

const pageNotFound = [6, 'Page not found'] as const;
const empty = [5, '{field} can not be empty'] as const;
const notOwner = [8, 'You are not allowed to do this on the page'] as const;
const userNotFound = [7, 'User not found'] as const;

export const likePage = defineEndpoint({
  name: 'like-page',
  summary: 'Like a page, or take it back',
  access: 'user',
  limit: 'write',
  input: form({ page_id: id() }),
  answer: z.object({ like_status: z.enum(['liked', 'unliked']) }),
  errors: { missing: [3, '{field} (POST) is missing'], invalid: pageNotFound, pageNotFound },
  async handle({ ctx, input }) {
    return { like_status: (await togglePageLike(ctx, input.page_id)) ? ('liked' as const) : ('unliked' as const) };
  },
});

export const notInPageMember = defineEndpoint({
  name: 'not_in_page_member',
  summary: "The viewer's followers who do not like a page: whom page_add invites",
  access: 'user',
  limit: 'read',
  input: form({ page_id: id(), ...page({ limit: 20, max: 50 }) }),
  answer: z.object({ users: z.array(UserData) }),
  errors: { missing: empty, invalid: pageNotFound, pageNotFound },
  async handle({ ctx, input }) {
    const { ids, maps } = await followersOutsidePage(ctx, input.page_id, input);
    return { users: ids.map((userId) => presentUser(userId, maps, ctx)) };
  },
});

const somebody = { page_id: id(), user_id: id() };
const somebodyErrors = {
  missing: empty,
  'page_id.invalid': pageNotFound,
  pageNotFound,
  invalid: userNotFound,
  userNotFound,
  notOwner,
} as const;

export const pageAdd = defineEndpoint({
  name: 'page_add',
  summary: "Invite one of the viewer's followers to like a page",
  access: 'user',
  limit: 'write',
  input: form(somebody),
  answer: z.object({ message: z.string(), code: z.int() }),
  errors: { ...somebodyErrors, notFollower: [10, 'Only people who follow you can be invited'] },
  async handle({ ctx, input }) {
    await inviteToPage(ctx, { pageId: input.page_id, userId: input.user_id });
    return { message: 'User successfully invited.', code: 1 };
  },
});

export const makePageAdmin = defineEndpoint({
  name: 'make_page_admin',
  summary: 'Make a person an admin of a page (code 1), or no longer (code 0)',
  access: 'user',
  limit: 'write',
  input: form(somebody),
  answer: z.object({ message: z.string(), code: z.int() }),
  errors: somebodyErrors,
  async handle({ ctx, input }) {
    const isAdmin = await togglePageAdmin(ctx, { pageId: input.page_id, userId: input.user_id });
    return { message: `User is ${isAdmin ? 'now' : 'no longer'} an admin.`, code: isAdmin ? 1 : 0 };
  },
});

export const getPageAdmins = defineEndpoint({
  name: 'get_page_admins',
  summary: 'Who runs a page beside its owner, and what each may do; for those who run it',
  access: 'user',
  limit: 'read',
  input: form({ page_id: id() }),
  answer: z.object({ data: z.array(PageAdminData) }),
  errors: { missing: empty, invalid: pageNotFound, pageNotFound, notOwner },
  async handle({ ctx, input }) {
    const { admins, maps } = await pageAdmins(ctx, input.page_id);
    return { data: admins.map((admin) => ({ ...presentUser(admin.user_id, maps, ctx), admin_info: presentAdminInfo(admin) })) };
  },
});

// fromEntries loses the names; they are those of the list
const privilegeFields = Object.fromEntries(PRIVILEGES.map((name) => [name, flag()])) as Record<
  Privilege,
  ReturnType<typeof flag>
>;

export const updatePrivileges = defineEndpoint({
  name: 'update_privileges',
  summary: 'Change what an admin of a page may do: "1" or "0" each, the absent ones stay; for its owner',
  access: 'user',
  limit: 'write',
  input: form({ ...somebody, ...privilegeFields }),
  answer: z.object({ message: z.string() }),
  errors: { ...somebodyErrors, memberNotFound: [9, 'User is not an admin of the page'] },
  async handle({ ctx, input }) {
    const given = PRIVILEGES.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]] as const]));
    await changePrivileges(ctx, { pageId: input.page_id, userId: input.user_id }, Object.fromEntries(given));
    return { message: 'Privileges successfully updated.' };
  },
});

export const pageReviews = defineEndpoint({
  name: 'page_reviews',
  summary: 'Reviews of a page, newest first',
  access: 'user',
  limit: 'read',
  input: form({ page_id: id(), ...page({ limit: 20, max: 50 }) }),
  answer: z.object({ data: z.array(PageReviewData) }),
  errors: { missing: empty, invalid: pageNotFound, pageNotFound },
  async handle({ ctx, input }) {
    const { rows, maps } = await reviewsOfPage(ctx, input.page_id, input);
    const data = rows.map((row) => ({
      id: String(row.id),
      user_id: String(row.userId),
      page_id: String(input.page_id),
      valuation: String(row.valuation),
      review: row.text,
      time: unixSeconds(row.created_at),
      user_data: presentUser(row.userId, maps, ctx),
    }));
    return { data };
  },
});

export const ratePage = defineEndpoint({
  name: 'rate_page',
  summary: 'Give a page 1 to 5 stars and a few words; a second time they take the place of the first',
  access: 'user',
  limit: 'write',
  input: form({
    page_id: id(),
    val: text().pipe(z.enum(['1', '2', '3', '4', '5'], 'unknownValue')),
    text: text(5000).optional(),
  }),
  answer: z.object({ val: z.string() }),
  errors: {
    missing: empty,
    'page_id.invalid': pageNotFound,
    pageNotFound,
    'val.invalid': [7, 'val must be 1 to 5'],
    'val.tooLong': [7, 'val must be 1 to 5'],
    unknownValue: [7, 'val must be 1 to 5'],
    self: [8, 'You can not rate your own page'],
    tooLong: [9, 'text is too long'],
    invalid: [9, 'text holds characters that cannot be used'],
  },
  async handle({ ctx, input }) {
    await rate(ctx, input.page_id, { valuation: Number(input.val), text: input.text ?? '' });
    return { val: input.val };
  },
});
