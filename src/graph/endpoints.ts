import { z } from 'zod';
import { defineEndpoint } from '../http/endpoint.ts';
import { form, id, offset, page, text, words } from '../http/form.ts';
import { presentBlockedUser, presentFollower, presentUser } from '../users/present.ts';
import { BlockedUserData, FollowerData, UserData } from '../users/wire.ts';
import { presentBlockOutcome } from './present.ts';
import { block, toggleReport, unblock } from './service/block.ts';
import { acceptFollow, declineFollow, toggleFollow, togglePostNotifications } from './service/follow.ts';
import { blockedPeople, friendsOf, peopleWithBirthday } from './service/lists.ts';

const missing = [3, '{field} (POST) is missing'] as const;
const userNotFound = [6, 'Recipient user not found'] as const;

const noSuchId = { invalid: userNotFound, userNotFound };

export const followUser = defineEndpoint({
  name: 'follow-user',
  summary: 'Follow a person, or end it; a request where they confirm their followers',
  access: 'user',
  limit: 'write',
  input: form({ user_id: id() }),
  answer: z.object({ follow_status: z.enum(['followed', 'unfollowed', 'requested']) }),
  errors: {
    missing,
    ...noSuchId,
    self: [7, 'You can not follow yourself'],
    notAllowed: [8, 'This user does not accept followers'],
    limitReached: [9, 'You have reached the limit of people to follow'],
  },
  async handle({ ctx, input }) {
    return { follow_status: await toggleFollow(ctx, input.user_id) };
  },
});

const requestActions = { accept: acceptFollow, decline: declineFollow };

export const followRequestAction = defineEndpoint({
  name: 'follow-request-action',
  summary: "Accept or decline a person's request to follow",
  access: 'user',
  limit: 'write',
  input: form({ user_id: id(), request_action: text().pipe(z.enum(['accept', 'decline'], 'unknownAction')) }),
  answer: z.object({}),
  errors: {
    'user_id.missing': missing,
    'request_action.missing': [4, '{field} (POST) is missing'],
    unknownAction: [5, 'Incorrect value for (request_action), allowed: accept|decline'],
    'request_action.invalid': [5, 'Incorrect value for (request_action), allowed: accept|decline'],
    tooLong: [5, 'Incorrect value for (request_action), allowed: accept|decline'],
    missing,
    ...noSuchId,
    requestNotFound: [7, 'Follow request not found'],
    limitReached: [8, 'The limit of people to follow is reached'],
  },
  async handle({ ctx, input }) {
    await requestActions[input.request_action](ctx, input.user_id);
    return {};
  },
});

const blockActions = { block, 'un-block': unblock };

export const blockUser = defineEndpoint({
  name: 'block-user',
  summary: 'Block a person, or take it back; a block ends follows and requests both ways',
  access: 'user',
  limit: 'write',
  input: form({ user_id: id(), block_action: text().pipe(z.enum(['block', 'un-block'], 'unknownAction')) }),
  answer: z.object({ block_status: z.enum(['blocked', 'un-blocked', 'invalid']) }),
  errors: {
    'user_id.missing': missing,
    'block_action.missing': [4, '{field} (POST) is missing'],
    unknownAction: [5, 'Incorrect value for (block_action), allowed: block|un-block'],
    'block_action.invalid': [5, 'Incorrect value for (block_action), allowed: block|un-block'],
    tooLong: [5, 'Incorrect value for (block_action), allowed: block|un-block'],
    missing,
    ...noSuchId,
    self: [7, 'You can not block yourself'],
  },
  async handle({ ctx, input }) {
    return { block_status: presentBlockOutcome(await blockActions[input.block_action](ctx, input.user_id)) };
  },
});

export const getBlockedUsers = defineEndpoint({
  name: 'get-blocked-users',
  summary: 'Everybody the viewer blocked, newest first',
  access: 'user',
  limit: 'read',
  input: form({}),
  answer: z.object({ blocked_users: z.array(BlockedUserData) }),
  errors: {},
  async handle({ ctx }) {
    const { ids, maps } = await blockedPeople(ctx);
    return { blocked_users: ids.map((userId) => presentBlockedUser(userId, maps, ctx)) };
  },
});

export const getFriends = defineEndpoint({
  name: 'get-friends',
  summary: "A person's followers and the people they follow, newest first",
  access: 'user',
  limit: 'read',
  input: form({
    user_id: id(),
    type: words('following', 'followers').refine((kinds) => kinds.size > 0, 'unknownType'),
    limit: page({ limit: 20, max: 50 }).limit,
    following_offset: offset(),
    followers_offset: offset(),
  }),
  answer: z.object({
    data: z.object({ following: z.array(FollowerData).optional(), followers: z.array(FollowerData).optional() }),
  }),
  errors: {
    'user_id.missing': missing,
    'type.missing': [4, 'type can not be empty'],
    unknownType: [4, 'type can not be empty'],
    missing,
    ...noSuchId,
  },
  async handle({ ctx, input }) {
    const { type, limit } = input;
    const { following, followers, maps } = await friendsOf(ctx, input.user_id, {
      following: type.has('following') ? { limit, offset: input.following_offset } : undefined,
      followers: type.has('followers') ? { limit, offset: input.followers_offset } : undefined,
    });
    const present = (userId: number) => {
      const person = presentFollower(userId, maps, ctx);
      return { ...person, lastseen: person.lastseen_status };
    };
    return {
      data: { ...(following && { following: following.map(present) }), ...(followers && { followers: followers.map(present) }) },
    };
  },
});

export const stopNotify = defineEndpoint({
  name: 'stop_notify',
  summary: 'Turn notifications of each post of a followed person on (code 1) or off (code 0)',
  access: 'user',
  limit: 'write',
  input: form({ user_id: id() }),
  answer: z.object({ code: z.int(), message: z.string() }),
  errors: { missing: [5, '{field} can not be empty'], ...noSuchId, notFollowing: [7, 'You are not following this user'] },
  async handle({ ctx, input }) {
    const on = await togglePostNotifications(ctx, input.user_id);
    return { code: on ? 1 : 0, message: `Notifications of new posts are ${on ? 'on' : 'off'}` };
  },
});

export const reportUser = defineEndpoint({
  name: 'report_user',
  summary: 'Report a person to the staff (code 1), or take the report back (code 0)',
  access: 'user',
  limit: 'write',
  input: form({ user: id(), text: text(1000).optional() }),
  answer: z.object({ code: z.int() }),
  errors: {
    missing: [5, '{field} can not be empty'],
    'text.tooLong': [7, 'text is too long'],
    'text.invalid': [7, 'text holds characters that cannot be used'],
    ...noSuchId,
    self: [8, 'You can not report yourself'],
  },
  async handle({ ctx, input }) {
    return { code: (await toggleReport(ctx, input.user, input.text ?? '')) ? 1 : 0 };
  },
});

export const getFriendsBirthday = defineEndpoint({
  name: 'get_friends_birthday',
  summary: 'The people the viewer follows whose birthday is today, where the viewer is',
  access: 'user',
  limit: 'read',
  input: form(page({ limit: 20, max: 50 })),
  answer: z.object({ data: z.array(UserData) }),
  errors: {},
  async handle({ ctx, input }) {
    const { ids, maps } = await peopleWithBirthday(ctx, input);
    return { data: ids.map((userId) => presentUser(userId, maps, ctx)) };
  },
});

export const graphEndpoints = [
  followUser,
  followRequestAction,
  blockUser,
  getBlockedUsers,
  getFriends,
  stopNotify,
  reportUser,
  getFriendsBirthday,
];
