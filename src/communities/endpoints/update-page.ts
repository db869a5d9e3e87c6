import { z } from 'zod';
import { entryOrNone, optionalCategoryId, subCategoryId } from '../../catalogues/endpoints/fields.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { clearableAddress, clearableText, clearableTitle, file, form, id, title, wordMap } from '../../http/form.ts';
import { CALL_ACTIONS } from '../catalogue.ts';
import { changePage, locationColumns, pageNameProblem } from '../service/pages.ts';
import { categoryRows, communityName, degrees, flag, pictureRows, webAddress } from './fields.ts';

/** `defualt` is how apps spell it. */
const backgroundStatus = () => wordMap(['defualt', 0], ['default', 0], ['0', 0], ['my_background', 1], ['1', 1]);

export const updatePageData = defineEndpoint({
  name: 'update-page-data',
  summary: 'Change a page; for its owner, and for admins what they may',
  access: 'user',
  limit: 'write',
  input: form({
    page_id: id(),
    page_name: communityName().optional(),
    page_title: title(100).optional(),
    page_description: clearableText(5000),
    page_category: optionalCategoryId(),
    sub_category: subCategoryId(),
    page_sub_category: subCategoryId(),
    website: webAddress(),
    company: clearableTitle(191),
    phone: clearableTitle(191),
    address: clearableTitle(191),
    facebook: clearableAddress(191),
    instgram: clearableAddress(191),
    twitter: clearableAddress(191),
    linkedin: clearableAddress(191),
    vk: clearableAddress(191),
    youtube: clearableAddress(191),
    google: clearableAddress(191),
    users_post: flag(),
    lat: degrees(90),
    lng: degrees(180),
    call_action_type: entryOrNone(CALL_ACTIONS),
    call_action_type_url: webAddress(),
    background_image: file().optional(),
    background_image_status: backgroundStatus(),
    avatar: file().optional(),
    cover: file().optional(),
  }),
  answer: z.object({ message: z.string() }),
  errors: {
    missing: [1, '{field} (POST) is missing'],
    'page_id.invalid': [2, 'Page not found'],
    pageNotFound: [2, 'Page not found'],
    nameTaken: [3, 'Page name is already exists'],
    invalidCharacters: [4, 'Invalid Page name characters'],
    'page_name.invalid': [4, 'Invalid Page name characters'],
    nameReserved: [4, 'Invalid Page name characters'],
    usernameLength: [5, 'Page name must be between 5/32'],
    'page_name.tooLong': [5, 'Page name must be between 5/32'],
    'call_action_type_url.urlInvalid': [2, 'call action type url is invalid'],
    'call_action_type_url.tooLong': [2, 'call action type url is invalid'],
    'call_action_type_url.invalid': [2, 'call action type url is invalid'],
    'website.urlInvalid': [3, 'website holds invalid characters'],
    'website.tooLong': [3, 'website holds invalid characters'],
    'website.invalid': [3, 'website holds invalid characters'],
    notOwner: [7, 'You are not the page owner'],
    ...categoryRows(12),
    ...pictureRows,
    tooLong: [12, '{field} is too long'],
    invalid: [12, '{field} holds what it may not'],
  },
  async foresee({ ctx, valid }) {
    const reason = await pageNameProblem(ctx, valid.page_name, valid.page_id);
    return reason ? [{ field: 'page_name', reason }] : [];
  },
  async handle({ ctx, input }) {
    const { company, phone, address, facebook, twitter, linkedin, vk, youtube, google } = input;
    await changePage(ctx, input.page_id, {
      columns: {
        name: input.page_name,
        title: input.page_title,
        description: input.page_description,
        category_id: input.page_category,
        sub_category_id: input.page_sub_category ?? input.sub_category,
        website: input.website,
        ...{ company, phone, address, facebook, twitter, linkedin, vk, youtube, google },
        instagram: input.instgram,
        users_post: input.users_post,
        call_action_type: input.call_action_type,
        call_action_url: input.call_action_type_url,
        shows_background: input.background_image_status,
        ...locationColumns(input),
      },
      pictures: { avatar: input.avatar, cover: input.cover, background: input.background_image },
    });
    return { message: 'Your page was updated' };
  },
});
