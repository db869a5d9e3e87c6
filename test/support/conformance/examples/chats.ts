import type { Json } from '../kinds.ts';
import { each, STRINGS } from '../strings.ts';
import { SITE, TIME } from './constants.ts';
import { exampleUser } from './people.ts';
import { exampleReaction } from './posts.ts';

export function exampleMessage(members: Json = {}): Json {
  return {
    ...each(STRINGS.message, ''),
    id: '71',
    from_id: '12',
    to_id: '13',
    group_id: '0',
    page_id: '0',
    text: 'Hello',
    time: TIME,
    seen: '0',
    product_id: '0',
    deleted_one: '0',
    deleted_two: '0',
    lat: '0',
    lng: '0',
    reply_id: '0',
    story_id: '0',
    broadcast_id: '0',
    forward: '0',
    listening: '0',
    pin: 'no',
    fav: 'no',
    time_text: '14:13',
    position: 'right',
    type: 'right_text',
    onwer: 1,
    file_size: 0,
    messageUser: { user_id: '12', avatar: `${SITE}/upload/photos/ada_avatar.jpg` },
    reply: [],
    story: [],
    product: null,
    reaction: exampleReaction(),
    ...members,
  };
}

/** An entry of get_chats: a person, the state of the chat, and its last message. */
export function exampleChat(members: Json = {}): Json {
  return {
    ...exampleUser(),
    chat_time: TIME,
    chat_id: '81',
    chat_type: 'user',
    message_count: '0',
    chat_color: '#0ba05d',
    mute: { notify: 'yes', call_chat: 'yes', archive: 'no', fav: 'no', pin: 'no' },
    last_message: exampleMessage({ messageUser: exampleUser() }),
    ...members,
  };
}
