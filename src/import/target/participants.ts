import type { Services } from '../../context.ts';
import { highestId } from '../../database/counters.ts';

const RANGE = 5000;

const KEEP = 'ON DUPLICATE KEY UPDATE conversation_participants.kind = conversation_participants.kind';

const participants = (source: string) => `
  INSERT INTO conversation_participants (user_id, conversation_id, kind, chat_id)
  ${source} ${KEEP}`;

/** Who takes part: both people, the visitor and the owner of a page, the members of a group chat. */
const STATEMENTS = [
  participants(`SELECT first_id, id, 'user', second_id FROM conversations WHERE id BETWEEN ? AND ? AND kind = 'user'`),
  participants(`SELECT second_id, id, 'user', first_id FROM conversations WHERE id BETWEEN ? AND ? AND kind = 'user'`),
  participants(`SELECT second_id, id, 'page', first_id FROM conversations WHERE id BETWEEN ? AND ? AND kind = 'page'`),
  participants(`SELECT pages.owner_id, conversations.id, 'page', first_id
    FROM conversations JOIN pages ON pages.id = conversations.first_id
    WHERE conversations.id BETWEEN ? AND ? AND conversations.kind = 'page'`),
  participants(`SELECT group_chat_members.user_id, conversations.id, 'group', first_id
    FROM conversations JOIN group_chat_members ON group_chat_members.group_id = conversations.first_id
    WHERE conversations.id BETWEEN ? AND ? AND conversations.kind = 'group' AND group_chat_members.state = 'active'`),
  `UPDATE conversation_participants AS participants JOIN import_read_marks AS marks
      ON marks.conversation_id = participants.conversation_id AND marks.user_id = participants.user_id
    SET participants.read_up_to = GREATEST(participants.read_up_to, marks.read_up_to)
    WHERE participants.conversation_id BETWEEN ? AND ?`,
  // who has written has read until there, in a group chat
  `UPDATE conversation_participants AS participants SET read_up_to = GREATEST(read_up_to, COALESCE((
      SELECT MAX(messages.id) FROM messages WHERE messages.conversation_id = participants.conversation_id
        AND messages.from_id = participants.user_id), 0))
    WHERE participants.conversation_id BETWEEN ? AND ? AND participants.kind = 'group'`,
  // where their list has the chat, and how much of it is new
  `UPDATE conversation_participants AS participants SET
      last_message_at = (SELECT MAX(messages.created_at) FROM messages
        LEFT JOIN message_marks AS marks
          ON marks.message_id = messages.id AND marks.user_id = participants.user_id AND marks.hidden = 1
        WHERE messages.conversation_id = participants.conversation_id AND messages.state = 'shown'
          AND messages.id > participants.cleared_up_to AND marks.user_id IS NULL),
      unread_count = (SELECT COUNT(*) FROM messages
        LEFT JOIN message_marks AS marks
          ON marks.message_id = messages.id AND marks.user_id = participants.user_id AND marks.hidden = 1
        WHERE messages.conversation_id = participants.conversation_id AND messages.state = 'shown'
          AND messages.id > GREATEST(participants.read_up_to, participants.cleared_up_to)
          AND messages.from_id <> participants.user_id AND marks.user_id IS NULL)
    WHERE participants.conversation_id BETWEEN ? AND ?`,
  `UPDATE conversations SET created_at = COALESCE((
      SELECT MIN(messages.created_at) FROM messages WHERE messages.conversation_id = conversations.id), created_at)
    WHERE id BETWEEN ? AND ? AND created_at < '1971-01-01'`,
];

type Progress = (done: number, total: number) => void;

/** Adds who takes part in the conversations and where they stand, of the messages that are here. May be run again. */
export async function settleConversations({ db, write }: Pick<Services, 'db' | 'write'>, progress: Progress): Promise<void> {
  const last = await highestId(db, 'conversations');
  for (let from = 1; from <= last; from += RANGE) {
    const range = [from, from + RANGE - 1];
    for (const sql of STATEMENTS) await write((tx) => tx.raw(sql, range));
    progress(Math.min(last, from + RANGE - 1), last);
  }
}
