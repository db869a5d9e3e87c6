import type { Services, ViewerContext } from '../context.ts';
import { Refusal } from '../http/errors.ts';
import { requireVisibleUser } from '../users/service.ts';
import { type ChatKind, type ChatPreferences, deletePreferencesOf, ownersWhoMuted, savePreferences } from './queries.ts';

const BATCH = 500;

/**
 * Keeps the viewer's choices for a chat: whether it notifies and rings, is archived, pinned or a favourite. Refuses
 * `chatNotFound`. Contract-beyond: mute.
 */
export async function keepChat(
  ctx: ViewerContext,
  chat: { kind: ChatKind; id: number },
  choices: Partial<ChatPreferences>,
): Promise<void> {
  // chats of pages and groups are known once these are
  if (chat.kind !== 'user') throw new Refusal('chatNotFound');
  await requireVisibleUser(ctx, chat.id);
  if (Object.keys(choices).length === 0) return;
  await ctx.write((tx) => savePreferences(tx, { owner_id: ctx.viewer.id, kind: chat.kind, chat_id: chat.id }, choices));
}

/** Which of the people do not want to hear of a person. 1 statement, none for nobody. */
export async function whoMuted(
  { db }: Pick<Services, 'db'>,
  personId: number,
  ownerIds: readonly number[],
): Promise<Set<number>> {
  return new Set(await ownersWhoMuted(db, personId, ownerIds));
}

/** Listener of `userPurged`. */
export async function purgePreferences(services: Services, { userId }: { userId: number }): Promise<void> {
  for (let deleted = 1; deleted > 0; ) deleted = await services.write((tx) => deletePreferencesOf(tx, userId, BATCH));
}
