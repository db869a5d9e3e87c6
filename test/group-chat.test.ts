import { expect, test } from 'vitest';
import { broadcast } from '../src/chat/endpoints/broadcast.ts';
import { groupChat } from '../src/chat/endpoints/group-chat.ts';
import { pageChat } from '../src/chat/endpoints/page-chat.ts';
import { leaveGroupChats, purgeDeletedGroupChats } from '../src/chat/service/groups.ts';
import { purgeDeletedMessages } from '../src/chat/service/purge.ts';
import type { Endpoint } from '../src/http/endpoint.ts';
import type { Fields } from './support/call.ts';
import { factory, type Person } from './support/people.ts';
import { type Answer, openSite } from './support/site.ts';
import { countStatements, statementsOf } from './support/statements.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;

const refusal = (id: number, text: string) => ({ api_status: '400', errors: { error_id: id, error_text: text } });
const gone = refusal(8, 'group not found or removed');
const group = (person: Person, type: string, fields: Fields = {}) => person.call('group_chat', { type, ...fields });
const page = (person: Person, type: string, fields: Fields = {}) => person.call('page_chat', { type, ...fields });
const cast = (person: Person, type: string, fields: Fields = {}) => person.call('broadcast', { type, ...fields });
const csv = (...people: Person[]) => people.map((person) => person.id).join(',');
const chats = async (person: Person, fields: Fields = {}): Promise<Answer[]> => (await person.call('get_chats', fields)).data;
const newCount = async (person: Person) =>
  (await person.call('get-general-data', { fetch: 'count_new_messages' })).count_new_messages;
const textsOf = (messages: Answer[]): string[] => messages.map((message) => message.text);

let hashes = 0;
const hash = () => `g${++hashes}`;

const [ada, bo, cy, dee] = await Promise.all([a.user(), a.user(), a.user(), a.user()]);
await a.block(dee, ada);

/** A group of Ada's with members who have accepted. */
async function groupOf(...members: Person[]): Promise<string> {
  const { data } = await group(ada, 'create', { group_name: 'Friends', parts: csv(...members) });
  for (const member of members) await group(member, 'accept', { group_id: data.group_id });
  return data.group_id;
}

const say = async (person: Person, id: string, text: string) =>
  (await group(person, 'send', { id, text, message_hash_id: hash() })).message_data?.[0];
const read = async (person: Person, id: string, fields: Fields = {}): Promise<Answer[]> =>
  (await group(person, 'fetch_messages', { id, ...fields })).data.messages;

test('a group is created, people are invited, and become members once they accept', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  const { data } = await group(ada, 'create', { group_name: 'Hikers', parts: `${csv(one, other, dee)},999999999` });
  expect(data).toMatchObject({ user_id: String(ada.id), group_name: 'Hikers', owner: true, type: 'group' });
  expect(data.parts.map((part: Answer) => part.user_id)).toEqual([String(ada.id)]);
  const id = data.group_id;
  const { group_chat_requests, new_group_chat_requests_count } = await one.call('get-general-data', {
    fetch: 'group_chat_requests',
  });
  expect(new_group_chat_requests_count).toBe(1);
  expect(group_chat_requests[0]).toMatchObject({
    group_id: id,
    user_data: { user_id: String(ada.id) },
    group_tab: { group_name: 'Hikers' },
  });
  expect(await db('group_chat_members').where({ group_id: id, user_id: dee.id })).toEqual([]);
  // an invited person can neither read nor send yet
  expect(await group(one, 'fetch_messages', { id })).toEqual(gone);
  expect(await group(one, 'send', { id, text: 'x', message_hash_id: '1' })).toEqual(gone);
  expect(await group(one, 'accept', { group_id: id })).toEqual({ api_status: 200, message_data: 'You joined the group.' });
  expect(await group(one, 'accept', { group_id: id })).toEqual(gone);
  expect(await group(other, 'reject', { group_id: id })).toEqual({ api_status: 200, message_data: 'The request was declined.' });
  expect(await group(other, 'accept', { group_id: id })).toEqual(gone);
  const shown = await group(one, 'get_by_id', { id });
  expect(shown.data).toMatchObject({ owner: false });
  expect(shown.data.parts.map((part: Answer) => part.user_id)).toEqual([String(ada.id), String(one.id)]);
  const { notifications } = await ada.call('get-general-data', { fetch: 'notifications' });
  expect(notifications.map((item: Answer) => item.type)).toEqual(
    expect.arrayContaining(['accept_group_chat_request', 'declined_group_chat_request']),
  );
});

test('group_chat refuses with the errors of the contract', async () => {
  const id = await groupOf(bo);
  expect(await group(ada, 'nonsense')).toEqual(refusal(4, 'type can not be empty'));
  expect(await group(ada, 'create')).toEqual(refusal(4, 'group_name (POST) is missing'));
  expect(await group(ada, 'create', { group_name: 'abc' })).toEqual(refusal(5, 'Group name must be between 4 / 25'));
  const avatar = { name: 'x.png', content: Buffer.from('no picture'), type: 'image/png' };
  expect(await group(ada, 'create', { group_name: 'Friends', avatar })).toEqual(refusal(6, 'avatar must be an image'));
  expect(await group(ada, 'get_by_id')).toEqual(refusal(7, 'id (POST) is missing'));
  expect(await group(ada, 'get_by_id', { id: 999_999 })).toEqual(gone);
  expect(await group(ada, 'send', { id })).toEqual(refusal(12, 'nothing to send'));
  for (const type of ['edit', 'delete', 'add_user', 'remove_user']) {
    const fields = { id, group_name: 'Enemies', parts: csv(cy) };
    expect(await group(bo, type, fields), type).toEqual(refusal(11, 'You are not the owner of this group'));
    expect(await group(cy, type, fields), type).toEqual(gone);
  }
  for (const type of ['leave', 'fetch_messages', 'get_by_id']) expect(await group(cy, type, { id }), type).toEqual(gone);
  expect(await group(cy, 'send', { id, text: 'x', message_hash_id: '1' })).toEqual(gone);
});

test('polling groups, pages and broadcasts uses the limit for reads, not the one for writes', () => {
  const limitOf = ({ limitOf }: Endpoint, type: string) => limitOf?.(() => type);
  for (const type of ['fetch_messages', 'get_list', 'get_by_id', 'get_message_by_id'])
    expect(limitOf(groupChat, type)).toBe('read');
  for (const type of ['fetch', 'get_list']) expect(limitOf(pageChat, type)).toBe('read');
  for (const type of ['fetch', 'fetch_messages']) expect(limitOf(broadcast, type)).toBe('read');
  for (const endpoint of [groupChat, pageChat, broadcast]) expect(limitOf(endpoint, 'send')).toBe('write');
});

test('a message in a group reaches every member, and nobody else', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  const id = await groupOf(one, other);
  const sent = await say(one, id, 'hello all');
  expect(sent).toMatchObject({
    text: 'hello all',
    orginal_text: 'hello all',
    group_id: id,
    to_id: '0',
    position: 'right',
    user_data: { user_id: String(one.id) },
  });
  for (const member of [ada, other]) {
    const [message] = await read(member, id);
    expect(message).toMatchObject({ id: sent?.id, text: 'hello all', orginal_text: 'hello all', position: 'left' });
  }
  expect((await chats(other, { data_type: 'groups' }))[0]).toMatchObject({
    chat_type: 'group',
    chat_id: id,
    group_id: id,
    message_count: '0',
    last_message: { text: 'hello all' },
  });
  await say(ada, id, 'and again');
  expect((await chats(one))[0]).toMatchObject({ group_id: id, message_count: '1' });
  expect((await group(one, 'get_list')).data.map((item: Answer) => item.group_id)).toEqual([id]);
  expect((await group(one, 'get_message_by_id', { id, message_id: sent?.id ?? '' })).data).toMatchObject([{ id: sent?.id }]);
  expect(await cy.call('react_message', { id: sent?.id ?? '', reaction: '1' })).toEqual(refusal(6, 'Message not found'));
  expect(await cy.call('forward_message', { id: sent?.id ?? '', recipient_id: bo.id })).toEqual(refusal(5, 'Message not found'));
});

test('messages of many at once have one order for all, none is lost, and unread counts equal the unread messages', async () => {
  const members = await Promise.all(Array.from({ length: 5 }, () => a.user()));
  const id = await groupOf(...members);
  await Promise.all(members.flatMap((member, one) => [0, 1, 2, 3].map((two) => say(member, id, `${one}.${two}`))));
  const [first, second] = [members[0] as Person, members[1] as Person];
  const seen = textsOf(await read(first, id, { limit: 50 }));
  expect(seen).toHaveLength(20);
  expect(textsOf(await read(second, id, { limit: 50 }))).toEqual(seen);
  const [conversation] = await db('conversations').where({ kind: 'group', first_id: Number(id) });
  const [participant] = await db('conversation_participants').where({
    user_id: members[2]?.id ?? 0,
    conversation_id: conversation?.id ?? 0,
  });
  expect(participant?.unread_count).toBe(16);
});

test('a member who leaves or is removed loses access at once; the longest-standing member succeeds the owner, and the last one ends the group', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  const id = await groupOf(one, other);
  await say(ada, id, 'before');
  expect(await group(ada, 'remove_user', { id, parts: csv(other, ada) })).toEqual({
    api_status: 200,
    message_data: 'Users successfully removed.',
  });
  expect(await group(other, 'fetch_messages', { id })).toEqual(gone);
  expect(await chats(other)).toEqual([]);
  expect(await group(ada, 'leave', { id })).toEqual({ api_status: 200, message_data: 'You left the group.' });
  expect((await group(one, 'get_by_id', { id })).data).toMatchObject({ owner: true });
  await group(one, 'add_user', { id, parts: csv(other) });
  await group(other, 'accept', { group_id: id });
  expect(textsOf(await read(other, id))).toEqual(['before']);
  await group(other, 'leave', { id });
  await group(one, 'leave', { id });
  expect(await group(one, 'get_by_id', { id })).toEqual(gone);
  await purgeDeletedGroupChats(site.services);
  await purgeDeletedMessages(site.services);
  expect(await db('group_chats').where({ id: Number(id) })).toEqual([]);
  expect(await db('messages').where({ group_id: Number(id) })).toEqual([]);
});

test('a deleted group is deleted for all its members, and a deleted person leaves their groups', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  const id = await groupOf(one, other);
  await group(ada, 'edit', { id, group_name: 'New name' });
  expect((await group(one, 'get_by_id', { id })).data.group_name).toBe('New name');
  await one.call('delete-user', { password: one.password });
  await leaveGroupChats(site.services, { userId: one.id });
  expect((await group(other, 'get_by_id', { id })).data.parts.map((part: Answer) => part.user_id)).toEqual([
    String(ada.id),
    String(other.id),
  ]);
  const said = await say(ada, id, 'the last word');
  await group(ada, 'delete', { id });
  expect(await group(other, 'get_message_by_id', { id, message_id: said?.id ?? '' })).toEqual(gone);
  expect(await other.call('react_message', { id: said?.id ?? '', reaction: '1' })).toEqual(refusal(6, 'Message not found'));
  expect(await group(other, 'send', { id, text: 'x', message_hash_id: '1' })).toEqual(gone);
  expect(await chats(other)).toEqual([]);
});

test('a member who blocked another does not read their messages; muting works for groups', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  const id = await groupOf(one, other);
  await say(one, id, 'from one');
  await a.block(one, other);
  expect(await read(other, id)).toEqual([]);
  const start = (await say(ada, id, 'from ada'))?.id ?? '';
  await read(other, id);
  for (const text of ['not', 'for', 'other']) await say(one, id, text);
  // neither counted nor shown, and polling continues past them
  expect(await newCount(other)).toBe('0');
  expect((await chats(other))[0]).toMatchObject({ message_count: '0', last_message: { text: 'from ada' } });
  await say(ada, id, 'and again');
  expect(textsOf(await read(other, id, { after_message_id: start, limit: 2 }))).toEqual(['and again']);
  expect(textsOf(await read(other, id, { limit: 2 }))).toEqual(['and again', 'from ada']);
  expect(textsOf(await read(ada, id))).toHaveLength(6);
  await a.block(one, ada);
  expect((await chats(one))[0]).toMatchObject({ chat_id: id, user_data: null });
  expect(await ada.call('mute', { type: 'group', chat_id: id, archive: 'yes' })).toMatchObject({ api_status: 200 });
  expect((await ada.call('get_archived_chats')).data.map((chat: Answer) => chat.chat_id)).toEqual([id]);
  expect(await cy.call('mute', { type: 'group', chat_id: id, archive: 'yes' })).toEqual(refusal(6, 'Chat not found'));
});

test('sending to a large group or polling it does not load its members; the member limit counts distinct people', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  const id = await groupOf(one);
  const others = Array.from({ length: 253 }, (_, index) => 2_000_000_000 + index);
  const member = { group_id: Number(id), state: 'active', invited_by: ada.id, created_at: new Date() } as const;
  await db('group_chat_members').insert(others.map((user_id) => ({ ...member, user_id })));
  const statements = await statementsOf(site, async () => {
    await say(one, id, 'hello');
    await read(ada, id);
  });
  expect(Math.max(...statements.map((sql) => sql.split('?').length))).toBeLessThan(60);
  expect(await group(ada, 'add_user', { id, parts: csv(one, other) })).toMatchObject({ api_status: 200 });
  const full = refusal(10, 'The group has as many members as it can');
  expect(await group(ada, 'add_user', { id, parts: csv(other, bo) })).toEqual(full);
});

/** A page of Ada's. */
async function pageOf(title: string): Promise<string> {
  const made = await ada.call('create-page', {
    page_name: `page_${++hashes}_${ada.id}`,
    page_title: title,
    page_description: 'Bread and cakes',
    page_category: 1,
  });
  return made.page_data.page_id;
}

test('a page that is deleted, or whose owner one blocked, counts no unread messages; it starts no conversation with people who accept no messages', async () => {
  const [visitor, second] = await Promise.all([a.user(), a.user()]);
  const page_id = await pageOf('Bakery');
  await visitor.call('update-user-data', { message_privacy: '2' });
  const first = { page_id, recipient_id: visitor.id, text: 'buy bread', message_hash_id: hash() };
  expect(await page(ada, 'send', first)).toEqual(refusal(7, 'Recipient user not found'));
  for (const person of [visitor, second]) {
    await page(person, 'send', { page_id, text: 'open?', message_hash_id: hash() });
    const answer = { page_id, recipient_id: person.id, text: 'yes', message_hash_id: hash() };
    expect(await page(ada, 'send', answer)).toMatchObject({ api_status: 200 });
    expect(await newCount(person)).toBe('1');
  }
  await a.block(visitor, ada);
  expect(await newCount(visitor)).toBe('0');
  expect(await chats(visitor)).toEqual([]);
  await page(second, 'send', { page_id, text: 'buy my pills', message_hash_id: hash() });
  const unread = Number(await newCount(ada));
  await db('users').where({ id: second.id }).update({ state: 'disabled' });
  expect(Number(await newCount(ada))).toBe(unread - 1);
  await db('users').where({ id: second.id }).update({ state: 'active' });
  await second.call('mute', { type: 'page', chat_id: page_id, pin: 'yes' });
  await ada.call('delete_page', { page_id, password: ada.password });
  expect(await newCount(second)).toBe('0');
  await site.settled();
  expect(await db('conversations').where({ kind: 'page', first_id: Number(page_id) })).toEqual([]);
  expect(await db('chat_preferences').where({ kind: 'page', chat_id: Number(page_id) })).toEqual([]);
});

test('a page sends through its owner, who has a chat of its own with each visitor', async () => {
  const [visitor, second] = await Promise.all([a.user(), a.user()]);
  const page_id = await pageOf('Bakery');
  const sent = await page(visitor, 'send', { page_id, text: 'open today?', message_hash_id: hash() });
  expect(sent.message_data[0]).toMatchObject({ page_id, to_id: String(ada.id), position: 'right' });
  await page(second, 'send', { page_id, text: 'hello', message_hash_id: hash() });
  const mine = await chats(ada, { data_type: 'pages' });
  expect(mine.map((chat) => chat.recipient_id).sort()).toEqual([String(visitor.id), String(second.id)].sort());
  expect(mine[0]).toMatchObject({ chat_type: 'page', page_id, page_title: 'Bakery' });
  await page(ada, 'send', { page_id, recipient_id: visitor.id, text: 'until six', message_hash_id: hash() });
  expect(textsOf((await page(visitor, 'fetch', { page_id })).data)).toEqual(['until six', 'open today?']);
  expect(textsOf((await page(ada, 'fetch', { page_id, recipient_id: second.id })).data)).toEqual(['hello']);
  expect(textsOf((await page(cy, 'fetch', { page_id, recipient_id: visitor.id })).data)).toEqual([]);
  expect((await page(visitor, 'get_list')).data).toMatchObject([{ page_id, last_message: { text: 'until six' } }]);
  const message_id = sent.message_data[0].id;
  expect((await page(ada, 'get_message_by_id', { page_id, message_id })).data).toMatchObject([{ text: 'open today?' }]);
  expect(await page(cy, 'get_message_by_id', { page_id, message_id })).toEqual(refusal(8, 'Message not found'));
  await page(visitor, 'delete_chat', { page_id });
  expect((await page(visitor, 'fetch', { page_id })).data).toEqual([]);
  expect((await page(ada, 'fetch', { page_id, recipient_id: visitor.id })).data).toHaveLength(2);
  expect(await page(ada, 'send', { page_id, text: 'x', message_hash_id: '1' })).toEqual(refusal(7, 'Recipient user not found'));
  expect(await page(dee, 'send', { page_id, text: 'x', message_hash_id: '1' })).toEqual(refusal(6, 'Page not found'));
  expect(await page(visitor, 'send', { page_id: 999_999, text: 'x', message_hash_id: '1' })).toEqual(
    refusal(6, 'Page not found'),
  );
  expect(await page(visitor, 'send', { text: 'x', message_hash_id: '1' })).toEqual(refusal(5, 'page_id can not be empty'));
  expect(await page(visitor, 'send', { page_id })).toEqual(refusal(12, 'nothing to send'));
});

test('a broadcast sends the same message to each recipient, in their one-to-one chat', async () => {
  const [one, other] = [await a.user(), await a.user()];
  const { data } = await cast(ada, 'create', { name: 'News', users: csv(one, other, dee) });
  expect(data.users.map((user: Answer) => user.user_id)).toEqual([String(one.id), String(other.id)]);
  const { id } = data;
  const sent = await cast(ada, 'send', { id, text: 'to all of you', message_hash_id: hash() });
  expect(sent.message_data).toHaveLength(2);
  expect(sent.message_data[0]).toMatchObject({ broadcast_id: id, text: 'to all of you' });
  for (const person of [one, other]) {
    expect(textsOf((await person.call('get_user_messages', { recipient_id: ada.id })).messages)).toEqual(['to all of you']);
  }
  expect((await cast(ada, 'fetch_messages', { id })).data).toHaveLength(2);
  expect((await cast(ada, 'remove_user', { id, users: csv(other) })).data.users).toHaveLength(1);
  expect((await cast(ada, 'add_user', { id, users: csv(bo) })).data.users).toHaveLength(2);
  expect((await cast(ada, 'edit', { id, name: 'Old news' })).data.name).toBe('Old news');
  expect((await cast(ada, 'fetch')).data.map((item: Answer) => item.id)).toContain(id);
  for (const type of ['edit', 'delete', 'get_by_id', 'send', 'fetch_messages', 'remove_user', 'add_user']) {
    const fields = { id, users: csv(cy), text: 'x', message_hash_id: '1' };
    expect(await cast(cy, type, fields), type).toEqual(refusal(6, 'Broadcast not found'));
  }
  expect(await cast(ada, 'create', { users: csv(one) })).toEqual(refusal(5, 'name can not be empty'));
  expect(await cast(ada, 'send', { id })).toEqual(refusal(12, 'nothing to send'));
  expect(await cast(ada, 'x')).toEqual(refusal(4, 'type can not be empty'));
  expect(await cast(ada, 'delete', { id })).toMatchObject({ api_status: 200 });
  expect(await cast(ada, 'get_by_id', { id })).toEqual(refusal(6, 'Broadcast not found'));
});

test('a message can be forwarded to a group', async () => {
  const [one] = await Promise.all([a.user()]);
  const id = await groupOf(one);
  const { message_data } = await ada.call('send-message', { user_id: bo.id, text: 'pass it on', message_hash_id: hash() });
  const forwarded = await bo.call('forward_message', { id: message_data[0].id, group_id: id });
  expect(forwarded).toEqual(gone);
  await ada.call('forward_message', { id: message_data[0].id, group_id: id });
  expect((await read(one, id))[0]).toMatchObject({ text: 'pass it on', forward: '1' });
  expect(await ada.call('forward_message', { id: message_data[0].id })).toEqual(refusal(4, 'recipient_id can not be empty'));
});

test('lists of group chats cost the same number of statements for one and for many', async () => {
  const me = await a.user();
  const make = async () => {
    const { data } = await group(me, 'create', { group_name: 'Friends' });
    await say(me, data.group_id, 'hi');
  };
  await make();
  const one = await countStatements(site, () => chats(me));
  for (let index = 0; index < 8; index += 1) await make();
  expect(await countStatements(site, () => chats(me, { group_limit: 50 }))).toBe(one);
});
