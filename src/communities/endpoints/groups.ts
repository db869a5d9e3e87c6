import { z } from 'zod';
import { categoryId, optionalCategoryId, subCategoryId } from '../../catalogues/endpoints/fields.ts';
import { categoryIssues } from '../../catalogues/service/choose.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { clearableText, file, form, id, secret, text, title } from '../../http/form.ts';
import { presentGroup, presentGroupProfile } from '../present.ts';
import {
  changeGroup,
  groupNameProblem,
  createGroup as makeGroup,
  deleteGroup as removeGroup,
  requireVisibleGroup,
  toggleGroupReport,
} from '../service/groups.ts';
import { GroupData, GroupProfile } from '../wire.ts';
import { categoryRows, communityName, pictureRows, privacy } from './fields.ts';

const missing = [3, '{field} (POST) is missing'] as const;
const groupNotFound = [6, 'Group not found'] as const;

export const getGroupData = defineEndpoint({
  name: 'get-group-data',
  summary: 'A group; of a private one too, its posts and members apart',
  access: 'user',
  limit: 'read',
  input: form({ group_id: id() }),
  answer: z.object({ group_data: GroupProfile }),
  errors: { missing, invalid: groupNotFound, groupNotFound },
  async handle({ ctx, input }) {
    const maps = await requireVisibleGroup(ctx, input.group_id);
    return { group_data: presentGroupProfile(input.group_id, maps, ctx) };
  },
});

const noCategory = [3, 'category is not a category of this site'] as const;
const nameLength = [5, 'Group name must be between 5 / 32'] as const;
const nameInvalid = [6, 'Invalid group name characters.'] as const;

export const createGroup = defineEndpoint({
  name: 'create-group',
  summary: 'Make a group; the viewer owns it',
  access: 'user',
  limit: 'write',
  input: form({
    group_name: communityName(),
    group_title: title(100),
    category: categoryId(),
    about: text(5000),
    privacy: privacy(),
    join_privacy: privacy(),
    group_sub_category: subCategoryId(),
  }),
  answer: z.object({ group_data: GroupData }),
  errors: {
    missing,
    'category.invalid': noCategory,
    categoryNotFound: noCategory,
    nameTaken: [4, 'Group name is already exists.'],
    usernameLength: nameLength,
    'group_name.tooLong': nameLength,
    invalidCharacters: nameInvalid,
    'group_name.invalid': nameInvalid,
    nameReserved: nameInvalid,
    subCategoryNotFound: [7, 'group_sub_category is not a sub-category of this category'],
    tooLong: [7, '{field} is too long'],
    invalid: [7, '{field} holds what it may not'],
  },
  async foresee({ ctx, valid }) {
    const reason = await groupNameProblem(ctx, valid.group_name);
    const categories = categoryIssues(ctx, { kind: 'group', categoryId: valid.category });
    return reason ? [...categories, { field: 'group_name', reason }] : categories;
  },
  async handle({ ctx, input }) {
    const groupId = await makeGroup(ctx, {
      name: input.group_name,
      title: input.group_title,
      about: input.about,
      categoryId: input.category,
      subCategoryId: input.group_sub_category,
      privacy: input.privacy ?? 1,
      joinPrivacy: input.join_privacy ?? 0,
    });
    const maps = await requireVisibleGroup(ctx, groupId);
    return { group_data: presentGroup(groupId, maps, ctx) };
  },
});

export const updateGroupData = defineEndpoint({
  name: 'update-group-data',
  summary: 'Change a group; for its owner and admins',
  access: 'user',
  limit: 'write',
  input: form({
    group_id: id(),
    group_name: communityName().optional(),
    group_title: title(100).optional(),
    about: clearableText(5000),
    category: optionalCategoryId(),
    sub_category: subCategoryId(),
    group_sub_category: subCategoryId(),
    privacy: privacy(),
    join_privacy: privacy(),
    avatar: file().optional(),
    cover: file().optional(),
  }),
  answer: z.object({ message: z.string() }),
  errors: {
    missing: [1, '{field} (POST) is missing'],
    'group_id.invalid': [2, 'Group not found'],
    groupNotFound: [2, 'Group not found'],
    nameTaken: [3, 'Group name is already exists'],
    invalidCharacters: [4, 'Invalid group name characters'],
    'group_name.invalid': [4, 'Invalid group name characters'],
    nameReserved: [4, 'Invalid group name characters'],
    usernameLength: [5, 'Group name must be between 5/32'],
    'group_name.tooLong': [5, 'Group name must be between 5/32'],
    notOwner: [7, 'You are not the group owner'],
    ...categoryRows(12),
    ...pictureRows,
    tooLong: [12, '{field} is too long'],
    invalid: [12, '{field} holds what it may not'],
  },
  async foresee({ ctx, valid }) {
    const reason = await groupNameProblem(ctx, valid.group_name, valid.group_id);
    return reason ? [{ field: 'group_name', reason }] : [];
  },
  async handle({ ctx, input }) {
    await changeGroup(ctx, input.group_id, {
      name: input.group_name,
      title: input.group_title,
      about: input.about,
      categoryId: input.category,
      subCategoryId: input.group_sub_category ?? input.sub_category,
      privacy: input.privacy,
      joinPrivacy: input.join_privacy,
      avatar: input.avatar,
      cover: input.cover,
    });
    return { message: 'Your group was updated' };
  },
});

export const deleteGroup = defineEndpoint({
  name: 'delete_group',
  summary: 'Delete a group; for its owner, with their password',
  access: 'user',
  limit: 'auth',
  input: form({ group_id: id(), password: secret() }),
  answer: z.object({ message: z.string() }),
  errors: {
    'group_id.missing': [5, '{field} can not be empty'],
    missing: [6, '{field} can not be empty'],
    groupNotFound: [4, 'Group not found'],
    'group_id.invalid': [4, 'Group not found'],
    notOwner: [8, 'You are not the group owner'],
    wrongPassword: [7, 'current password mismatch.'],
    tooLong: [7, 'current password mismatch.'],
    invalid: [7, 'current password mismatch.'],
  },
  async handle({ ctx, input }) {
    await removeGroup(ctx, input.group_id, input.password);
    return { message: 'Group successfully deleted.' };
  },
});

export const reportGroup = defineEndpoint({
  name: 'report_group',
  summary: 'Report a group to the staff (code 1), or take the report back (code 0)',
  access: 'user',
  limit: 'write',
  input: form({ group_id: id(), text: text(1000).optional() }),
  answer: z.object({ code: z.int() }),
  errors: {
    missing: [5, '{field} can not be empty'],
    'group_id.invalid': groupNotFound,
    groupNotFound,
    tooLong: [7, 'text is too long'],
    invalid: [7, 'text holds characters that cannot be used'],
  },
  async handle({ ctx, input }) {
    return { code: (await toggleGroupReport(ctx, input.group_id, input.text ?? '')) ? 1 : 0 };
  },
});
