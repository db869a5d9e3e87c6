import { z } from 'zod';
import { presentGroup, presentPage } from '../../communities/present.ts';
import { popularGroups, popularPages } from '../../communities/service/lists.ts';
import { GroupData, PageData } from '../../communities/wire.ts';
import type { ViewerContext } from '../../context.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { form, page, text } from '../../http/form.ts';
import { presentFollower } from '../present.ts';
import { peopleWithCommonThings, recommendedPeople } from '../service.ts';
import { CommonUserData, FollowerData } from '../wire.ts';

const noType = [4, 'type can not be empty'] as const;

type Part = { limit: number; offset?: number | undefined };

/** What each `type` recommends. */
const recommended = {
  users: async (ctx: ViewerContext, part: Part) => {
    const { ids, maps } = await recommendedPeople(ctx, part);
    return ids.map((userId) => presentFollower(userId, maps, ctx));
  },
  groups: async (ctx: ViewerContext, part: Part) => {
    const { ids, maps } = await popularGroups(ctx, { strange: true, ...part });
    return ids.map((groupId) => presentGroup(groupId, maps, ctx));
  },
  pages: async (ctx: ViewerContext, part: Part) => {
    const { ids, maps } = await popularPages(ctx, { strange: true, ...part });
    return ids.map((pageId) => presentPage(pageId, maps, ctx));
  },
};

export const fetchRecommended = defineEndpoint({
  name: 'fetch-recommended',
  summary: 'People, groups or pages the viewer may like, the most popular first',
  access: 'user',
  limit: 'read',
  input: form({ type: text().pipe(z.enum(['users', 'groups', 'pages'], 'noType')), ...page({ limit: 20, max: 50 }) }),
  answer: z.object({ data: z.array(z.union([FollowerData, GroupData, PageData])) }),
  errors: { missing: noType, noType, invalid: noType, tooLong: noType },
  async handle({ ctx, input }) {
    return { data: await recommended[input.type](ctx, input) };
  },
});

export const commonThings = defineEndpoint({
  name: 'common_things',
  summary: "People who share the viewer's town, school or work, and how many of these",
  access: 'user',
  limit: 'read',
  input: form(page({ limit: 20, max: 50 })),
  answer: z.object({ data: z.array(CommonUserData) }),
  errors: {},
  async handle({ ctx, input }) {
    const { people, maps } = await peopleWithCommonThings(ctx, input);
    return { data: people.map(({ id, things }) => ({ ...presentFollower(id, maps, ctx), common_things: things })) };
  },
});
