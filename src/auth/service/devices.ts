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

/** What an app says of itself while it polls: that its person is here, and which device pushes should go to. */
export type AppState = { online: boolean; device: Device };

/**
 * Notes the state of the viewer's app, off the request's path. 1 statement; writes only what changed, and that the person is
 * here at most every 30 seconds. Contract §2.43.
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

/** Where pushes for people go, of the given apps. 1 statement. */
export function pushDevices(services: Services, userIds: readonly number[], apps: readonly PushApp[]): Promise<SessionDevice[]> {
  return deviceRows(services.db, userIds, apps);
}

/** Devices that no push reaches any more are sent none. */
export async function removeDevices(services: Services, deviceIds: readonly string[]): Promise<void> {
  if (deviceIds.length > 0) await services.write((tx) => releaseDevices(tx, deviceIds));
}
