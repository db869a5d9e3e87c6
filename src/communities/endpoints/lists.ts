import { z } from 'zod';
import type { ViewerContext } from '../../context.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { clamped, form, id, offset, page, text, words } from '../../http/form.ts';
import { presentGroup, presentLikedPage, presentPage } from '../present.ts';
import { type Groups, groupsBy, type Kind, listsOf, type Pages, pagesBy } from '../service/lists.ts';
import { GroupData, LikedPageData, PageData } from '../wire.ts';

const LISTS = ['groups', 'pages', 'liked_pages', 'my_groups', 'joined_groups'] as const;
type List = (typeof LISTS)[number];

const part = (list: List) => ({ [`${list}_limit`]: clamped(20, 50), [`${list}_offset`]: offset() });
type PartFields = { [Name in `${List}_limit`]: ReturnType<typeof clamped> } & {
  [Name in `${List}_offset`]: ReturnType<typeof offset>;
};
// fromEntries loses the names; they are those of the lists
const parts = Object.assign({}, ...LISTS.map(part)) as PartFields;

export const getCommunity = defineEndpoint({
  name: 'get-community',
  summary: "A person's own groups and pages, those they joined and like, as `fetch` names them",
  access: 'user',
  limit: 'read',
  input: form({ user_id: id(), fetch: words(...LISTS), ...parts }),
  answer: z.object({
    groups: z.array(GroupData).optional(),
    pages: z.array(PageData).optional(),
    liked_pages: z.array(LikedPageData).optional(),
    data: z.array(GroupData).optional(),
  }),
  errors: {
    'user_id.missing': [4, '{field} (POST) is missing'],
    missing: [3, '{field} (POST) is missing'],
    invalid: [6, 'Recipient user not found'],
    userNotFound: [6, 'Recipient user not found'],
  },
  async handle({ ctx, input }) {
    const whose = await listsOf(ctx, input.user_id);
    const partOf = (list: List) => ({ limit: input[`${list}_limit`], offset: input[`${list}_offset`] });
    const groups = async (list: List, by: 'owner' | 'partaker') =>
      input.fetch.has(list) ? groupData(ctx, await groupsBy(ctx, { by, ...whose }, partOf(list))) : undefined;
    const [owned, mine, joined, pages, liked] = await Promise.all([
      groups('groups', 'owner'),
      groups('my_groups', 'owner'),
      groups('joined_groups', 'partaker'),
      input.fetch.has('pages') ? pagesBy(ctx, { by: 'owner', ...whose }, partOf('pages')) : undefined,
      input.fetch.has('liked_pages') ? pagesBy(ctx, { by: 'partaker', ...whose }, partOf('liked_pages')) : undefined,
    ]);
    const data =
      mine || joined ? [...new Map([...(mine ?? []), ...(joined ?? [])].map((group) => [group.id, group])).values()] : undefined;
    return {
      ...(owned && { groups: owned }),
      ...(pages && { pages: pageData(ctx, pages) }),
      ...(liked && { liked_pages: liked.ids.map((pageId) => presentLikedPage(pageId, liked.maps, ctx)) }),
      ...(data && { data }),
    };
  },
});

const noType = [4, 'type can not be empty'] as const;
const userNotFound = [6, 'User not found'] as const;

const listErrors = {
  noType,
  'type.missing': noType,
  'type.invalid': noType,
  'type.tooLong': noType,
  missing: [5, '{field} can not be empty'],
  invalid: userNotFound,
  userNotFound,
} as const;

export const getMyGroups = defineEndpoint({
  name: 'get-my-groups',
  summary: 'Groups the viewer (or user_id) owns or is in, or those of a category, newest first',
  access: 'user',
  limit: 'read',
  input: form({
    type: text().pipe(z.enum(['my_groups', 'joined_groups', 'category'], 'noType')),
    user_id: id().optional().catch(undefined),
    category: id().optional().catch(undefined),
    category_id: id().optional().catch(undefined),
    ...page({ limit: 20, max: 50 }),
  }),
  answer: z.object({ data: z.array(GroupData) }),
  errors: listErrors,
  async handle({ ctx, input }) {
    const kind = await kindOf(ctx, { isOwner: input.type === 'my_groups', ...input });
    return { data: groupData(ctx, await groupsBy(ctx, kind, input)) };
  },
});

export const getMyPages = defineEndpoint({
  name: 'get-my-pages',
  summary: 'Pages the viewer (or user_id) owns or likes, or those of a category, newest first',
  access: 'user',
  limit: 'read',
  input: form({
    type: text().pipe(z.enum(['my_pages', 'liked_pages', 'category'], 'noType')),
    user_id: id().optional().catch(undefined),
    category: id().optional().catch(undefined),
    category_id: id().optional().catch(undefined),
    ...page({ limit: 20, max: 50 }),
  }),
  answer: z.object({ data: z.array(LikedPageData) }),
  errors: listErrors,
  async handle({ ctx, input }) {
    const kind = await kindOf(ctx, { isOwner: input.type === 'my_pages', ...input });
    const { ids, maps } = await pagesBy(ctx, kind, input);
    return { data: ids.map((pageId) => presentLikedPage(pageId, maps, ctx)) };
  },
});

type Asked = {
  type: string;
  isOwner: boolean;
  user_id?: number | undefined;
  category?: number | undefined;
  category_id?: number | undefined;
};

async function kindOf(ctx: ViewerContext, { type, isOwner, user_id, category, category_id }: Asked): Promise<Kind> {
  // 0 is no category: only uncategorised communities have it
  if (type === 'category') return { by: 'category', categoryId: category_id ?? category ?? 0 };
  return { by: isOwner ? 'owner' : 'partaker', ...(await listsOf(ctx, user_id ?? ctx.viewer.id)) };
}

function groupData(ctx: ViewerContext, { ids, maps }: Groups) {
  return ids.map((groupId) => presentGroup(groupId, maps, ctx));
}

function pageData(ctx: ViewerContext, { ids, maps }: Pages) {
  return ids.map((pageId) => presentPage(pageId, maps, ctx));
}
