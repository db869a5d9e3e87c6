import { z } from 'zod';
import { presentFoundGroup, presentFoundPage } from '../../communities/present.ts';
import { FoundGroupData, FoundPageData } from '../../communities/wire.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { clamped, form, id, offset } from '../../http/form.ts';
import { presentUser } from '../../users/present.ts';
import { UserData } from '../../users/wire.ts';
import { presentFound } from '../present.ts';
import { birthdayAtAge } from '../rules/age.ts';
import { searchGroups, searchPages } from '../service/communities.ts';
import { searchPeople } from '../service/people.ts';
import { addRecentPerson, clearRecent, recentPeople, removeRecentPerson } from '../service/recent.ts';
import { FoundUserData } from '../wire.ts';
import { choice, count, either, keywords } from './fields.ts';

const OLDEST = 150;

/** How many pages and groups an answer has in all, beside up to `limit` people. */
const MAX_COMMUNITIES = 10;

export const search = defineEndpoint({
  name: 'search',
  summary:
    'People, pages and groups with all the words in their names (the last word may be a beginning); without words by popularity',
  access: 'user',
  limit: 'search',
  input: form({
    search_key: keywords(),
    limit: clamped(35, 100),
    user_offset: offset(),
    page_offset: offset(),
    group_offset: offset(),
    gender: choice(),
    country: count(65_535),
    status: either('on', 'off'),
    verified: either('on', 'off'),
    image: either('yes', 'no'),
    filterbyage: either('yes', 'no'),
    age_from: count(OLDEST),
    age_to: count(OLDEST),
  }),
  answer: z.object({
    users: z.array(FoundUserData),
    pages: z.array(FoundPageData),
    groups: z.array(FoundGroupData),
  }),
  errors: {},
  async handle({ ctx, input }) {
    const { age_from, age_to } = input.filterbyage ? input : {};
    const filter = {
      gender: input.gender,
      countryId: input.country,
      online: input.status,
      verified: input.verified,
      hasAvatar: input.image,
      bornBy: age_from === undefined ? undefined : birthdayAtAge(age_from, ctx.now),
      bornAfter: age_to === undefined ? undefined : birthdayAtAge(age_to + 1, ctx.now),
    };
    const communities = { key: input.search_key, limit: Math.min(input.limit, MAX_COMMUNITIES) };
    const [people, pages, groups] = await Promise.all([
      searchPeople(ctx, { key: input.search_key, filter, limit: input.limit, before: input.user_offset }),
      searchPages(ctx, { ...communities, before: input.page_offset }),
      searchGroups(ctx, { ...communities, before: input.group_offset }),
    ]);
    return {
      users: people.ids.map((userId) => presentFound(userId, people.maps, ctx)),
      pages: pages.ids.map((pageId) => presentFoundPage(pageId, pages.maps, ctx)),
      groups: groups.ids.map((groupId) => presentFoundGroup(groupId, groups.maps, ctx)),
    };
  },
});

const noType = [4, 'type can not be empty'] as const;
const noUser = [5, 'user_id can not be empty'] as const;
const userNotFound = [6, 'User not found'] as const;

export const recentSearch = defineEndpoint({
  name: 'recent_search',
  summary:
    'The people opened last from a search, 20 at most, newest first. type=add with user_id remembers one, type=remove forgets ' +
    'one, type=clear forgets all; the answer is the list afterwards, without a type (or with get) as it is',
  access: 'user',
  limit: 'write',
  input: z.discriminatedUnion(
    'type',
    [
      form({ type: z.literal('add'), user_id: id() }),
      form({ type: z.literal('remove'), user_id: id() }),
      form({ type: z.enum(['get', 'clear']).optional() }),
    ],
    'noType',
  ),
  answer: z.object({ data: z.array(UserData) }),
  errors: { noType, missing: noUser, invalid: userNotFound, userNotFound },
  async handle({ ctx, input }) {
    if (input.type === 'add') await addRecentPerson(ctx, input.user_id);
    else if (input.type === 'remove') await removeRecentPerson(ctx, input.user_id);
    else if (input.type === 'clear') await clearRecent(ctx);
    const { ids, maps } = await recentPeople(ctx);
    return { data: ids.map((userId) => presentUser(userId, maps, ctx)) };
  },
});
