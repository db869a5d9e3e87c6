import { z } from 'zod';
import { PageData } from '../../communities/wire.ts';
import { UserData } from '../../users/wire.ts';
import { chatFields, MessageData, SentMessageData } from '../wire.ts';

/**
 * A group chat. `user_data`: its owner, null when the viewer cannot see them. `parts`: its members: all of them for a single
 * group, the first dozen in lists. Contract-beyond: group_chat.
 */
export const GroupChatData = z
  .object({
    group_id: z.string(),
    user_id: z.string(),
    group_name: z.string(),
    avatar: z.string(),
    time: z.string(),
    type: z.literal('group'),
    destruct_at: z.literal('0'),
    owner: z.boolean(),
    user_data: UserData.nullable(),
    parts: z.array(UserData),
  })
  .meta({ id: 'GroupChatData' });

/** A message of a group or page chat: with the whole sender, and its text under a second name that apps read in groups. */
export const GroupMessageData = MessageData.extend({ user_data: UserData, orginal_text: z.string() }).meta({
  id: 'GroupMessageData',
});

export const SentGroupMessageData = SentMessageData.extend({ user_data: UserData, orginal_text: z.string() }).meta({
  id: 'SentGroupMessageData',
});

export const GroupChatItem = GroupChatData.extend({ ...chatFields, chat_type: z.literal('group') }).meta({ id: 'GroupChatItem' });

/** A chat with a page: the page, and for its owner the visitor. Contract-beyond: page_chat. */
export const PageChatItem = PageData.extend({
  ...chatFields,
  chat_type: z.literal('page'),
  recipient_id: z.string(),
  user_data: UserData,
}).meta({ id: 'PageChatItem' });

/** A pending invitation to a group chat. Contract §2.43 group_chat_requests. */
export const GroupInvitationData = z
  .object({
    id: z.string(),
    user_id: z.string(),
    group_id: z.string(),
    last_seen: z.literal('0'),
    user_data: UserData,
    group_tab: GroupChatData,
  })
  .meta({ id: 'GroupInvitationData' });
