import type { Services, ViewerContext } from '../../context.ts';
import {
  claimDevice,
  deviceRows,
  type PushApp,
  releaseDevices,
  type SessionDevice,
  sessionState,
  touchSession,
} from '../queries.ts';
import { type Device, TOUCH_SECONDS } from './sessions.ts';

/** What an app reports while it polls: that its user is online, and the device that pushes should go to. */
export type AppState = { online: boolean; device: Device };

/**
 * Stores what the viewer's app reports, off the request's path. 1 statement; writes only changes, and the time last seen at most
 * every 30 seconds. Contract §2.43.
 */
export function recordAppState(ctx: ViewerContext, { online, device }: AppState): void {
  if (!online && device.pushDeviceId === '') return;
  ctx.background('note the state of an app', async () => {
    const known = await sessionState(ctx.db, ctx.viewer.sessionId);
    if (!known) return;
    const unseenMs = ctx.now.getTime() - known.last_seen_at.getTime();
    const isSeen = online && known.appears_offline === 0;
    if (isSeen && unseenMs > TOUCH_SECONDS * 1000) await ctx.write((tx) => touchSession(tx, known, ctx.now));
    const isNew = known.push_device_id !== device.pushDeviceId || known.push_app !== device.pushApp;
    if (device.pushDeviceId !== '' && isNew) await ctx.write((tx) => claimDevice(tx, known.id, device));
  });
}

/** The devices of users for pushes, of the given apps. 1 statement. */
export function pushDevices(services: Services, userIds: readonly number[], apps: readonly PushApp[]): Promise<SessionDevice[]> {
  return deviceRows(services.db, userIds, apps);
}

/** Removes devices that no push reaches any more. */
export async function removeDevices(services: Services, deviceIds: readonly string[]): Promise<void> {
  if (deviceIds.length > 0) await services.write((tx) => releaseDevices(tx, deviceIds));
}
