import { z } from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import { form, id, page } from '../../http/form.ts';
import { presentUser } from '../../users/present.ts';
import { UserData } from '../../users/wire.ts';
import { banMember, bannedPeople, unbanMember } from '../service/bans.ts';
import { followersOutsideGroup, groupMembers, joinRequests } from '../service/lists.ts';
import { acceptRequest, addMember, declineRequest, removeMember, toggleGroupRole, toggleMembership } from '../service/members.ts';
import { BannedPersonData, GroupMemberData, JoinRequestData } from '../wire.ts';
import { flag } from './fields.ts';

const groupNotFound = [6, 'Group not found'] as const;
const empty = [5, '{field} can not be empty'] as const;
const notOwner = [8, 'You are not allowed to do this in the group'] as const;
const userNotFound = [7, 'User not found'] as const;
const notMember = [7, 'You are not a member of this group'] as const;

export const joinGroup = defineEndpoint({
  name: 'join-group',
  summary: 'Join a group, or ask to; or leave it, or take the request back',
  access: 'user',
  limit: 'write',
  input: form({ group_id: id() }),
  answer: z.object({ join_status: z.enum(['joined', 'left', 'requested']) }),
  errors: {
    missing: [3, '{field} (POST) is missing'],
    invalid: groupNotFound,
    groupNotFound,
    ownerLeaves: [7, 'The owner can not leave the group'],
  },
  async handle({ ctx, input }) {
    return { join_status: await toggleMembership(ctx, input.group_id) };
  },
});

export const getGroupMembers = defineEndpoint({
  name: 'get_group_members',
  summary: 'Members of a group, the latest first; of a private one for its members. The offset is a `member_id`',
  access: 'user',
  limit: 'read',
  input: form({ group_id: id(), ...page({ limit: 20, max: 50 }) }),
  answer: z.object({ users: z.array(GroupMemberData) }),
  errors: { missing: empty, invalid: groupNotFound, groupNotFound, notMember },
  async handle({ ctx, input }) {
    const { rows, maps } = await groupMembers(ctx, input.group_id, input);
    const users = rows.map(({ id: memberId, userId, isAdmin }) => ({
      ...presentUser(userId, maps, ctx),
      member_id: String(memberId),
      is_admin: isAdmin ? (1 as const) : (0 as const),
    }));
    return { users };
  },
});

export const notInGroupMember = defineEndpoint({
  name: 'not_in_group_member',
  summary: "The viewer's followers who are not in a group, for group_add. For a private group only for its members",
  access: 'user',
  limit: 'read',
  input: form({ group_id: id(), ...page({ limit: 20, max: 50 }) }),
  answer: z.object({ users: z.array(UserData) }),
  errors: { missing: empty, invalid: groupNotFound, groupNotFound, notMember },
  async handle({ ctx, input }) {
    const { ids, maps } = await followersOutsideGroup(ctx, input.group_id, input);
    return { users: ids.map((userId) => presentUser(userId, maps, ctx)) };
  },
});

const somebody = form({ group_id: id(), user_id: id() });
const somebodyErrors = {
  missing: empty,
  'group_id.invalid': groupNotFound,
  groupNotFound,
  invalid: userNotFound,
  userNotFound,
  memberNotFound: [7, 'User is not a member of the group'],
  notOwner,
} as const;

export const groupAdd = defineEndpoint({
  name: 'group_add',
  summary: "Put one of the viewer's followers into a group",
  access: 'user',
  limit: 'write',
  input: somebody,
  answer: z.object({ message: z.string(), code: z.int() }),
  errors: {
    ...somebodyErrors,
    alreadyMember: [9, 'User is in the group, or asked to be'],
    notFollower: [10, 'Only people who follow you can be added'],
  },
  async handle({ ctx, input }) {
    await addMember(ctx, { groupId: input.group_id, userId: input.user_id });
    return { message: 'User successfully added.', code: 1 };
  },
});

export const deleteGroupMember = defineEndpoint({
  name: 'delete_group_member',
  summary: 'Remove a member from a group; for those who manage it. With ban=1 the person, member or not, is banned',
  access: 'user',
  limit: 'write',
  input: form({ group_id: id(), user_id: id(), ban: flag() }),
  answer: z.object({ message: z.string(), code: z.int() }),
  errors: somebodyErrors,
  async handle({ ctx, input }) {
    const member = { groupId: input.group_id, userId: input.user_id };
    await (input.ban === 1 ? banMember(ctx, member) : removeMember(ctx, member));
    return { message: 'Member successfully removed.', code: 1 };
  },
});

export const unbanGroupMember = defineEndpoint({
  name: 'unban_group_member',
  summary: 'Let a person who was banned from a group come again; for those who run it',
  access: 'user',
  limit: 'write',
  input: somebody,
  answer: z.object({ message: z.string(), code: z.int() }),
  errors: { ...somebodyErrors, memberNotFound: [7, 'User is not banned from the group'] },
  async handle({ ctx, input }) {
    await unbanMember(ctx, { groupId: input.group_id, userId: input.user_id });
    return { message: 'User may come again.', code: 1 };
  },
});

export const getBanList = defineEndpoint({
  name: 'get_ban_list',
  summary: 'Who is banned from a group, the latest first; for those who run it. The offset is a `member_id`',
  access: 'user',
  limit: 'read',
  input: form({ group_id: id(), ...page({ limit: 20, max: 50 }) }),
  answer: z.object({ data: z.array(BannedPersonData) }),
  errors: { missing: empty, invalid: groupNotFound, groupNotFound, notOwner },
  async handle({ ctx, input }) {
    const { rows, maps } = await bannedPeople(ctx, input.group_id, input);
    return { data: rows.map((row) => ({ ...presentUser(row.userId, maps, ctx), member_id: String(row.id) })) };
  },
});

export const makeGroupAdmin = defineEndpoint({
  name: 'make_group_admin',
  summary: 'Make a member an admin (code 1), or an admin a member (code 0); with role=moderator the same of a moderator',
  access: 'user',
  limit: 'write',
  input: form({ group_id: id(), user_id: id(), role: z.enum(['admin', 'moderator']).catch('admin').default('admin') }),
  answer: z.object({ message: z.string(), code: z.int() }),
  errors: somebodyErrors,
  async handle({ ctx, input }) {
    const isOn = await toggleGroupRole(ctx, { groupId: input.group_id, userId: input.user_id }, input.role);
    const role = input.role === 'admin' ? 'an admin' : 'a moderator';
    return { message: `User is ${isOn ? 'now' : 'no longer'} ${role}.`, code: isOn ? 1 : 0 };
  },
});

const noType = [4, 'type can not be empty'] as const;

export const groups = defineEndpoint({
  name: 'groups',
  summary: 'Requests to join a group: type=get_requests, accept_request, delete_request (the latter two with user_id)',
  access: 'user',
  limit: 'write',
  input: form({ group_id: id() }).and(
    z.discriminatedUnion(
      'type',
      [
        form({ type: z.literal('get_requests'), ...page({ limit: 20, max: 50 }) }),
        form({ type: z.literal('accept_request'), user_id: id() }),
        form({ type: z.literal('delete_request'), user_id: id() }),
      ],
      'noType',
    ),
  ),
  answer: z.object({ data: z.array(JoinRequestData).optional(), message_data: z.string().optional() }),
  errors: {
    noType,
    ...somebodyErrors,
    requestNotFound: [9, 'Request not found'],
  },
  async handle({ ctx, input }) {
    if (input.type === 'accept_request') {
      await acceptRequest(ctx, { groupId: input.group_id, userId: input.user_id });
      return { message_data: 'Request accepted.' };
    }
    if (input.type === 'delete_request') {
      await declineRequest(ctx, { groupId: input.group_id, userId: input.user_id });
      return { message_data: 'Request deleted.' };
    }
    const { rows, maps } = await joinRequests(ctx, input.group_id, input);
    return { data: rows.map((row) => ({ id: String(row.id), user_data: presentUser(row.userId, maps, ctx) })) };
  },
});
