import { createDecipheriv } from 'node:crypto';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { viewerOfToken } from '../src/auth/service/sessions.ts';
import { clearChat } from '../src/chat/service/change.ts';
import { purgeChats, purgeDeletedMessages } from '../src/chat/service/purge.ts';
import { addMessage, sendToDestination as sayTo, userDestination } from '../src/chat/service/send.ts';
import type { ViewerContext } from '../src/context.ts';
import type { Fields } from './support/call.ts';
import { factory, type Person } from './support/people.ts';
import { type Answer, openSite } from './support/site.ts';
import { countStatements, statementsOf } from './support/statements.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;

const refusal = (id: number, text: string) => ({ api_status: '400', errors: { error_id: id, error_text: text } });

let hashes = 0;
const send = (from: Person, to: Person, fields: Fields = { text: 'hello' }) =>
  from.call('send-message', { user_id: to.id, message_hash_id: `h${++hashes}`, ...fields });
const say = async (from: Person, to: Person, text: string): Promise<string> =>
  (await send(from, to, { text })).message_data[0].id;
const read = (reader: Person, other: Person, fields: Fields = {}) =>
  reader.call('get_user_messages', { recipient_id: other.id, ...fields });
const textsOf = (answer: Answer): string[] => answer.messages.map((message: { text: string }) => message.text);
const chats = async (person: Person, fields: Fields = {}): Promise<Answer[]> => (await person.call('get_chats', fields)).data;
const newCount = async (person: Person) =>
  (await person.call('get-general-data', { fetch: 'count_new_messages' })).count_new_messages;
const picture = () =>
  sharp({ create: { width: 60, height: 40, channels: 3, background: '#285577' } })
    .png()
    .toBuffer();

/** The request context of a person, for the services. */
async function contextOf({ token }: Person): Promise<ViewerContext> {
  const viewer = await viewerOfToken(site.services, 'app', token);
  if (!viewer) throw new Error('the person has no session');
  return { ...site.services, now: new Date(), client: { address: '', userAgent: '' }, viewer };
}

/** A WAV file of half a second of silence. */
function recording(): Buffer {
  const wav = Buffer.alloc(44 + 8000);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + 8000, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(8000, 24);
  wav.writeUInt32LE(16000, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(8000, 40);
  return wav;
}

const NOTHING = 'file (STREAM FILE) AND text (POST) AND image_url AND gif (POST) are missing, at least one is required';
const [ada, bo, cy, dee] = await Promise.all([a.user(), a.user(), a.user(), a.user()]);
await a.block(dee, ada);

test('a message arrives as it was sent, with everything contract §1.11 names', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  const answer = await one.call('send-message', {
    user_id: other.id,
    message_hash_id: '44444444',
    text: 'Grüße & <b>küsse</b>',
  });
  expect(answer.message_data).toHaveLength(1);
  const [sent] = answer.message_data;
  expect(sent).toMatchObject({
    from_id: String(one.id),
    to_id: String(other.id),
    group_id: '0',
    page_id: '0',
    text: 'Grüße & <b>küsse</b>',
    or_text: 'Grüße & <b>küsse</b>',
    media: '',
    seen: '0',
    type_two: '',
    stickers: '',
    lat: '0',
    lng: '0',
    reply: [],
    story: [],
    product: null,
    onwer: 1,
    position: 'right',
    type: 'right_text',
    file_size: 0,
    pin: 'no',
    fav: 'no',
    message_hash_id: '44444444',
    messageUser: { user_id: String(one.id), username: one.username },
  });
  const got = await read(other, one);
  expect(got).toMatchObject({ typing: 0, is_recording: 0 });
  expect(got.messages).toHaveLength(1);
  expect(got.messages[0]).toMatchObject({
    id: sent.id,
    text: 'Grüße & <b>küsse</b>',
    position: 'left',
    type: 'left_text',
    onwer: 0,
  });
  expect(got.messages[0].messageUser).toEqual({ user_id: String(one.id), avatar: expect.stringMatching(/^http/) });
});

test('send-message refuses in the order of the contract', async () => {
  expect(await ada.call('send-message', {})).toEqual(refusal(3, NOTHING));
  expect(await ada.call('send-message', { user_id: bo.id })).toEqual(refusal(3, NOTHING));
  expect(await ada.call('send-message', { text: 'x', message_hash_id: '1' })).toEqual(refusal(4, 'user_id (POST) is missing'));
  expect(await ada.call('send-message', { text: 'x', user_id: bo.id })).toEqual(refusal(4, 'message_hash_id (POST) is missing'));
  expect(await send(ada, { ...bo, id: 999_999_999 })).toEqual(refusal(6, 'Recipient user not found'));
  expect(await send(ada, ada)).toEqual(refusal(6, 'something went wrong.'));
  expect(await send(ada, bo, { gif: 'javascript:alert(1).gif' })).toEqual(refusal(5, 'Please check your details.'));
  expect(await send(ada, bo, { lat: '99', lng: '1' })).toEqual(refusal(5, 'Please check your details.'));
  expect(await send(ada, bo, { product_id: 4_000_000 })).toEqual(refusal(5, 'Please check your details.'));
  const text = { name: 'picture.png', content: Buffer.from('<script>no picture</script>'), type: 'image/png' };
  expect(await send(ada, bo, { file: text })).toEqual(refusal(5, 'Please check your details.'));
  expect((await send(ada, bo, { text: '0' })).message_data[0].text).toBe('0');
});

test('a person blocked either way is not found, by name and in lists, and nothing arrives', async () => {
  const gone = refusal(6, 'Recipient user not found');
  const absent = await send(ada, { ...bo, id: 999_999_998 });
  expect(await send(ada, dee)).toEqual(absent);
  expect(absent).toEqual(gone);
  expect(await send(dee, ada)).toEqual(gone);
  expect(await read(ada, dee)).toEqual(refusal(5, 'recipient user not found'));
  expect(await db('messages').where({ from_id: ada.id, to_id: dee.id })).toEqual([]);

  const [one, other] = await Promise.all([a.user(), a.user()]);
  await say(one, other, 'before the block');
  expect(await chats(other)).toHaveLength(1);
  expect(await newCount(other)).toBe('1');
  await a.block(one, other);
  expect(await newCount(other)).toBe('0');
  expect(await chats(other)).toEqual([]);
  expect(await chats(one)).toEqual([]);
  // the block is made while the file of a message is being stored
  const ctx = await contextOf(other);
  const late = sayTo(ctx, userDestination(ctx, one.id), { text: 'too late', hashId: '1' });
  await expect(late).rejects.toMatchObject({ reason: 'userNotFound' });
  expect(await db('messages').where({ to_id: one.id })).toEqual([]);
});

test('a person who accepts messages from nobody, or only from people they follow, receives none from others', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  await other.call('update-user-data', { message_privacy: '1' });
  expect(await send(one, other)).toEqual(refusal(6, 'something went wrong.'));
  await a.follow(other, one);
  expect(await send(one, other)).toMatchObject({ api_status: 200 });
  await other.call('update-user-data', { message_privacy: '2' });
  expect(await send(one, other)).toEqual(refusal(6, 'something went wrong.'));
});

test('fifty sends of one message with one hash create one message and give fifty equal answers', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  const answers = await Promise.all(
    Array.from({ length: 50 }, () =>
      one.call('send-message', { user_id: other.id, message_hash_id: '44444444', text: 'only once' }),
    ),
  );
  expect(new Set(answers.map((answer) => answer.message_data[0].id)).size).toBe(1);
  expect(new Set(answers.map((answer) => JSON.stringify({ ...answer, message_data: answer.message_data[0].text }))).size).toBe(1);
  expect(textsOf(await read(other, one))).toEqual(['only once']);
});

test('a constant hash with other text loses nothing; a file sent again is one message and one file', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  for (const text of ['a', 'b', 'a', 'c']) {
    await one.call('send-message', { user_id: other.id, message_hash_id: '44444444', text });
  }
  expect(textsOf(await read(other, one))).toEqual(['c', 'b', 'a']);
  const file = { name: 'one.png', content: await picture(), type: 'image/png' };
  const [first, second] = [
    await one.call('send-message', { user_id: other.id, message_hash_id: '7', file }),
    await one.call('send-message', { user_id: other.id, message_hash_id: '7', file }),
  ];
  expect(second.message_data[0].media).toBe(first.message_data[0].media);
  const files = await db('media_files').where({ owner_id: one.id });
  expect(files.filter((row) => row.state === 'used')).toHaveLength(1);
  expect(files.filter((row) => row.state === 'pending')).toEqual([]);
});

test('a retry of a message that was slow to store creates no second message', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  const ctx = await contextOf(one);
  const film = { columns: { text: 'a long film' }, keys: [], digest: 'of the film', tookMs: 40_000 };
  const addition = { address: userDestination(ctx, other.id), content: film, hashId: '1' };
  const begunAgo = (seconds: number) => {
    const now = new Date(Date.now() - seconds * 1000);
    return ctx.write((tx) => addMessage({ ...ctx, now }, tx, addition));
  };
  const first = await begunAgo(80);
  expect(await begunAgo(45)).toBe(first);
  expect((await read(other, one)).messages).toHaveLength(1);
});

test('simultaneous first messages of both create one conversation, with every message', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => (index % 2 ? say(one, other, `${index}`) : say(other, one, `${index}`))),
  );
  expect(
    await db('conversations').where({
      kind: 'user',
      first_id: Math.min(one.id, other.id),
      second_id: Math.max(one.id, other.id),
    }),
  ).toHaveLength(1);
  expect((await read(one, other)).messages).toHaveLength(20);
});

test('every kind of message is shown by its type', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  const png = { name: '../../holiday.png', content: await picture(), type: 'image/png' };
  const kinds: [string, Fields][] = [
    ['image', { file: png }],
    ['sticker', { file: png, sticker_id: '7' }],
    ['audio', { file: { name: 'voice.wav', content: recording(), type: 'audio/wav' } }],
    ['file', { file: { name: 'notes.txt', content: Buffer.from('some notes'), type: 'text/plain' } }],
    ['gif', { gif: 'https://media.example.org/cat.gif' }],
    ['map', { lat: '52.5163', lng: '13.3777' }],
    ['contact', { contact: '{"Key":"Bo","Value":"+49301234"}' }],
    ['text', { text: 'words' }],
  ];
  for (const [kind, fields] of kinds) {
    const answer = await send(one, other, fields);
    expect(answer.message_data?.[0]?.type, `${kind}: ${JSON.stringify(answer.errors)}`).toBe(`right_${kind}`);
  }
  const { messages } = await read(other, one, { limit: 50 });
  expect(messages.map((message: Answer) => message.type)).toEqual(kinds.map(([kind]) => `left_${kind}`).reverse());
  expect(messages.at(-1)).toMatchObject({ mediaFileName: 'holiday.png', file_size: '0.00MB' });
  expect(messages.at(-1).media).toMatch(/^http.*_image/);
  expect(messages.at(-2).mediaFileName).toContain('sticker');
  expect(messages[1]).toMatchObject({ type_two: 'contact', text: '{"Key":"Bo","Value":"+49301234"}' });
  expect(messages[2]).toMatchObject({ lat: '52.5163', lng: '13.3777' });
  expect(messages[3]).toMatchObject({ stickers: 'https://media.example.org/cat.gif' });
});

test('a product is shown only to people who can see it, in a broadcast too', async () => {
  const [seller, one, other] = await Promise.all([a.user(), a.user(), a.user()]);
  const made = await seller.call('create-product', {
    product_title: 'Hand loom',
    product_category: 1,
    product_description: 'Weaves',
    product_price: '1',
    product_location: 'London',
    product_type: '0',
    images: [{ name: 'loom.png', content: await picture(), type: 'image/png' }],
  });
  const product_id = made.product_id;
  const id = String(product_id);
  expect((await send(one, other, { product_id })).message_data[0]).toMatchObject({ type: 'right_product', product: { id } });
  expect((await read(other, one)).messages[0]).toMatchObject({ product_id: id, product: { id } });
  await a.block(seller, other);
  expect((await read(other, one)).messages[0]).toMatchObject({ product_id: id, product: null });
  expect(await send(other, one, { product_id })).toEqual(refusal(5, 'Please check your details.'));
  const list = (await other.call('broadcast', { type: 'create', name: 'all', users: `${one.id}` })).data.id;
  const cast = await other.call('broadcast', { type: 'send', id: list, product_id, message_hash_id: '1' });
  expect(cast).toEqual(refusal(8, 'Please check your details.'));
});

test('an image_url that must not or cannot be fetched is refused, and forbidden addresses are not requested', async () => {
  for (const url of [
    'http://127.0.0.1:1/x.png',
    'http://[::1]/x.png',
    'http://169.254.169.254/latest/meta-data',
    'http://2130706433/x.png',
    'http://0x7f.1/x.png',
    'http://[::ffff:10.0.0.1]/x.png',
    'http://localhost/x.png',
  ]) {
    expect(await send(ada, bo, { image_url: url }), url).toEqual(refusal(5, 'Please check your details.'));
  }
  expect(await send(ada, bo, { image_url: 'file:///etc/passwd' })).toEqual(refusal(3, NOTHING));
});

test('a reply shows the message it replies to, to people who have that message; for a message one does not have it shows none', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  const first = await say(one, other, 'a question');
  const reply = (await send(other, one, { text: 'an answer', reply_id: first })).message_data[0];
  expect(reply).toMatchObject({ reply_id: first, reply: { id: first, text: 'a question', position: 'left' } });
  expect((await read(one, other)).messages[0].reply).toMatchObject({ id: first, position: 'right' });
  const secret = await say(ada, bo, 'between us');
  const nosy = (await send(cy, one, { text: 'what was it?', reply_id: secret })).message_data[0];
  expect(nosy).toMatchObject({ reply_id: '0', reply: [] });
  await one.call('delete_message', { message_id: first });
  expect((await read(other, one)).messages[0]).toMatchObject({ text: 'an answer', reply: [] });
});

test('unread counts equal the unread messages, under 100 sends and reads at once', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  await say(one, other, 'first');
  await Promise.all(Array.from({ length: 100 }, (_, index) => (index % 5 ? say(one, other, `m${index}`) : read(other, one))));
  const [participant] = await db('conversation_participants').where({ user_id: other.id });
  const unread = await db('messages')
    .where('id', '>', participant?.read_up_to ?? 0)
    .where({ to_id: other.id });
  expect(participant?.unread_count).toBe(unread.length);
  await read(other, one);
  expect(await newCount(other)).toBe('0');
  expect((await chats(other))[0]).toMatchObject({ message_count: '0' });
});

test('reading marks messages as seen, for the sender too; one more unread chat is one more new message', async () => {
  const [one, other, third] = await Promise.all([a.user(), a.user(), a.user()]);
  await say(one, other, 'one');
  await say(one, other, 'two');
  await say(third, other, 'three');
  expect(await newCount(other)).toBe('2');
  expect((await read(one, other)).messages.map((message: Answer) => message.seen)).toEqual(['0', '0']);
  await read(other, one);
  expect(await newCount(other)).toBe('1');
  await say(one, other, 'four');
  // a message that arrives while somebody reads must not count as read before it was shown
  const statements = await statementsOf(site, () => read(other, one));
  const [marked, looked] = [/^update `conversation_participants`/, /from `messages` left join/].map((part) =>
    statements.findIndex((sql) => part.test(sql)),
  );
  expect(marked).toBeGreaterThan(0);
  expect(marked).toBeLessThan(looked ?? 0);
  for (const message of (await read(one, other)).messages) expect(Number(message.seen)).toBeGreaterThan(1_700_000_000);
  expect(await other.call('read_chats')).toEqual({ api_status: 200 });
  expect(await newCount(other)).toBe('0');
});

test('messages page newest first, before an id, after an id without a gap, and one by its id', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  const ids: string[] = [];
  for (let index = 0; index < 7; index += 1) ids.push(await say(one, other, `m${index}`));
  expect(textsOf(await read(other, one, { limit: 3 }))).toEqual(['m6', 'm5', 'm4']);
  expect(textsOf(await read(other, one, { limit: 3, before_message_id: ids[4] ?? '' }))).toEqual(['m3', 'm2', 'm1']);
  expect(textsOf(await read(other, one, { limit: 3, after_message_id: ids[1] ?? '' }))).toEqual(['m4', 'm3', 'm2']);
  expect(textsOf(await read(other, one, { message_id: ids[3] ?? '' }))).toEqual(['m3']);
  expect(textsOf(await read(other, one, { message_id: await say(ada, bo, 'secret') }))).toEqual([]);
  const [slim] = (await read(other, one, { limit: 1, not_include: 'messageUser,reaction' })).messages;
  expect(slim).not.toHaveProperty('messageUser');
  expect(slim).toHaveProperty('text');
  expect(await other.call('get_user_messages', {})).toEqual(refusal(3, 'recipient_id can not be empty'));
});

test('deleting a conversation clears it only for me; later messages show it again', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  await say(one, other, 'old');
  expect(await other.call('delete-conversation', { user_id: one.id })).toEqual({
    api_status: 200,
    message: 'Conversation successfully deleted.',
  });
  expect((await read(other, one)).messages).toEqual([]);
  expect(await chats(other)).toEqual([]);
  expect(await newCount(other)).toBe('0');
  expect(textsOf(await read(one, other))).toEqual(['old']);
  await say(one, other, 'read');
  await read(other, one);
  await say(one, other, 'unread');
  await other.call('delete-conversation', { user_id: one.id });
  // messages cleared unread were never seen, and no longer count
  const [cleared, seen] = (await read(one, other)).messages;
  expect(cleared).toMatchObject({ text: 'unread', seen: '0' });
  expect(seen).toMatchObject({ text: 'read', seen: expect.stringMatching(/^\d{10}$/) });
  await say(one, other, 'new');
  await one.call('delete_message', { message_id: cleared.id });
  expect(await newCount(other)).toBe('1');
  expect(textsOf(await read(other, one))).toEqual(['new']);
  expect((await chats(other))[0]).toMatchObject({ last_message: { text: 'new' } });
  expect(await ada.call('delete-conversation', {})).toEqual(refusal(4, 'user_id (POST) is missing'));
  expect(await ada.call('delete-conversation', { user_id: dee.id })).toEqual(refusal(6, 'Recipient user not found'));
});

test('a chat that both participants cleared loses its messages and files', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  const file = { name: 'one.png', content: await picture(), type: 'image/png' };
  await send(one, other, { file });
  await one.call('delete-conversation', { user_id: other.id });
  // the clearing is complete when it is committed, not before
  const ctx = await contextOf(other);
  await site.services.write(async (tx) => {
    await clearChat(ctx, { kind: 'user', id: one.id });
    await tx.raw('SELECT SLEEP(0.05)');
  });
  await site.settled();
  await Promise.all([purgeDeletedMessages(site.services), purgeDeletedMessages(site.services)]);
  expect(await db('messages').where({ from_id: one.id })).toEqual([]);
  expect(await db('media_files').where({ owner_id: one.id, state: 'used' })).toEqual([]);
});

test("one's own message is deleted for both, another's for oneself; a stranger's call changes nothing", async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  const [first, second] = [await say(one, other, 'mine'), await say(other, one, 'yours')];
  const gone = { api_status: 200, message: 'The message was deleted' };
  expect(await cy.call('delete_message', { message_id: first })).toEqual(refusal(6, 'Message not found'));
  expect(await one.call('delete_message', { message_id: second })).toEqual(gone);
  expect(textsOf(await read(one, other))).toEqual(['mine']);
  expect(textsOf(await read(other, one))).toEqual(['yours', 'mine']);
  const unread = await say(one, other, 'regretted');
  expect(await newCount(other)).toBe('1');
  expect(await one.call('delete_message', { message_id: unread })).toEqual(gone);
  expect(await newCount(other)).toBe('0');
  expect(textsOf(await read(other, one))).toEqual(['yours', 'mine']);
  expect(await one.call('delete_message', { message_id: unread })).toEqual(refusal(6, 'Message not found'));
  expect(await one.call('delete_message', {})).toEqual(refusal(4, 'message_id can not be empty'));
  expect((await chats(one))[0]).toMatchObject({ last_message: { text: 'mine' } });
});

test('a person has one reaction on a message; the same one again removes it, fifty at once too', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  const id = await say(one, other, 'well?');
  expect(await other.call('react_message', { id, reaction: '2' })).toEqual({ api_status: 200, message: 'reaction added' });
  expect((await read(one, other)).messages[0].reaction).toMatchObject({ is_reacted: false, count: 1, 2: 1, Love: 1 });
  expect(await other.call('react_message', { id, reaction: '3' })).toMatchObject({ message: 'reaction added' });
  expect((await read(other, one)).messages[0].reaction).toMatchObject({ is_reacted: true, type: '3', count: 1, HaHa: 1 });
  expect(await other.call('react_message', { id, reaction: '3' })).toMatchObject({ message: 'reaction deleted' });
  await Promise.all(Array.from({ length: 50 }, () => other.call('react_message', { id, reaction: '1' })));
  expect((await read(one, other)).messages[0].reaction).toMatchObject({ count: 0 });
  expect(await cy.call('react_message', { id, reaction: '1' })).toEqual(refusal(6, 'Message not found'));
  expect(await one.call('react_message', { id })).toEqual(refusal(4, 'reaction can not be empty'));
  expect(await one.call('react_message', { id, reaction: '9' })).toEqual(refusal(5, 'reaction can not be empty'));
});

test('pins and favourites belong to the reader only', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  const [first] = [await say(one, other, 'keep me'), await say(one, other, 'not me')];
  expect(await other.call('pin_message', { message_id: first, pin: 'yes' })).toEqual({
    api_status: 200,
    message: 'The message was pinned',
  });
  await other.call('fav_message', { message_id: first, fav: 'yes', chat_id: one.id, type: 'user' });
  for (const name of ['get_pin_message', 'get_fav_messages']) {
    const { data } = await other.call(name, { chat_id: one.id, type: 'user' });
    expect(data.map((message: Answer) => message.text)).toEqual(['keep me']);
    expect(data[0]).toMatchObject({ pin: 'yes', fav: 'yes' });
    expect(await one.call(name, { chat_id: other.id })).toEqual({ api_status: 200, data: [] });
    expect(await other.call(name, { chat_id: 4_000_000 })).toEqual(refusal(6, 'Chat not found'));
  }
  expect((await read(one, other)).messages[1]).toMatchObject({ pin: 'no', fav: 'no' });
  await other.call('pin_message', { message_id: first, pin: 'no' });
  expect(await other.call('get_pin_message', { chat_id: one.id })).toMatchObject({ data: [] });
  expect(await cy.call('pin_message', { message_id: first, pin: 'yes' })).toEqual(refusal(6, 'Message not found'));
  expect(await cy.call('fav_message', { message_id: first, fav: 'yes' })).toEqual(refusal(6, 'Message not found'));
});

test('forwarding copies the message with its file, and only messages one has', async () => {
  const [one, other, third] = await Promise.all([a.user(), a.user(), a.user()]);
  const file = { name: 'one.png', content: await picture(), type: 'image/png' };
  const { id, media } = (await send(one, other, { file, text: 'look' })).message_data[0];
  const forwarded = await other.call('forward_message', { id, recipient_id: third.id, message_hash_id: '5' });
  expect(forwarded.message_data[0]).toMatchObject({ text: 'look', media, forward: '1', to_id: String(third.id) });
  expect((await read(third, other)).messages[0]).toMatchObject({ text: 'look', media, forward: '1' });
  expect(await cy.call('forward_message', { id, recipient_id: third.id })).toEqual(refusal(5, 'Message not found'));
  await one.call('delete_message', { message_id: id });
  await purgeDeletedMessages(site.services);
  expect(await db('media_files').where({ owner_id: one.id, state: 'used' })).toHaveLength(1);
  expect(await ada.call('forward_message', { id: await say(ada, bo, 'x'), recipient_id: dee.id })).toEqual(
    refusal(6, 'Recipient user not found'),
  );
});

test('a message deleted while it is being forwarded is not delivered', async () => {
  const [one, other, third] = await Promise.all([a.user(), a.user(), a.user()]);
  const id = await say(one, other, 'not for others');
  await say(other, third, 'hi');
  const elsewhere = await db.transaction();
  await elsewhere('conversations').where({ second_id: third.id }).forUpdate();
  const waits = new Promise((resolve) => {
    db.on('query', function heard({ sql }: { sql: string }) {
      if (!/from `conversations` .* for update/.test(sql)) return;
      db.removeListener('query', heard);
      resolve(undefined);
    });
  });
  const forwarding = other.call('forward_message', { id, recipient_id: third.id });
  await waits;
  await one.call('delete_message', { message_id: id });
  await elsewhere.rollback();
  expect(await forwarding).toEqual(refusal(5, 'Message not found'));
  expect(textsOf(await read(third, other))).toEqual(['hi']);
});

test('a recording is marked as listened to by its recipient, not by its sender', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  const id = await say(one, other, 'a voice');
  await one.call('listening', { id });
  expect((await read(one, other)).messages[0].listening).toBe('0');
  await other.call('listening', { id });
  expect((await read(one, other)).messages[0].listening).toBe('1');
});

test('typing is shown only to the recipient, and ends with the message', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  expect(await one.call('set-chat-typing-status', { user_id: other.id, status: 'typing' })).toEqual({ api_status: 200 });
  expect(await read(other, one)).toMatchObject({ typing: 1, is_recording: 0 });
  expect(await read(one, other)).toMatchObject({ typing: 0 });
  await one.call('set-chat-typing-status', { user_id: other.id, status: 'recording' });
  expect(await read(other, one)).toMatchObject({ typing: 0, is_recording: 1 });
  await say(one, other, 'done');
  expect(await read(other, one)).toMatchObject({ typing: 0, is_recording: 0 });
  await one.call('set-chat-typing-status', { user_id: other.id, status: 'typing' });
  await one.call('set-chat-typing-status', { user_id: other.id, status: 'whatever' });
  expect(await read(other, one)).toMatchObject({ typing: 0 });
  expect(await ada.call('set-chat-typing-status', {})).toEqual(refusal(3, 'user_id (POST) is missing'));
  expect(await ada.call('set-chat-typing-status', { user_id: bo.id })).toEqual(refusal(4, 'status (POST) is missing'));
  expect(await ada.call('set-chat-typing-status', { user_id: dee.id, status: 'typing' })).toEqual(
    refusal(6, 'Recipient user not found'),
  );
});

test('polling shows typing and reading where the site shows them, as sockets do', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  await say(one, other, 'hello');
  await read(other, one);
  await other.call('set-chat-typing-status', { user_id: one.id, status: 'typing' });
  const show = async (value: string) => {
    await db('settings').whereIn('name', ['message_seen', 'message_typing']).update({ value });
    await site.services.settings.refresh();
  };
  await show('0');
  expect(await read(one, other)).toMatchObject({ typing: 0, messages: [{ seen: '0' }] });
  await show('1');
  expect(await read(one, other)).toMatchObject({ typing: 1, messages: [{ seen: expect.stringMatching(/^\d{10}$/) }] });
});

test('a colour belongs to the chat, for both participants, before the first message too', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  expect(await one.call('change-chat-color', { user_id: other.id, color: '#FFAA00' })).toEqual({
    api_status: 200,
    color: '#ffaa00',
  });
  expect(await chats(one)).toEqual([]);
  await say(one, other, 'hello');
  expect((await chats(other))[0]).toMatchObject({ chat_color: '#ffaa00', last_message: { chat_color: '#ffaa00' } });
  expect(await ada.call('change-chat-color', {})).toEqual(refusal(3, 'user_id (POST) is missing'));
  expect(await ada.call('change-chat-color', { user_id: bo.id })).toEqual(refusal(4, 'color (POST) is missing'));
  expect(await ada.call('change-chat-color', { user_id: bo.id, color: 'red;' })).toEqual(
    refusal(5, 'The color you chose is not valid or not listed in our color list'),
  );
  expect(await ada.call('change-chat-color', { user_id: dee.id, color: '#ffffff' })).toEqual(
    refusal(6, 'Recipient user not found'),
  );
});

test('get_chats gives whole chats, latest first, continued by chat_time, whatever data_type says', async () => {
  const me = await a.user();
  const others = await Promise.all(Array.from({ length: 5 }, () => a.user()));
  for (const [index, other] of others.entries()) {
    await say(other, me, `from ${index}`);
    await db('conversation_participants')
      .where({ user_id: me.id, chat_id: other.id })
      .update({ last_message_at: new Date(1_790_000_000_000 + (index < 2 ? 0 : index) * 1000) });
  }
  const all = await chats(me, { data_type: 'all' });
  expect(all.map((chat) => chat.last_message.text)).toEqual(['from 4', 'from 3', 'from 2', 'from 1', 'from 0']);
  expect(all[0]).toMatchObject({
    user_id: String(others[4]?.id),
    chat_id: String(others[4]?.id),
    chat_type: 'user',
    chat_time: '1790000004',
    message_count: '1',
    mute: { notify: 'yes', call_chat: 'yes', archive: 'no', fav: 'no', pin: 'no' },
    video_call: false,
    video_call_user: [],
  });
  expect(await chats(me, { data_type: 'users' })).toHaveLength(5);
  expect(await chats(me, { data_type: 'groups' })).toEqual([]);
  const first = await chats(me, { user_limit: 3 });
  const next = await chats(me, { user_limit: 3, user_offset: first.at(-1)?.chat_time });
  expect(next.map((chat) => chat.last_message.text)).toEqual(['from 1', 'from 0']);
  // two chats of one second are on one page, or the second would never be listed
  expect((await chats(me, { user_limit: 4 })).map((chat) => chat.last_message.text)).toHaveLength(5);
  expect(await chats(me, { user_type: 'online' })).toHaveLength(5);
  expect(await chats(me, { user_type: 'offline' })).toEqual([]);
});

test('chats of one second are on one page, however many', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  await say(one, other, 'hi');
  const [participant] = await db('conversation_participants').where({ user_id: one.id });
  if (!participant) throw new Error('there is no participant');
  const more = Array.from({ length: 80 }, (_, index) => ({ ...participant, conversation_id: 1_000_000_000 + index }));
  await db('conversation_participants').insert(more);
  expect(await chats(one, { user_limit: 5 })).toHaveLength(81);
  await db('conversation_participants').where({ user_id: one.id }).where('conversation_id', '>=', 1_000_000_000).delete();
});

test('archived chats move to their own list; pinned ones have one too', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  await say(one, other, 'hello');
  await other.call('mute', { chat_id: one.id, type: 'user', archive: 'yes' });
  expect(await chats(other)).toEqual([]);
  expect(await newCount(other)).toBe('0');
  expect((await other.call('get_archived_chats')).data).toMatchObject([{ mute: { archive: 'yes' } }]);
  await other.call('mute', { chat_id: one.id, type: 'user', archive: 'no', pin: 'yes' });
  expect((await other.call('get_pin_chats')).data).toMatchObject([{ mute: { pin: 'yes', archive: 'no' } }]);
  expect((await one.call('get_pin_chats')).data).toEqual([]);
});

test('lists cost the same number of statements for one chat and for many', async () => {
  const me = await a.user();
  const others = await Promise.all(Array.from({ length: 12 }, () => a.user()));
  await say(me, others[0] as Person, 'hello');
  await read(me, others[0] as Person);
  const [one, many] = [
    await countStatements(site, () => chats(me)),
    await (async () => {
      for (const other of others) await say(other, me, 'hi');
      return countStatements(site, () => chats(me, { user_limit: 50 }));
    })(),
  ];
  expect(many).toBe(one);
  const person = others[0] as Person;
  await read(me, person);
  const single = await countStatements(site, () => read(me, person, { limit: 1 }));
  for (let index = 0; index < 20; index += 1) await say(me, person, `m${index}`);
  expect(await countStatements(site, () => read(me, person, { limit: 50 }))).toBe(single);
});

test('deleting a person deletes their chats and everything in them', async () => {
  const [one, other] = await Promise.all([a.user(), a.user()]);
  await say(one, other, 'farewell');
  await other.call('react_message', { id: (await read(other, one)).messages[0].id, reaction: '1' });
  expect(await one.call('delete-user', { password: one.password })).toMatchObject({ api_status: 200 });
  expect(await chats(other)).toEqual([]);
  expect(await newCount(other)).toBe('0');
  await purgeChats(site.services, { userId: one.id });
  await purgeDeletedMessages(site.services);
  for (const [table, column] of [
    ['messages', 'from_id'],
    ['conversation_participants', 'user_id'],
    ['conversation_participants', 'chat_id'],
    ['conversations', 'first_id'],
  ] as const) {
    expect(await db(table).where(column, one.id), table).toEqual([]);
  }
});

test('texts are encoded for old apps where the site asks for it, with the time of the message as key', async () => {
  const wrapping = await openSite({ MESSAGE_TEXT_ENCODING: 'aes' });
  const b = factory(wrapping);
  const [one, other] = await Promise.all([b.user(), b.user()]);
  const sent = await one.call('send-message', { user_id: other.id, message_hash_id: '1', text: 'schön' });
  expect(sent.message_data[0].text).toBe('schön');
  const [message] = (await read(other, one)).messages;
  const key = Buffer.alloc(16);
  key.write(message.time);
  const decipher = createDecipheriv('aes-128-ecb', key, null);
  const plain = Buffer.concat([decipher.update(message.text, 'base64'), decipher.final()]).toString();
  expect(plain).toBe('schön');
});
