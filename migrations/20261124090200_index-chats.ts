import type { Knex } from 'knex';

/** Table, name, columns before and after. */
const INDEXES = [
  // a side by what its chat is with: without the time last, the list's index was taken and a person's whole list read
  [
    'conversation_participants',
    'conversation_participants_chat_index',
    ['user_id', 'kind', 'chat_id'],
    ['user_id', 'kind', 'chat_id', 'last_message_at'],
  ],
  // how far others have read: the end of each conversation's range
  [
    'conversation_participants',
    'conversation_participants_conversation_index',
    ['conversation_id'],
    ['conversation_id', 'read_up_to'],
  ],
  // what is deleted and not removed yet is not passed over again and again
  ['messages', 'messages_conversation_index', ['conversation_id', 'id'], ['conversation_id', 'state', 'id']],
  ['messages', 'messages_sender_index', ['from_id', 'id'], ['from_id', 'state', 'id']],
  // the same words a thousand times: only those of the last seconds count
  ['messages', 'messages_content_index', ['content_hash'], ['content_hash', 'created_at']],
] as const;

export async function up(knex: Knex): Promise<void> {
  for (const [table, name, before, after] of INDEXES) await replaceIndex(knex, { table, name, before, after });
}

export async function down(knex: Knex): Promise<void> {
  for (const [table, name, before, after] of INDEXES) await replaceIndex(knex, { table, name, before: after, after: before });
}

type Replacement = { table: string; name: string; before: readonly string[]; after: readonly string[] };

async function replaceIndex(knex: Knex, { table, name, before, after }: Replacement): Promise<void> {
  await knex.schema.alterTable(table, (alter) => {
    alter.dropIndex([...before], name);
    alter.index([...after], name);
  });
}
