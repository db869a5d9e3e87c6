import { createHash, randomBytes } from 'node:crypto';
import type { Ctx, Services, Viewer, ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import {
  appSessionsOf,
  claimDevice,
  deleteBrowserSessions,
  deleteIdleSessions,
  deleteOtherSessions,
  deleteSession,
  insertSession,
  type PushApp,
  type SessionRow,
  sessionByTokenHash,
  touchSession,
  touchSessions,
  usableSessions,
} from '../queries.ts';

/** The minimum time between two updates of when a user was seen. */
export const TOUCH_SECONDS = 30;
const DAY_MS = 86_400_000;

/** The device a user signs in with: an app, unless `kind` says that it is a browser. */
export type Device = { platform: string; pushDeviceId: string; pushApp: PushApp; kind?: SessionRow['kind'] };

/** A new session's token: 256 random bits in hexadecimal, so that it is safe in a URL. Only its hash is stored. */
export async function createSession(ctx: Ctx, tx: Tx, userId: number, device: Device): Promise<string> {
  const token = newToken();
  const sessionId = await insertSession(tx, {
    user_id: userId,
    token_hash: hashToken(token),
    parent_id: 0,
    kind: device.kind ?? 'app',
    platform: device.platform,
    push_device_id: '',
    push_app: '',
    ...originOf(ctx),
  });
  if (device.pushDeviceId !== '') await claimDevice(tx, sessionId, device);
  return token;
}

/** A browser session attached to the viewer's; replaces an earlier one. */
export async function createBrowserSession(ctx: ViewerContext): Promise<string> {
  const token = newToken();
  await ctx.write(async (tx) => {
    await deleteBrowserSessions(tx, ctx.viewer.sessionId);
    await insertSession(tx, {
      user_id: ctx.viewer.id,
      token_hash: hashToken(token),
      parent_id: ctx.viewer.sessionId,
      kind: 'browser',
      platform: 'web',
      push_device_id: '',
      push_app: '',
      ...originOf(ctx),
    });
  });
  return token;
}

/**
 * The holder of a token of the given kind; undefined when it is unknown, idle for too long, or its user may not sign in. 1
 * statement; marks the user as seen at most every 30 seconds, off the request's path.
 */
export async function viewerOfToken(services: Services, kind: SessionRow['kind'], token: string): Promise<Viewer | undefined> {
  // our own tokens are 64 hexadecimal digits; imported ones are as the former program made them
  if (!/^[\w.-]{16,255}$/.test(token)) return undefined;
  const session = await sessionByTokenHash(services.db, hashToken(token));
  if (!session || session.kind !== kind || session.state !== 'active' || session.banned) return undefined;
  const now = new Date();
  const idleMs = now.getTime() - session.last_used_at.getTime();
  if (idleMs > services.config.auth.sessionIdleDays * DAY_MS) return undefined;
  if (idleMs > TOUCH_SECONDS * 1000) {
    services.background('touch session', () => services.write((tx) => touchSession(tx, session, now)));
  }
  return {
    id: session.user_id,
    sessionId: session.id,
    username: session.username,
    role: session.role,
    timezone: session.timezone,
  };
}

/**
 * Which of the app sessions are still valid; marks these and their users as seen now. For connections that stay open. 3
 * statements for any number; a few hundred at a time.
 */
export async function keepAlive(services: Services, ids: readonly number[], now: Date): Promise<Set<number>> {
  const sessions = await usableSessions(services.db, ids);
  await services.write((tx) => touchSessions(tx, sessions, now));
  return new Set(sessions.map((session) => session.id));
}

/** The viewer's app sessions, newest first, 100 at most. */
export function ownSessions(ctx: ViewerContext): Promise<SessionRow[]> {
  return appSessionsOf(ctx.db, ctx.viewer.id);
}

/** Revokes one of the viewer's sessions with its browser sessions and pushes. Refuses `sessionNotFound`. */
export async function revokeSession(ctx: ViewerContext, id: number): Promise<void> {
  if ((await deleteOne(ctx, id)) === 0) throw new Refusal('sessionNotFound');
}

/** Revokes the session of this request. Revoking it twice is no error. */
export async function logOut(ctx: ViewerContext): Promise<void> {
  await deleteOne(ctx, ctx.viewer.sessionId);
}

function deleteOne(ctx: ViewerContext, id: number): Promise<number> {
  return ctx.write(async (tx) => {
    const ended = await deleteSession(tx, ctx.viewer.id, id);
    if (ended > 0) await ctx.emit(ctx, 'sessionsEnded', { userId: ctx.viewer.id, sessionId: id });
    return ended;
  });
}

/** Revokes all sessions of a user but one; all without `exceptId`. */
export async function revokeSessionsOf(services: Services, tx: Tx, ended: { userId: number; exceptId?: number }): Promise<void> {
  await deleteOtherSessions(tx, ended.userId, ended.exceptId ?? 0);
  await services.emit(services, 'sessionsEnded', ended);
}

/** Deletes sessions idle for too long (some apps never log out), in batches. */
export async function sweepIdleSessions(services: Services, now: Date): Promise<void> {
  const before = new Date(now.getTime() - services.config.auth.sessionIdleDays * DAY_MS);
  for (let deleted = Infinity; deleted > 0; ) deleted = await services.write((tx) => deleteIdleSessions(tx, before, 500));
}

function originOf(ctx: Ctx) {
  return {
    user_agent: ctx.client.userAgent.slice(0, 255),
    address: ctx.client.address.slice(0, 45),
    created_at: ctx.now,
    last_used_at: ctx.now,
  };
}

function newToken(): string {
  return randomBytes(32).toString('hex');
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
