import type { Knex } from 'knex';
import type { Background } from '../src/background.ts';
import { clearChat, deleteMessage, reactToMessage } from '../src/chat/service/change.ts';
import { type ChatsRequest, chatsOf, newChatCount } from '../src/chat/service/chats.ts';
import { contentHash, contentOf } from '../src/chat/service/content.ts';
import { markedMessages, messagesWith, readAllChats } from '../src/chat/service/messages.ts';
import { deleteClearedMessages, purgeChats, purgeDeletedMessages } from '../src/chat/service/purge.ts';
import { sendMessage } from '../src/chat/service/send.ts';
import type { ViewerContext } from '../src/context.ts';
import { connect } from '../src/database/connection.ts';
import { embeddedConnection, ensureDatabase, startEmbeddedDatabase } from '../src/database/embedded.ts';
import { createWrite } from '../src/database/write.ts';
import { loadSettings } from '../src/settings/service.ts';
import { BUSY_ID, fillChats, LONGEST_CHAT, PEOPLE, SECOND_CHAT } from './chat-history.ts';
import { createRandom } from './people.ts';
import { quantiles, table } from './report.ts';

// Chats of 50 000 people behind this many messages (5M by default): the cost of lists, a page of messages and sending, for people
// with a few chats, for one with thousands, in the longest chat, and in a chat that repeats the same text. Then the query plan of
// each statement. The database is kept in .data/bench.

const BUFFER_POOL_BYTES = 3 * 1024 ** 3;
const READS = 300;
const LIMIT = 20;
const ORDINARY_CHAT = 1000;
const count = Number(process.argv[3] ?? 5_000_000);

const embedded = await startEmbeddedDatabase({ dataDirectory: '.data/bench', log: console.log, fast: true });
await ensureDatabase(embedded, 'chat');
const address = embeddedConnection(embedded, 'chat');
const db = connect(address, 10);
const startedAt = Date.now();
await db.raw('SET GLOBAL innodb_buffer_pool_size = ?', [BUFFER_POOL_BYTES]);
await db.migrate.latest();
const settings = await loadSettings(db, console.error);
await fillChats(db, count, (line) => console.log(`${Math.round((Date.now() - startedAt) / 1000)} s: ${line}`));

const background: Promise<unknown>[] = [];
const begin: Background = (_name, job) => background.push(job());

/** The parts of a request context that the chat services use. The other parts are absent. */
function contextOf(id: number, connection = db): ViewerContext {
  const viewer = { id, sessionId: 0, username: '', role: 'member', timezone: 'UTC' };
  const services = { db: connection, settings, write: createWrite(connection), emit: async () => {}, background: begin };
  return { ...services, viewer, now: new Date() } as unknown as ViewerContext; // see above
}

type Ask = (ctx: ViewerContext, round: number) => Promise<unknown>;
type Case = { label: string; reader: (round: number) => number; ask: Ask };

const random = createRandom(5);
const anybody = () => 1 + Math.floor(PEOPLE * random());
const busy = () => BUSY_ID;

const chats =
  (changes: Partial<ChatsRequest> = {}, before?: number): Ask =>
  (ctx) => {
    const kinds = (['user', 'group', 'page'] as const).map((kind) => ({ kind, before, limit: LIMIT }));
    return chatsOf(ctx, { keep: 'current', userType: undefined, kinds, ...changes });
  };

/** The two people of a chat, and a message from the middle of it. */
async function chatOf(conversationId: number) {
  const pair = await db('conversations').where({ id: conversationId }).first();
  const [size] = await db('messages').where({ conversation_id: conversationId }).count({ messages: '*' });
  const middle = db('messages').where({ conversation_id: conversationId }).orderBy('id');
  const { id } = (await middle.offset(Math.floor(Number(size?.messages) / 2)).first()) ?? { id: 0 };
  return { reader: pair?.first_id ?? 0, other: pair?.second_id ?? 0, middle: id, messages: Number(size?.messages) };
}

const longest = await chatOf(LONGEST_CHAT);
const repeated = await chatOf(SECOND_CHAT);
const ordinary = await chatOf(ORDINARY_CHAT);
const longAgo = Math.floor(Date.now() / 1000) - Math.floor(count / 10);
const said = (text: string, hashId: string) => ({ text, hashId });
const again = said('The same words, under the same name', '');
const { digest } = await contentOf(contextOf(repeated.reader), again);
await db('messages')
  .where({ conversation_id: SECOND_CHAT, from_id: repeated.reader })
  .update({ content_hash: contentHash(SECOND_CHAT, repeated.reader, { hashId: again.hashId, digest }) });
const one = (round: number) => (round % PEOPLE) + 1;
const next = (id: number) => (id % PEOPLE) + 1;

const cases: Case[] = [
  { label: 'nothing (SELECT 1)', reader: anybody, ask: () => db.raw('SELECT 1') },
  { label: 'get_chats, anybody', reader: anybody, ask: chats() },
  { label: 'get_chats, busy', reader: busy, ask: chats() },
  { label: 'get_chats, busy, further down', reader: busy, ask: chats({}, longAgo) },
  { label: 'get_chats, busy, who is there', reader: busy, ask: chats({ userType: 'online' }) },
  { label: 'get_pin_chats, busy', reader: busy, ask: chats({ keep: 'pinned' }) },
  { label: 'get_archived_chats, busy', reader: busy, ask: chats({ keep: 'archived' }) },
  { label: 'count_new_messages, anybody', reader: anybody, ask: newChatCount },
  { label: 'count_new_messages, busy', reader: busy, ask: newChatCount },
  { label: 'get_user_messages, anybody', reader: one, ask: (ctx) => page(ctx, next(ctx.viewer.id)) },
  { label: 'get_user_messages, busy', reader: busy, ask: (ctx, round) => page(ctx, 1 + round) },
  { label: 'get_user_messages, longest chat', reader: () => longest.reader, ask: (ctx) => page(ctx, longest.other) },
  {
    label: '  its middle, before',
    reader: () => longest.reader,
    ask: (ctx) => messagesWith(ctx, longest.other, { before: longest.middle, limit: LIMIT }),
  },
  {
    label: '  its middle, after',
    reader: () => longest.reader,
    ask: (ctx) => messagesWith(ctx, longest.other, { after: longest.middle, limit: LIMIT }),
  },
  {
    label: 'get_pin_message, longest chat',
    reader: () => longest.reader,
    ask: (ctx) => markedMessages(ctx, { kind: 'user', id: longest.other }, { mark: 'pinned', before: undefined, limit: LIMIT }),
  },
  {
    label: 'send-message, anybody',
    reader: one,
    ask: (ctx, round) => sendMessage(ctx, next(ctx.viewer.id), said('Good morning', String(round))),
  },
  {
    label: 'send-message, longest chat',
    reader: () => longest.reader,
    ask: (ctx, round) => sendMessage(ctx, longest.other, said('Good evening', String(round))),
  },
  { label: 'send-message, the same again', reader: () => repeated.reader, ask: (ctx) => sendMessage(ctx, repeated.other, again) },
];

function page(ctx: ViewerContext, otherId: number): Promise<unknown> {
  return messagesWith(ctx, otherId, { limit: LIMIT });
}

async function times({ reader, ask }: Case): Promise<number[]> {
  const all: number[] = [];
  for (let round = 0; round < READS; round += 1) {
    const ctx = contextOf(reader(round));
    const from = performance.now();
    await ask(ctx, round);
    all.push(performance.now() - from);
  }
  return all;
}

/** The number of rows and index entries it touches, the one number that other work on the machine does not change. */
async function touched({ reader, ask }: Case): Promise<number[]> {
  const single = connect(address, 1);
  const sum = async () => {
    const [rows] = await single.raw("SHOW SESSION STATUS LIKE 'Handler_read%'");
    return rows.reduce((total: number, row: { Value: string }) => total + Number(row.Value), 0);
  };
  const all: number[] = [];
  for (let round = 0; round < READS / 10; round += 1) {
    const [before, unchanged] = [await sum(), await sum()];
    await ask(contextOf(reader(round), single), READS + round);
    all.push((await sum()) - unchanged - (unchanged - before));
  }
  await single.destroy();
  return all;
}

/** Prints the query plan of every statement about chats that `ask` sends, each shape once. */
async function explain(label: string, id: number, ask: Ask): Promise<void> {
  const sent = new Map<string, readonly Knex.RawBinding[]>();
  const record = (query: { sql: string; bindings: readonly Knex.RawBinding[] }) => {
    if (!explained.has(query.sql) && !sent.has(query.sql) && ABOUT_CHATS.test(query.sql)) sent.set(query.sql, query.bindings);
  };
  db.on('query', record);
  await ask(contextOf(id), 0);
  db.removeListener('query', record);
  console.log(`\n${label}`);
  for (const [sql, bindings] of sent) {
    explained.add(sql);
    const [rows] = await db.raw(`EXPLAIN ${sql}`, [...bindings]);
    console.log(`  ${sql.replaceAll('`', '').slice(0, 400)}`);
    const steps = new Map<string, number>();
    for (const { select_type, table, type, key, key_len, rows: read, Extra } of rows) {
      const step = [select_type, table, type, key, key_len, Extra].map((part) => part ?? '').join(' | ');
      steps.set(step, Math.max(steps.get(step) ?? 0, Number(read ?? 0)));
    }
    for (const [step, read] of steps) console.log(`      ${step} | ${read} rows`);
  }
}

const ABOUT_CHATS =
  /^(?!insert).*\b(conversations|conversation_participants|messages|message_\w+|chat_preferences|group_chat\w*)\b/i;
const explained = new Set<string>();

const rows: (string | number)[][] = [];
const reads: (string | number)[][] = [];
for (const one of cases) {
  await one.ask(contextOf(one.reader(0)), READS * 2); // warm-up
  rows.push([one.label, ...quantiles(await times(one))]);
  reads.push([one.label, ...quantiles(await touched(one))]);
}
console.log(`\n${count} messages, ${longest.messages} in the longest chat, ${repeated.messages} in the repeated one; ms`);
console.log(table(rows));
console.log('\nrows and index entries touched');
console.log(table(reads));

const marked = (ctx: ViewerContext) =>
  markedMessages(ctx, { kind: 'user', id: longest.other }, { mark: 'pinned', before: longest.middle, limit: LIMIT });
const [fresh] = (await messagesWith(contextOf(repeated.other), repeated.reader, { limit: 1 })).ids;
await explain('get_chats', BUSY_ID, chats({}, Math.floor(Date.now() / 1000)));
await explain('get_chats, who is there', BUSY_ID, chats({ userType: 'online' }));
await explain('get_pin_chats', BUSY_ID, chats({ keep: 'pinned' }));
await explain('get_archived_chats', BUSY_ID, chats({ keep: 'archived' }));
await explain('count_new_messages', BUSY_ID, newChatCount);
await explain('send-message', repeated.other, (ctx) => sendMessage(ctx, repeated.reader, said('Hello', 'explained')));
await explain('get_user_messages', longest.reader, (ctx) => page(ctx, longest.other));
await explain('get_pin_message', longest.reader, marked);
await explain('react_message', repeated.reader, (ctx) => reactToMessage(ctx, fresh ?? 0, 1));
await explain('delete_message', repeated.reader, (ctx) => deleteMessage(ctx, fresh ?? 0));
await explain('read_chats', longest.other, readAllChats);
await explain('delete-conversation', ordinary.reader, async (ctx) => {
  await clearChat(contextOf(ordinary.other), { kind: 'user', id: ordinary.reader });
  await clearChat(ctx, { kind: 'user', id: ordinary.other });
  await deleteClearedMessages(ctx, { conversationId: ORDINARY_CHAT });
  await Promise.all(background);
});
await explain('delete-user', PEOPLE - 2, (ctx) => purgeChats(ctx, { userId: PEOPLE - 2 }));
await explain('what is deleted goes', BUSY_ID, purgeDeletedMessages);
settings.close();
await db.destroy();
await embedded.stop();
