import { z } from 'zod';
import { categoryId, subCategoryId } from '../../catalogues/endpoints/fields.ts';
import { categoryIssues } from '../../catalogues/service/choose.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { form, id, secret, text, title } from '../../http/form.ts';
import { presentPage, presentPageProfile } from '../present.ts';
import {
  createPage as makePage,
  pageNameProblem,
  deletePage as removePage,
  requireVisiblePage,
  togglePageReport,
} from '../service/pages.ts';
import { PageData, PageProfile } from '../wire.ts';
import { communityName } from './fields.ts';

const missing = [3, '{field} (POST) is missing'] as const;
const pageNotFound = [6, 'Page not found'] as const;

export const getPageData = defineEndpoint({
  name: 'get-page-data',
  summary: 'A page, and what the viewer has to do with it',
  access: 'user',
  limit: 'read',
  input: form({ page_id: id() }),
  answer: z.object({ page_data: PageProfile }),
  errors: { missing, invalid: pageNotFound, pageNotFound },
  async handle({ ctx, input }) {
    const maps = await requireVisiblePage(ctx, input.page_id);
    return { page_data: presentPageProfile(input.page_id, maps, ctx) };
  },
});

const noCategory = [3, 'page_category is not a category of this site'] as const;
const nameLength = [5, 'Page name must be between 5 / 32'] as const;
const nameInvalid = [6, 'Invalid Page name characters.'] as const;

export const createPage = defineEndpoint({
  name: 'create-page',
  summary: 'Make a page; the viewer owns it',
  access: 'user',
  limit: 'write',
  input: form({
    page_name: communityName(),
    page_title: title(100),
    page_category: categoryId(),
    page_description: text(5000),
    page_sub_category: subCategoryId(),
  }),
  answer: z.object({ page_data: PageData }),
  errors: {
    missing,
    'page_category.invalid': noCategory,
    categoryNotFound: noCategory,
    nameTaken: [4, 'Page name is already exists.'],
    usernameLength: nameLength,
    'page_name.tooLong': nameLength,
    invalidCharacters: nameInvalid,
    'page_name.invalid': nameInvalid,
    nameReserved: nameInvalid,
    subCategoryNotFound: [7, 'page_sub_category is not a sub-category of this category'],
    tooLong: [7, '{field} is too long'],
    invalid: [7, '{field} holds what it may not'],
  },
  async foresee({ ctx, valid }) {
    const reason = await pageNameProblem(ctx, valid.page_name);
    const categories = categoryIssues(ctx, { kind: 'page', categoryId: valid.page_category });
    return reason ? [...categories, { field: 'page_name', reason }] : categories;
  },
  async handle({ ctx, input }) {
    const pageId = await makePage(ctx, {
      name: input.page_name,
      title: input.page_title,
      description: input.page_description,
      categoryId: input.page_category,
      subCategoryId: input.page_sub_category,
    });
    const maps = await requireVisiblePage(ctx, pageId);
    return { page_data: presentPage(pageId, maps, ctx) };
  },
});

export const deletePage = defineEndpoint({
  name: 'delete_page',
  summary: 'Delete a page, with the password; for its owner, and admins who may',
  access: 'user',
  limit: 'auth',
  input: form({ page_id: id(), password: secret() }),
  answer: z.object({ message: z.string() }),
  errors: {
    'page_id.missing': [5, '{field} can not be empty'],
    missing: [6, '{field} can not be empty'],
    pageNotFound: [4, 'Page not found'],
    'page_id.invalid': [4, 'Page not found'],
    notOwner: [8, 'You are not the page owner'],
    wrongPassword: [7, 'current password mismatch.'],
    tooLong: [7, 'current password mismatch.'],
    invalid: [7, 'current password mismatch.'],
  },
  async handle({ ctx, input }) {
    await removePage(ctx, input.page_id, input.password);
    return { message: 'Page successfully deleted.' };
  },
});

export const reportPage = defineEndpoint({
  name: 'report_page',
  summary: 'Report a page to the staff (code 1), or take the report back (code 0)',
  access: 'user',
  limit: 'write',
  input: form({ page_id: id(), text: text(1000).optional() }),
  answer: z.object({ code: z.int() }),
  errors: {
    missing: [5, '{field} can not be empty'],
    'page_id.invalid': pageNotFound,
    pageNotFound,
    tooLong: [7, 'text is too long'],
    invalid: [7, 'text holds characters that cannot be used'],
  },
  async handle({ ctx, input }) {
    return { code: (await togglePageReport(ctx, input.page_id, input.text ?? '')) ? 1 : 0 };
  },
});
