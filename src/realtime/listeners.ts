import type { Services } from '../context.ts';
import { afterCommit } from '../database/write.ts';
import { tokenRefused } from '../http/gate.ts';
import type { Signals } from '../signals/signals.ts';
import { hydrateUsers } from '../users/hydrate.ts';
import { identityFields } from '../users/present/columns.ts';
import { displayName } from '../users/rules.ts';
import { disconnectNotice, presentSeen, presentTyping } from './present.ts';

// Nothing is delivered before the commit: a rolled-back message never reaches a client.

/** `private_message`. */
export async function deliverNewMessage(services: Services, sent: Signals['messageSent']): Promise<void> {
  afterCommit(() => services.realtime.deliveryQueue.put(services, sent));
}

/** `message_deleted {message_id, user_id}`. */
export async function notifyMessageDeleted(services: Services, deleted: Signals['messageDeleted']): Promise<void> {
  const payload = { message_id: String(deleted.messageId), user_id: String(deleted.fromId) };
  const { realtime } = services;
  afterCommit(() => {
    realtime.deliveryQueue.after(services, () =>
      realtime.tell([deleted.fromId, ...deleted.recipientIds], 'message_deleted', payload),
    );
  });
}

/** `message_reaction {message_id, user_id, reaction}`; reaction `0`: removed. */
export async function notifyMessageReaction(services: Services, reacted: Signals['messageReacted']): Promise<void> {
  const { messageId, userId, recipientIds } = reacted;
  const payload = { message_id: String(messageId), user_id: String(userId), reaction: String(reacted.reaction) };
  const { realtime } = services;
  afterCommit(() => {
    realtime.deliveryQueue.after(services, () => realtime.tell([userId, ...recipientIds], 'message_reaction', payload));
  });
}

/** `lastseen`, in one-to-one chats, if the site shows it. */
export async function notifySeen(services: Services, seen: Signals['messagesSeen']): Promise<void> {
  if (seen.kind !== 'user' || !services.settings.isOn('message_seen')) return;
  const payload = presentSeen(seen, new Date());
  afterCommit(() => services.realtime.tell([seen.chatId], 'lastseen', payload));
}

/** `typing`, `recording`, `typing_done {recipient_id, sender_id}`, if the site shows it. */
export async function notifyTyping(services: Services, { fromId, toId, doing }: Signals['typingChanged']): Promise<void> {
  const { realtime, settings } = services;
  if (!settings.isOn('message_typing') || !realtime.mayReach([toId])) return;
  if (!doing) {
    realtime.tell([toId], 'typing_done', { recipient_id: String(toId), sender_id: String(fromId) });
    return;
  }
  const { users } = await hydrateUsers({ db: services.db }, [fromId]);
  const typist = users.get(fromId);
  if (!typist) return;
  const { avatar } = identityFields(typist, { ...services, now: new Date() });
  realtime.tell([toId], doing, presentTyping({ fromId, toId }, doing, avatar));
}

/** `on_name_changed {user_id, username, name, avatar}`, to those who watch the user. */
export async function notifyNameChanged(services: Services, { userId }: Signals['userChanged']): Promise<void> {
  afterCommit(() => {
    if (!services.realtime.isWatched(userId)) return;
    services.background('tell of a name', async () => {
      const { users } = await hydrateUsers({ db: services.db }, [userId]);
      const user = users.get(userId);
      if (!user) return;
      const { username, avatar } = identityFields(user, { ...services, now: new Date() });
      const payload = { user_id: String(userId), username, name: displayName(user), avatar };
      services.realtime.tellWatchers(userId, 'on_name_changed', payload);
    });
  });
}

/** A follower's devices are notified from now on when the other goes online or offline. */
export async function subscribeToPresence(
  services: Services,
  { followerId, followeeId }: Signals['followed'] | Signals['followAccepted'],
): Promise<void> {
  afterCommit(() => services.realtime.watch(followerId, followeeId));
}

/** Neither side of a block is notified of the other any more. */
export async function unsubscribeBoth(services: Services, { blockerId, blockedId }: Signals['blocked']): Promise<void> {
  afterCommit(() => services.realtime.part(blockerId, blockedId));
}

/** Closes the connections of revoked sessions, in every process. */
export async function disconnectSessions(services: Services, ended: Signals['sessionsEnded']): Promise<void> {
  afterCommit(() => services.realtime.cut(ended, disconnectNotice(tokenRefused())));
}
