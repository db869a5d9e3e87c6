import { z } from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import { form, id, idList, text, words } from '../../http/form.ts';
import { presentListedUser } from '../present.ts';
import { idOfUsername, openProfile, requireVisibleUsers } from '../service.ts';
import { ListedUserData } from '../wire.ts';
import { PROFILE_WORDS, ProfileAnswer, profileSections } from './profile-sections.ts';

const missing = [3, '{field} (POST) is missing'] as const;
const userNotFound = [6, 'Recipient user not found'] as const;
const MAX_USERS = 100;

export const getUserData = defineEndpoint({
  name: 'get-user-data',
  summary: "A person's profile: what `fetch` names of it",
  access: 'user',
  limit: 'read',
  input: form({ user_id: id(), fetch: words(...PROFILE_WORDS) }),
  answer: ProfileAnswer,
  errors: { missing, invalid: userNotFound, userNotFound },
  async handle({ ctx, input }) {
    const maps = await openProfile(ctx, input.user_id, { visit: input.fetch.has('user_data') });
    return profileSections(ctx, input.user_id, { maps, fetch: input.fetch });
  },
});

export const getUserDataUsername = defineEndpoint({
  name: 'get-user-data-username',
  summary: "A person's profile by username: what `fetch` names of it",
  access: 'user',
  limit: 'read',
  input: form({ username: text(191), fetch: words(...PROFILE_WORDS) }),
  answer: ProfileAnswer,
  errors: { missing, invalid: userNotFound, tooLong: userNotFound, userNotFound },
  async handle({ ctx, input }) {
    const userId = await idOfUsername(ctx, input.username);
    const maps = await openProfile(ctx, userId, { visit: input.fetch.has('user_data') });
    return profileSections(ctx, userId, { maps, fetch: input.fetch });
  },
});

export const getManyUsersData = defineEndpoint({
  name: 'get-many-users-data',
  summary: 'Many people at once (100 at most), in the order asked',
  access: 'user',
  limit: 'read',
  input: form({ user_ids: idList(MAX_USERS).refine((ids) => ids.length > 0, 'missing') }),
  answer: z.object({ status: z.literal(200), users: z.array(ListedUserData) }),
  errors: { missing, userNotFound: [4, 'User #{id} not found'] },
  async handle({ ctx, input }) {
    const maps = await requireVisibleUsers(ctx, input.user_ids);
    return { status: 200 as const, users: input.user_ids.map((userId) => presentListedUser(userId, maps, ctx)) };
  },
});
