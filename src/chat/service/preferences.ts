import type { Services, ViewerContext } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import { type ChatPreferences, deletePreferencesOf, savePreferences } from '../queries/preferences.ts';
import { type Chat, requireChat } from './chats.ts';

/**
 * Saves the viewer's preferences for a chat: notifications, calls, archived, pinned, favourite. Refuses `chatNotFound`,
 * `userNotFound`. Contract-beyond: mute.
 */
export async function saveChatPreferences(ctx: ViewerContext, chat: Chat, choices: Partial<ChatPreferences>): Promise<void> {
  await requireChat(ctx, chat);
  if (Object.keys(choices).length === 0) return;
  await ctx.write((tx) => savePreferences(tx, { owner_id: ctx.viewer.id, kind: chat.kind, chat_id: chat.id }, choices));
}

/** Listener of `userPurged`. */
export async function purgePreferences(services: Services, { userId }: { userId: number }): Promise<void> {
  await deleteInBatches(services.write, (tx, limit) => deletePreferencesOf(tx, userId, limit));
}
