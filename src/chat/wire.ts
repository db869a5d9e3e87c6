import { z } from 'zod';
import { ProductData } from '../market/wire.ts';
import { ReactionData } from '../reactions/wire.ts';
import { StoryData } from '../stories/wire.ts';
import { UserData } from '../users/wire.ts';

const yesNo = z.enum(['yes', 'no']);

/** The columns of a message. */
const columns = {
  id: z.string(),
  from_id: z.string(),
  group_id: z.string(),
  page_id: z.string(),
  to_id: z.string(),
  text: z.string(),
  media: z.string(),
  mediaFileName: z.string(),
  mediaFileNames: z.string(),
  time: z.string(),
  seen: z.string(),
  deleted_one: z.literal('0'),
  deleted_two: z.literal('0'),
  sent_push: z.literal('0'),
  notification_id: z.literal(''),
  type_two: z.enum(['', 'contact']),
  stickers: z.string(),
  product_id: z.string(),
  lat: z.string(),
  lng: z.string(),
  reply_id: z.string(),
  story_id: z.string(),
  broadcast_id: z.string(),
  forward: z.enum(['0', '1']),
  listening: z.enum(['0', '1']),
};

const computed = {
  pin: yesNo,
  fav: yesNo,
  reaction: ReactionData,
  time_text: z.string(),
  position: z.enum(['left', 'right']),
  type: z.string(),
  product: ProductData.nullable(),
  file_size: z.union([z.literal(0), z.string()]),
  or_text: z.string(),
  onwer: z.union([z.literal(0), z.literal(1)]),
};

/** What lists contain of a message's sender. */
const messageUser = z.object({ user_id: z.string(), avatar: z.string() });

/** What is shown of a message that another one replies to. */
export const RepliedMessageData = z
  .object({ ...columns, ...computed, messageUser, reply: z.tuple([]), story: z.tuple([]) })
  .meta({ id: 'RepliedMessageData' });

/** One message. `reply` and `story` are `[]` for none. Contract §1.11. */
export const MessageData = z
  .object({
    ...columns,
    ...computed,
    messageUser,
    reply: z.union([RepliedMessageData, z.tuple([])]),
    story: z.union([StoryData, z.tuple([])]),
  })
  .meta({ id: 'MessageData' });

/** The answer to sending a message: with the whole sender and the app's own id. */
export const SentMessageData = MessageData.extend({ messageUser: UserData, message_hash_id: z.string() }).meta({
  id: 'SentMessageData',
});

/** The newest message of a chat. */
export const LastMessageData = MessageData.extend({ messageUser: UserData, chat_color: z.string() }).meta({
  id: 'LastMessageData',
});

/** The viewer's preferences for a chat. */
export const ChatMuteData = z
  .object({ notify: yesNo, call_chat: yesNo, archive: yesNo, fav: yesNo, pin: yesNo })
  .meta({ id: 'ChatMuteData' });

/** The fields that chats of every kind share. Contract-beyond: get_chats. */
export const chatFields = {
  chat_time: z.string(),
  chat_id: z.string(),
  chat_color: z.string(),
  mute: ChatMuteData,
  last_message: z.union([LastMessageData, z.tuple([])]),
  message_count: z.string(),
  video_call: z.literal(false),
  video_call_user: z.tuple([]),
  audio_call: z.literal(false),
  audio_call_user: z.tuple([]),
  agora_call: z.literal(false),
  agora_call_data: z.tuple([]),
};

export const UserChatData = UserData.extend({ ...chatFields, chat_type: z.literal('user') }).meta({ id: 'UserChatData' });

/** A broadcast list. Contract-beyond: broadcast. */
export const BroadcastData = z
  .object({
    id: z.string(),
    user_id: z.string(),
    name: z.string(),
    image: z.string(),
    time: z.string(),
    users: z.array(UserData),
  })
  .meta({ id: 'BroadcastData' });
