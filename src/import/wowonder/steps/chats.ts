import type { Step } from '../../core/step.ts';
import type { Target } from '../../core/target.ts';
import {
  type ConversationKey,
  type Conversations,
  chatPreferences,
  conversationColors,
  favouriteMessages,
  groupChatMembers,
  groupChats,
  hiddenMessages,
  importedDigest,
  messages,
  openConversations,
  pinnedMessages,
  readMarks,
} from '../../target/chats.ts';
import { mediaFiles, useFiles } from '../../target/media.ts';
import { cut, type Fields } from '../fields.ts';
import { fileKind } from '../files.ts';
import { writtenText } from '../text.ts';
import type { World } from '../world.ts';
import { unwrapped } from '../wrapped-message.ts';

const GONE = { leftOut: 'of people or chats that are not there' } as const;

function groupChatsStep(world: World): Step<Fields> {
  return {
    name: 'groupchat',
    part: 'chats',
    table: 'groupchat',
    key: 'group_id',
    columns: ['group_id', 'user_id', 'group_name', 'avatar', 'time'],
    ignored: ['type', 'destruct_at'],
    targets: [groupChats, groupChatMembers, mediaFiles],
    map(row, output) {
      const [id, owner] = [row.id('group_id'), row.id('user_id')];
      if (id === 0) return 'it has no id';
      if (!world.hasUser(owner)) return 'its owner is not there';
      const created = row.time('time') ?? world.now;
      const name = row.line('group_name', 50) || `Group ${id}`;
      output.add(groupChats, { id, owner_id: owner, name, avatar: row.file('avatar'), created_at: created });
      useFiles(output, [row.file('avatar')], { ownerId: owner, at: world.now });
      output.add(groupChatMembers, { group_id: id, user_id: owner, invited_by: owner, created_at: created });
      return undefined;
    },
  };
}

function groupChatMembersStep(world: World): Step<Fields> {
  return {
    name: 'groupchatusers',
    part: 'chats',
    table: 'groupchatusers',
    key: 'id',
    columns: ['id', 'user_id', 'group_id', 'active'],
    ignored: ['last_seen'],
    targets: [groupChatMembers],
    map(row, output) {
      const [user, group] = [row.id('user_id'), row.id('group_id')];
      if (!world.hasUser(user) || !world.has('groupchat', group)) return GONE;
      const state = row.flag('active', true) ? 'active' : 'invited';
      output.add(groupChatMembers, { group_id: group, user_id: user, state, invited_by: user, created_at: world.now });
      return undefined;
    },
  };
}

const MESSAGE_COLUMNS = [
  ...['id', 'from_id', 'to_id', 'group_id', 'page_id', 'text', 'media', 'mediafilename', 'time', 'seen', 'deleted_one'],
  ...['deleted_two', 'stickers', 'product_id', 'lat', 'lng', 'reply_id', 'story_id', 'forward', 'listening', 'type_two'],
];

const MESSAGE_IGNORED = ['broadcast_id', 'mediafilenames', 'deleted_fs1', 'deleted_fs2', 'notification_id', 'sent_push'];

function messagesStep(world: World): Step<Fields> {
  let conversations: Conversations | undefined;
  let inPage = new Set<number>();
  let pageOwners = new Map<number, Fields>();
  const keyOf = (row: Fields) => conversationOf(row, world, pageOwners);
  return {
    name: 'messages',
    part: 'chats',
    table: 'messages',
    isEssential: true,
    key: 'id',
    columns: MESSAGE_COLUMNS,
    ignored: MESSAGE_IGNORED,
    targets: [messages, readMarks, hiddenMessages, mediaFiles],
    async prepare(rows) {
      inPage = new Set(rows.map((row) => row.id('id')));
      await world.lookUpNames(rows.map((row) => row.raw('text')));
      pageOwners = await world.column(
        'pages',
        'page_id',
        'user_id',
        rows.map((row) => row.id('page_id')),
      );
      if (world.run.dryRun) return;
      conversations ??= await openConversations(world.run.services);
      await conversations.ensure(rows.flatMap((row) => keyOf(row) ?? []));
    },
    map(row, output) {
      const [id, from] = [row.id('id'), row.id('from_id')];
      const isGone = { sender: row.flag('deleted_one') === 1, recipient: row.flag('deleted_two') === 1 };
      if (isGone.sender && isGone.recipient) return { leftOut: 'messages both have deleted' };
      const key = keyOf(row);
      if (!key) return GONE;
      const conversation = conversations?.idOf(key) ?? 0;
      const to = row.id('to_id');
      const content = contentOf(row, world);
      if (content.isOdd) output.note('a file with an odd name', row.raw('media'));
      const reply = row.id('reply_id');
      output.add(messages, {
        id,
        conversation_id: conversation,
        from_id: from,
        to_id: key.kind === 'group' ? 0 : to,
        group_id: key.kind === 'group' ? key.first : 0,
        page_id: key.kind === 'page' ? key.first : 0,
        ...content.columns,
        product_id: world.idIn('products', row.id('product_id')),
        reply_id: world.has('messages', reply) || (inPage.has(reply) && reply < id) ? reply : 0,
        story_id: world.idIn('userstory', row.id('story_id')),
        is_forwarded: row.flag('forward'),
        is_listened: row.flag('listening'),
        content_hash: importedDigest(id),
        created_at: row.time('time') ?? world.now,
      });
      useFiles(output, [content.columns.media_key], { ownerId: from, at: world.now });
      if (key.kind === 'group') return undefined;
      if (row.number('seen') > 0) {
        output.add(readMarks, { conversation_id: conversation, user_id: to, read_up_to: id });
      }
      const hidden = isGone.sender ? from : isGone.recipient ? to : 0;
      if (hidden > 0) output.add(hiddenMessages, { user_id: hidden, message_id: id, conversation_id: conversation });
      return undefined;
    },
  };
}

function conversationOf(row: Fields, world: World, pageOwners: ReadonlyMap<number, Fields>): ConversationKey | undefined {
  const [from, to, group, page] = [row.id('from_id'), row.id('to_id'), row.id('group_id'), row.id('page_id')];
  if (!world.hasUser(from)) return undefined;
  if (group > 0) return world.has('groupchat', group) ? { kind: 'group', first: group, second: 0 } : undefined;
  if (!world.hasUser(to) || from === to) return undefined;
  if (page === 0) return { kind: 'user', first: Math.min(from, to), second: Math.max(from, to) };
  if (!world.has('pages', page)) return undefined;
  const owner = pageOwners.get(page)?.id('user_id') ?? 0;
  return { kind: 'page', first: page, second: from === owner ? to : from };
}

/** Words, a file, a sticker, a place. */
function contentOf(row: Fields, world: World) {
  const media = row.file('media');
  const sticker = row.line('stickers', 1000);
  const [lat, lng] = [row.degrees('lat', 90), row.degrees('lng', 180)];
  const isPlace = lat !== undefined && lng !== undefined;
  const isLink = /^https?:\/\//.test(sticker);
  const text = writtenText(unwrapped(row.raw('text'), row.number('time')), world.names);
  const isContact = row.raw('type_two') === 'contact';
  return {
    isOdd: row.hasBadFile('media'),
    columns: {
      text,
      media_key: media,
      media_name: cut(row.line('mediafilename', 255), 255),
      media_kind: fileKind(media),
      gif_url: isLink ? sticker : '',
      is_contact: isContact ? 1 : 0,
      lat: isPlace ? String(lat).slice(0, 20) : '',
      lng: isPlace ? String(lng).slice(0, 20) : '',
    },
  };
}

/** The colour of a chat, `#rrggbb`. */
function colorsStep(world: World): Step<Fields> {
  return {
    name: 'uchats',
    part: 'chats',
    table: 'uchats',
    key: 'id',
    columns: ['id', 'user_id', 'conversation_user_id', 'time', 'color'],
    ignored: ['type', 'page_id', 'disappearing_time'],
    targets: [conversationColors],
    map(row, output) {
      const [one, other] = [row.id('user_id'), row.id('conversation_user_id')];
      if (!world.hasUser(one) || !world.hasUser(other) || one === other) return GONE;
      const color = row.raw('color').trim();
      if (!/^#[0-9a-f]{6}$/i.test(color)) return { leftOut: 'chats without a colour of their own' };
      output.add(conversationColors, {
        first_id: Math.min(one, other),
        second_id: Math.max(one, other),
        color: color.toLowerCase(),
      });
      return undefined;
    },
  };
}

function preferencesStep(world: World): Step<Fields> {
  return {
    name: 'mute',
    part: 'chats',
    table: 'mute',
    key: 'id',
    columns: ['id', 'user_id', 'chat_id', 'notify', 'call_chat', 'archive', 'pin', 'fav', 'type'],
    ignored: ['message_id', 'time'],
    targets: [chatPreferences],
    map(row, output) {
      const [owner, chat] = [row.id('user_id'), row.id('chat_id')];
      const kind = row.raw('type') === 'page' ? 'page' : row.raw('type') === 'group' ? 'group' : 'user';
      const step = { page: 'pages', group: 'groupchat', user: 'users' }[kind];
      if (!world.hasUser(owner) || !world.has(step, chat)) return GONE;
      output.add(chatPreferences, {
        owner_id: owner,
        kind,
        chat_id: chat,
        notifies: row.raw('notify') === 'no' ? 0 : row.flag('notify', true),
        rings: row.raw('call_chat') === 'no' ? 0 : row.flag('call_chat', true),
        archived: row.flag('archive'),
        pinned: row.flag('pin'),
        favourite: row.flag('fav'),
      });
      return undefined;
    },
  };
}

type Mark = { table: string; target: Target<'user_id' | 'message_id' | 'conversation_id'> };

function messageMarkStep(world: World, { table, target }: Mark): Step<Fields> {
  let conversations = new Map<number, number>();
  return {
    name: table,
    part: 'chats',
    table,
    key: 'id',
    columns: ['id', 'user_id', 'message_id'],
    ignored: ['chat_id', 'time', 'type'],
    targets: [target],
    async prepare(rows) {
      const ids = rows.map((row) => row.id('message_id'));
      if (world.run.dryRun) return;
      const found = await world.run.services.db('messages').select('id', 'conversation_id').whereIn('id', ids);
      conversations = new Map(found.map((row) => [row.id, row.conversation_id]));
    },
    map(row, output) {
      const [user, message] = [row.id('user_id'), row.id('message_id')];
      if (!world.hasUser(user) || !world.has('messages', message)) return GONE;
      output.add(target, { user_id: user, message_id: message, conversation_id: conversations.get(message) ?? 0 });
      return undefined;
    },
  };
}

export function chatSteps(world: World): Step<Fields>[] {
  const pinned = pinnedMessages as unknown as Mark['target']; // what is marked has its default
  const favourite = favouriteMessages as unknown as Mark['target']; // as above
  return [
    groupChatsStep(world),
    groupChatMembersStep(world),
    messagesStep(world),
    colorsStep(world),
    messageMarkStep(world, { table: 'pinmessage', target: pinned }),
    messageMarkStep(world, { table: 'favmessages', target: favourite }),
    preferencesStep(world),
  ];
}
