import type { Services } from '../../context.ts';
import { afterCommit } from '../../database/write.ts';
import { push } from '../../notifications/service/deliver.ts';
import type { Signals } from '../../signals/signals.ts';
import { displayName } from '../../users/rules.ts';
import { hydrateMessages } from '../hydrate.ts';
import { ownersWhoMutedChat } from '../queries/preferences.ts';
import { kindOfMessage, type MessageKind } from '../rules.ts';

const TEXT_LENGTH = 200;

/** What a push shows for a message without text. */
const WORDS: Readonly<Record<MessageKind, string>> = {
  text: '',
  image: 'sent a photo',
  sticker: 'sent a sticker',
  video: 'sent a video',
  audio: 'sent a voice message',
  file: 'sent a file',
  gif: 'sent a GIF',
  contact: 'sent a contact',
  map: 'sent a location',
  product: 'sent a product',
};

/**
 * Pushes a message to its recipients' messenger apps, except those who muted the chat. A later push of the same chat replaces the
 * earlier one on the phone.
 */
export async function pushMessage(services: Services, sent: Signals['messageSent']): Promise<void> {
  afterCommit(() => {
    push(services, async () => {
      const { messages, users } = await hydrateMessages(services, [sent.messageId]);
      const message = messages.get(sent.messageId);
      const sender = users.users.get(sent.fromId);
      if (!message || !sender) return undefined;
      const chatId = sent.kind === 'group' ? message.group_id : sent.kind === 'page' ? message.page_id : sent.fromId;
      const muted = new Set(await ownersWhoMutedChat(services.db, { kind: sent.kind, chat_id: chatId }, sent.recipientIds));
      const text = message.is_contact === 1 ? '' : message.text;
      return {
        app: 'messenger',
        userIds: sent.recipientIds.filter((id) => !muted.has(id)),
        heading: displayName(sender),
        content: [...(text || WORDS[kindOfMessage(message)])].slice(0, TEXT_LENGTH).join(''),
        collapseId: `conversation-${sent.conversationId}`,
        data: {
          type: 'message',
          user_id: String(sent.fromId),
          message_id: String(sent.messageId),
          group_id: String(message.group_id),
          page_id: String(message.page_id),
        },
      };
    });
  });
}

/** The sender of a message is no longer typing. */
export async function stopTyping(services: Services, sent: Signals['messageSent']): Promise<void> {
  if (sent.kind !== 'user') return;
  afterCommit(() => {
    for (const userId of sent.recipientIds) void services.typing.set(sent.fromId, userId, undefined);
  });
}
