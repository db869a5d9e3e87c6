import type { Services, ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { canMessage, canSeeUser } from '../../graph/rules.ts';
import type { People } from '../../graph/service/lists.ts';
import { Refusal } from '../../http/errors.ts';
import type { Upload } from '../../http/form.ts';
import { claimMedia, releaseMedia } from '../../media/ledger.ts';
import { notify } from '../../notifications/service/notify.ts';
import { hydrateUsers } from '../../users/hydrate.ts';
import { lockWriter } from '../../users/service.ts';
import { type GroupChatMaps, hydrateGroupChats } from '../hydrate/groups.ts';
import {
  type ConversationKey,
  conversationByKey,
  deleteParticipant,
  deleteParticipantsOf,
  insertParticipants,
  lockConversation,
} from '../queries/conversations.ts';
import {
  activateMember,
  deletedGroupIds,
  deleteGroupRows,
  deleteMembers,
  type GroupChatRow,
  groupIdsOfMember,
  insertGroupChat,
  invitationsOf,
  invitedIds,
  inviteMembers,
  lockGroupChat,
  longestStandingMember,
  memberCountWith,
  memberRow,
  updateGroupChat,
} from '../queries/groups.ts';
import { newestMessageId } from '../queries/messages.ts';
import { isInGroupChat } from '../rules.ts';
import { withAvatar } from './avatar.ts';
import type { MessageDraft } from './content.ts';
import { purgeConversation } from './purge.ts';
import { type Destination, type SentMessage, sendToDestination } from './send.ts';

/** How many people a group chat may have, invited ones included. */
export const MAX_MEMBERS = 256;

/** For callers that only check membership, such as polling: loads no other members. */
export const NO_MEMBERS = 0;

export function groupConversationKey(groupId: number): ConversationKey {
  return { kind: 'group', first_id: groupId, second_id: 0 };
}

/** A group chat the viewer is a member of, with all its members or the first `max`. Refuses `groupNotFound`. */
export async function requireGroupChat(ctx: ViewerContext, id: number, most = MAX_MEMBERS): Promise<GroupChatMaps> {
  const maps = await hydrateGroupChats(ctx, [id], most);
  if (!isInGroupChat(id, maps)) throw new Refusal('groupNotFound');
  return maps;
}

export type GroupForm = { name?: string | undefined; avatar?: Upload | undefined; userIds?: readonly number[] | undefined };

/**
 * Creates a group chat and invites users to it; skips those the viewer cannot write to. Refuses as pictures do. Contract-beyond:
 * group_chat create.
 */
export async function createGroupChat(ctx: ViewerContext, { name = '', avatar, userIds = [] }: GroupForm): Promise<number> {
  const invited = await invitable(ctx, userIds);
  return withAvatar(ctx, avatar, (key) =>
    ctx.write(async (tx) => {
      const { id: ownerId } = ctx.viewer;
      await lockWriter(tx, ownerId);
      const id = await insertGroupChat(tx, { owner_id: ownerId, name, avatar: key, created_at: ctx.now });
      await claimMedia(tx, key ? [key] : []);
      const conversation = await lockConversation(tx, groupConversationKey(id), ctx.now);
      const joined = { group_id: id, invited_by: ownerId, created_at: ctx.now };
      await inviteMembers(tx, [{ ...joined, user_id: ownerId, state: 'active' }]);
      await insertParticipants(tx, [
        { user_id: ownerId, conversation_id: conversation.id, kind: 'group', chat_id: id, last_message_at: wholeSecond(ctx.now) },
      ]);
      await invite(ctx, tx, { group: { id, name }, userIds: invited });
      return id;
    }),
  );
}

/** Changes the name or picture. Refuses `groupNotFound`, `notOwner`. */
export async function changeGroupChat(ctx: ViewerContext, id: number, { name, avatar }: GroupForm): Promise<void> {
  await requireGroupChat(ctx, id, NO_MEMBERS);
  await withAvatar(ctx, avatar, (key) =>
    ctx.write(async (tx) => {
      const group = await lockOwn(ctx, tx, id);
      await updateGroupChat(tx, id, { ...(name ? { name } : {}), ...(key ? { avatar: key } : {}) });
      if (!key) return;
      await claimMedia(tx, [key]);
      if (group.avatar !== '') await releaseMedia(tx, [group.avatar]);
    }),
  );
}

/** Deletes the group for everyone; its messages are purged later. Refuses `groupNotFound`, `notOwner`. */
export async function deleteGroupChat(ctx: ViewerContext, id: number): Promise<void> {
  await requireGroupChat(ctx, id, NO_MEMBERS);
  await ctx.write(async (tx) => {
    await lockOwn(ctx, tx, id);
    await updateGroupChat(tx, id, { deleted_at: ctx.now });
    // without a participant row nobody can see the messages, before they are purged
    const conversation = await conversationByKey(tx, groupConversationKey(id));
    if (conversation) await deleteParticipantsOf(tx, conversation.id);
  });
}

/** Invites users. Refuses `groupNotFound`, `notOwner`, `tooManyMembers`. */
export async function addToGroupChat(ctx: ViewerContext, id: number, userIds: readonly number[]): Promise<void> {
  await requireGroupChat(ctx, id, NO_MEMBERS);
  const invited = await invitable(ctx, userIds);
  await ctx.write(async (tx) => {
    const group = await lockOwn(ctx, tx, id);
    if ((await memberCountWith(tx, id, invited)) > MAX_MEMBERS) throw new Refusal('tooManyMembers');
    await invite(ctx, tx, { group, userIds: invited });
  });
}

/** Removes members, or withdraws invitations; never the owner. Refuses `groupNotFound`, `notOwner`. */
export async function removeFromGroupChat(ctx: ViewerContext, id: number, userIds: readonly number[]): Promise<void> {
  await requireGroupChat(ctx, id, NO_MEMBERS);
  await ctx.write(async (tx) => {
    await lockOwn(ctx, tx, id);
    for (const userId of userIds.filter((member) => member !== ctx.viewer.id)) await endMembership(tx, id, userId);
  });
}

/**
 * The viewer leaves. The longest-standing member succeeds an owner; the last member's leaving deletes the group. Refuses
 * `groupNotFound`.
 */
export async function leaveGroupChat(ctx: ViewerContext, id: number): Promise<void> {
  await requireGroupChat(ctx, id, NO_MEMBERS);
  await ctx.write((tx) => leave(tx, { id, userId: ctx.viewer.id, now: ctx.now }));
}

/** Accepts an invitation: the viewer is a member from now on. Refuses `groupNotFound`. */
export async function acceptInvitation(ctx: ViewerContext, id: number): Promise<void> {
  await answerInvitation(ctx, id, async (tx) => {
    await activateMember(tx, id, ctx.viewer.id);
    const conversation = await lockConversation(tx, groupConversationKey(id), ctx.now);
    const readUpTo = await newestMessageId(tx, conversation.id);
    await insertParticipants(tx, [
      {
        user_id: ctx.viewer.id,
        conversation_id: conversation.id,
        kind: 'group',
        chat_id: id,
        last_message_at: wholeSecond(ctx.now),
        read_up_to: readUpTo,
      },
    ]);
    return 'accept_group_chat_request';
  });
}

/** Refuses `groupNotFound`. */
export async function declineInvitation(ctx: ViewerContext, id: number): Promise<void> {
  await answerInvitation(ctx, id, async (tx) => {
    await deleteMembers(tx, id, [ctx.viewer.id]);
    return 'declined_group_chat_request';
  });
}

/** Group chats the viewer is invited to, newest first. 1 + hydration statements. Contract §2.43 group_chat_requests. */
export async function groupInvitations(ctx: ViewerContext, limit: number) {
  const rows = await invitationsOf(ctx.db, ctx.viewer.id, limit);
  const maps = await hydrateGroupChats(
    ctx,
    rows.map((row) => row.group_id),
  );
  return {
    rows: rows.filter(({ group_id, invited_by }) => maps.groups.has(group_id) && canSeeUser(invited_by, maps.users)),
    maps,
  };
}

/** Users with a pending invitation to a group chat. 1 + hydration statements. */
export async function invitedPeople(ctx: ViewerContext, id: number): Promise<People> {
  const ids = await invitedIds(ctx.db, id, MAX_MEMBERS);
  const maps = await hydrateUsers(ctx, ids);
  return { ids: ids.filter((userId) => canSeeUser(userId, maps)), maps };
}

/** Sends a message to a group chat. Refuses `groupNotFound`, and as `sendToDestination`. */
export async function sendToGroup(ctx: ViewerContext, id: number, saying: MessageDraft): Promise<SentMessage> {
  await requireGroupChat(ctx, id, NO_MEMBERS);
  return sendToDestination(ctx, groupDestination(ctx, id), saying);
}

export function groupDestination(ctx: ViewerContext, id: number): Destination {
  return {
    key: groupConversationKey(id),
    columns: { group_id: id },
    participants: [],
    async check(tx) {
      // a member removed a moment ago can no longer write
      const member = await memberRow(tx, id, ctx.viewer.id);
      if (member?.state !== 'active') throw new Refusal('groupNotFound');
    },
  };
}

/** Removes what deleted group chats left, in bounded batches that can be run again. */
export async function purgeDeletedGroupChats(services: Services): Promise<void> {
  for (const id of await deletedGroupIds(services.db, 100)) {
    const conversation = await conversationByKey(services.db, groupConversationKey(id));
    if (conversation) await purgeConversation(services, conversation.id);
    await services.write(async (tx) => {
      const [group] = await tx('group_chats').where({ id }).whereNotNull('deleted_at').forUpdate();
      if (!group) return;
      if (group.avatar !== '') await releaseMedia(tx, [group.avatar]);
      await deleteGroupRows(tx, id);
    });
  }
}

/** Listener of `userPurged`: the user leaves their group chats. */
export async function leaveGroupChats(services: Services, { userId }: { userId: number }): Promise<void> {
  for (let ids = [0]; ids.length > 0; ) {
    ids = await groupIdsOfMember(services.db, userId, 100);
    for (const id of ids) await services.write((tx) => leave(tx, { id, userId, now: new Date() }));
  }
}

async function answerInvitation(
  ctx: ViewerContext,
  id: number,
  answer: (tx: Tx) => Promise<'accept_group_chat_request' | 'declined_group_chat_request'>,
): Promise<void> {
  await ctx.write(async (tx) => {
    const group = await lockGroupChat(tx, id);
    const member = group && (await memberRow(tx, id, ctx.viewer.id));
    if (!group || member?.state !== 'invited') throw new Refusal('groupNotFound');
    const type = await answer(tx);
    await notify(ctx, tx, {
      type,
      groupChatId: id,
      text: group.name,
      notifierId: ctx.viewer.id,
      recipientIds: [member.invited_by],
    });
  });
}

async function invitable(ctx: ViewerContext, userIds: readonly number[]): Promise<number[]> {
  const wanted = [...new Set(userIds)].slice(0, MAX_MEMBERS - 1);
  const people = await hydrateUsers(ctx, wanted);
  return wanted.filter((id) => canMessage(id, people));
}

async function invite(
  ctx: ViewerContext,
  tx: Tx,
  { group, userIds }: { group: Pick<GroupChatRow, 'id' | 'name'>; userIds: readonly number[] },
): Promise<void> {
  const invitation = { group_id: group.id, state: 'invited', invited_by: ctx.viewer.id, created_at: ctx.now } as const;
  await inviteMembers(
    tx,
    userIds.map((user_id) => ({ ...invitation, user_id })),
  );
}

async function lockOwn(ctx: ViewerContext, tx: Tx, id: number): Promise<GroupChatRow> {
  const group = await lockGroupChat(tx, id);
  if (!group) throw new Refusal('groupNotFound');
  if (group.owner_id !== ctx.viewer.id) throw new Refusal('notOwner');
  return group;
}

async function leave(tx: Tx, { id, userId, now }: { id: number; userId: number; now: Date }): Promise<void> {
  const group = await lockGroupChat(tx, id);
  await endMembership(tx, id, userId);
  if (group?.owner_id !== userId) return;
  const heir = await longestStandingMember(tx, id);
  await updateGroupChat(tx, id, heir === undefined ? { deleted_at: now } : { owner_id: heir });
}

async function endMembership(tx: Tx, id: number, userId: number): Promise<void> {
  await deleteMembers(tx, id, [userId]);
  const conversation = await conversationByKey(tx, groupConversationKey(id));
  if (conversation) await deleteParticipant(tx, userId, conversation.id);
}

/** The precision that lists are ordered by. */
function wholeSecond(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}
