import type { ParticipantRow } from '../queries/conversations.ts';

/** The key of a chat in hydrated maps: chats of different kinds may share an id. */
export function chatKey({ kind, chat_id }: Pick<ParticipantRow, 'kind' | 'chat_id'>): string {
  return `${kind}:${chat_id}`;
}
