import type { Knex } from 'knex';
import { highestId } from '../src/database/counters.ts';
import { insertPeople } from './people.ts';
import { fillNumbers } from './social-graph.ts';

export const PEOPLE = 50_000;
/** Has conversations with thousands of people and hides every fifth message, like a shop's account or a bot. */
export const BUSY_ID = PEOPLE + 1;
/** Groups have 5 to 256 members, the first group the most. The busy person is a member of all of them. */
const GROUPS = 500;
const MAX_MEMBERS = 256;
const MESSAGES_A_STATEMENT = 100_000;

type Progress = (line: string) => void;

/** The number of one-to-one chats. The last `busy` of them belong to the busy person. */
function chatsOf(messages: number): { pairs: number; busy: number } {
  const pairs = Math.max(1000, Math.floor(messages / 20));
  return { pairs, busy: Math.min(5000, Math.floor(pairs / 10)) };
}

/** The one-to-one chat with the most messages, and the one with the second most. */
export const LONGEST_CHAT = 1;
export const SECOND_CHAT = 2;

/**
 * Fills the site with this many messages, unless it holds them already: 20 per one-to-one chat on average, by a power law (the
 * longest chat holds one in 63 at 5M), a tenth of them in groups. A third of the participants have not read the newest message.
 */
export async function fillChats(db: Knex, count: number, progress: Progress): Promise<void> {
  const have = await highestId(db, 'messages');
  if (have >= count && have < count * 1.1 && (await db('message_marks').first('user_id'))) return;
  for (const table of ['message_marks', 'messages', 'conversation_participants', 'conversations', 'chat_preferences']) {
    await db(table).truncate();
  }
  for (const table of ['group_chats', 'group_chat_members']) await db(table).truncate();
  if (!(await db('users').first('id'))) await insertPeople(db, BUSY_ID, () => {});
  await fillNumbers(db);
  await fillConversations(db, count);
  progress('chats are there');
  for (let start = 0; start < count; start += MESSAGES_A_STATEMENT) {
    await fillMessages(db, { start, some: Math.min(MESSAGES_A_STATEMENT, count - start), count });
    if (start % 1_000_000 === 0) progress(`${start} messages`);
  }
  await fillSides(db);
  await fillMarks(db);
  await db.raw('ANALYZE TABLE conversations, conversation_participants, messages, message_marks, chat_preferences');
  progress(`${count} messages are there`);
}

/** Pairs are (i, i + step) around the circle of people, so each pair occurs once. */
async function fillConversations(db: Knex, count: number): Promise<void> {
  const { pairs, busy } = chatsOf(count);
  const rows = (total: number) =>
    'FROM bench_numbers AS units JOIN bench_numbers AS blocks ON units.n < 1000 AND blocks.n < ? ' +
    `WHERE blocks.n * 1000 + units.n < ${total}`;
  const blocks = Math.ceil((pairs + GROUPS) / 1000);
  const nth = '(blocks.n * 1000 + units.n)';
  const one = `(1 + ${nth} MOD ${PEOPLE})`;
  const other = `(1 + (${nth} + 1 + FLOOR(${nth} / ${PEOPLE})) MOD ${PEOPLE})`;
  await db.raw(
    'INSERT INTO conversations (id, kind, first_id, second_id, created_at) ' +
      `SELECT 1 + ${nth}, 'user', LEAST(${one}, ${other}), GREATEST(${one}, ${other}), UTC_TIMESTAMP(3) ${rows(pairs - busy)}`,
    [blocks],
  );
  await db.raw(
    'INSERT INTO conversations (id, kind, first_id, second_id, created_at) ' +
      `SELECT ? + n, 'user', n + 1, ?, UTC_TIMESTAMP(3) FROM bench_numbers WHERE n < ?`,
    [pairs - busy + 1, BUSY_ID, busy],
  );
  await db.raw(
    'INSERT INTO conversations (id, kind, first_id, second_id, created_at) ' +
      `SELECT ? + n, 'group', n + 1, 0, UTC_TIMESTAMP(3) FROM bench_numbers WHERE n < ?`,
    [pairs + 1, GROUPS],
  );
}

type Part = { start: number; some: number; count: number };

/** One second apart. */
async function fillMessages(db: Knex, { start, some, count }: Part): Promise<void> {
  const { pairs } = chatsOf(count);
  // the limit makes MariaDB compute each random number once, however often the outer statement names it
  const picked =
    'SELECT n, IF(RAND() < 0.1, ? + FLOOR(? * POW(RAND(), 2)), 1 + FLOOR(? * POW(RAND(), 3))) AS chat, ' +
    'FLOOR(RAND() * 5) AS turn, RAND() AS dice FROM bench_numbers WHERE n < ? LIMIT ?';
  const from = "IF(kind = 'group', 1 + (first_id * 37 + turn) MOD ?, IF(turn < 3, first_id, second_id))";
  const to = "IF(kind = 'group', 0, IF(turn < 3, second_id, first_id))";
  await db.raw(
    'INSERT INTO messages (id, conversation_id, from_id, to_id, group_id, text, hash_id, content_hash, created_at) ' +
      `SELECT ? + n, chat, ${from}, ${to}, IF(kind = 'group', first_id, 0), ` +
      "CONCAT('Message number ', n, REPEAT(' and a few more words', FLOOR(dice * 6))), '', " +
      `UNHEX(MD5(? + n)), UTC_TIMESTAMP(3) - INTERVAL ? - n SECOND ` +
      `FROM (${picked}) AS picked JOIN conversations ON conversations.id = picked.chat`,
    [start + 1, PEOPLE, start, count - start, pairs + 1, GROUPS, pairs, some, some],
  );
}

/** Inserts the participants of the chats that hold messages. */
async function fillSides(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists('bench_newest');
  await db.raw(
    'CREATE TABLE bench_newest (PRIMARY KEY (chat)) SELECT conversation_id AS chat, MAX(id) AS id FROM messages GROUP BY 1',
  );
  const newest =
    'bench_newest AS newest JOIN conversations ON conversations.id = newest.chat JOIN messages ON messages.id = newest.id';
  const insert =
    'INSERT INTO conversation_participants (user_id, conversation_id, kind, chat_id, last_message_at, read_up_to, unread_count) ';
  const state = 'messages.created_at, newest.id - ((newest.id + user_id) MOD 3 = 0), (newest.id + user_id) MOD 3 = 0';
  for (const [side, other] of [
    ['first_id', 'second_id'],
    ['second_id', 'first_id'],
  ]) {
    await db.raw(
      `${insert} SELECT ${side}, newest.chat, kind, ${other}, ${state.replaceAll('user_id', String(side))} ` +
        `FROM ${newest} WHERE kind = 'user'`,
    );
  }
  const member = `1 + (first_id * 37 + n) MOD ${PEOPLE}`;
  await db.raw(
    `${insert} SELECT ${member}, newest.chat, kind, first_id, messages.created_at, newest.id, 0 ` +
      `FROM ${newest} JOIN bench_numbers ON n < GREATEST(5, FLOOR(? / first_id)) WHERE kind = 'group'`,
    [MAX_MEMBERS],
  );
  await db.raw(`${insert} SELECT ?, newest.chat, kind, first_id, messages.created_at, 0, 1 FROM ${newest} WHERE kind = 'group'`, [
    BUSY_ID,
  ]);
  await db.raw(
    'INSERT INTO group_chats (id, owner_id, name, created_at) ' +
      `SELECT first_id, ?, CONCAT('Group ', first_id), created_at FROM conversations WHERE kind = 'group'`,
    [BUSY_ID],
  );
  await db.raw(
    'INSERT INTO group_chat_members (group_id, user_id, state, invited_by, created_at) ' +
      "SELECT chat_id, user_id, 'active', ?, last_message_at FROM conversation_participants WHERE kind = 'group'",
    [BUSY_ID],
  );
  await db.schema.dropTable('bench_newest');
  // a tenth of all chats are archived, a hundredth pinned
  await db.raw(
    'INSERT INTO chat_preferences (owner_id, kind, chat_id, archived, pinned) ' +
      'SELECT user_id, kind, chat_id, conversation_id MOD 10 = 0, conversation_id MOD 100 = 1 FROM conversation_participants ' +
      'WHERE conversation_id MOD 10 = 0 OR conversation_id MOD 100 = 1',
  );
  await db.raw('UPDATE users SET last_seen_at = UTC_TIMESTAMP(3) + INTERVAL 1 DAY WHERE id MOD 50 = 0');
}

/** The busy person hides every fifth message. The two people of the longest chat pin every hundredth. */
async function fillMarks(db: Knex): Promise<void> {
  await db.raw(
    'INSERT INTO message_marks (user_id, message_id, conversation_id, hidden) ' +
      'SELECT ?, id, conversation_id, 1 FROM messages WHERE id MOD 5 = 0 AND conversation_id IN ' +
      '(SELECT conversation_id FROM conversation_participants WHERE user_id = ?)',
    [BUSY_ID, BUSY_ID],
  );
  await db.raw(
    'INSERT INTO message_marks (user_id, message_id, conversation_id, pinned) ' +
      'SELECT user_id, id, messages.conversation_id, 1 FROM messages JOIN conversation_participants USING (conversation_id) ' +
      'WHERE messages.conversation_id = ? AND id MOD 100 = 0',
    [LONGEST_CHAT],
  );
}
