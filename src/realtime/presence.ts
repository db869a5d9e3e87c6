import { keepAlive } from '../auth/service/sessions.ts';
import { chatPartnerIds } from '../chat/service/partners.ts';
import type { Services, ViewerContext } from '../context.ts';
import { followingIds } from '../graph/service/lists.ts';
import { tokenRefused } from '../http/gate.ts';
import { unixSeconds } from '../time-text.ts';
import { hydrateUsers } from '../users/hydrate.ts';
import type { ClientSocket } from './client-socket.ts';
import { disconnectNotice } from './present.ts';
import { presenceRoom } from './realtime.ts';

// Less than half of what counts as online.
const ROUND_SECONDS = 25;
const AT_ONCE = 300;
const MAX_FOLLOWED = 500;
const MAX_PARTNERS = 200;

/**
 * Marks connected users as seen in intervals, and disconnects sessions that ended without a signal (a ban, an idle one). Gives
 * the function that stops it.
 */
export function startPresence(services: Services): () => void {
  const timer = setInterval(() => services.background('keep presence', () => refreshPresence(services)), ROUND_SECONDS * 1000);
  timer.unref();
  return () => clearInterval(timer);
}

/** One interval. 3 statements for each 300 connections. */
export async function refreshPresence(services: Services): Promise<void> {
  const sockets = [...services.realtime.io.of('/').sockets.values()].filter((socket) => socket.data.viewer);
  for (let first = 0; first < sockets.length; first += AT_ONCE) {
    const some = sockets.slice(first, first + AT_ONCE);
    const alive = await keepAlive(services, [...new Set(some.map(sessionOf))], new Date());
    for (const socket of some.filter((each) => !alive.has(sessionOf(each)))) {
      socket.emit('failed', disconnectNotice(tokenRefused()));
      socket.disconnect(true);
    }
  }
}

function sessionOf(socket: ClientSocket): number {
  return socket.data.viewer?.sessionId ?? 0;
}

/**
 * A device has connected: it watches the people its user follows and chats with, and, if it is their first, those are notified. 5
 * statements.
 */
export async function setOnline(ctx: ViewerContext, socket: ClientSocket, isFirst: boolean): Promise<void> {
  const { id } = ctx.viewer;
  const maps = await hydrateUsers(ctx, [id]);
  const [followed, partners] = await Promise.all([
    followingIds(ctx, id, { maps, limit: MAX_FOLLOWED }),
    chatPartnerIds(ctx, MAX_PARTNERS),
  ]);
  socket.join([...new Set([...followed, ...partners])].map(presenceRoom));
  if (isFirst) await announcePresence(ctx, id, 'on_user_loggedin');
}

/** A device has disconnected. After the user's last one, in any process, those who watch the user are notified. */
export function setOffline(services: Services, socket: ClientSocket): void {
  const { viewer } = socket.data;
  const { realtime } = services;
  if (!viewer || realtime.isHere(viewer.id)) return;
  services.background('tell of a departure', async () => {
    // checked again afterwards: a device may have reconnected meanwhile
    if ((await realtime.isElsewhere(viewer.id)) || realtime.isHere(viewer.id)) return;
    await announcePresence(services, viewer.id, 'on_user_loggedoff');
  });
}

/**
 * Notifies those who watch a user that they went online or offline, unless they appear offline. 3 statements, none without
 * watchers.
 */
export async function announcePresence(
  services: Services,
  userId: number,
  event: 'on_user_loggedin' | 'on_user_loggedoff',
): Promise<void> {
  if (!services.realtime.isWatched(userId)) return;
  const { users } = await hydrateUsers({ db: services.db }, [userId]);
  const user = users.get(userId);
  if (!user || user.appears_offline === 1) return;
  services.realtime.tellWatchers(userId, event, { user_id: String(userId), lastseen: unixSeconds(new Date()) });
}
