import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { networkFailure } from '../network-failure.ts';
import { UnavailableError } from '../unavailable.ts';

/** A push to devices of one OneSignal app. */
export type PushMessage = {
  appId: string;
  deviceIds: readonly string[];
  heading: string;
  content: string;
  /** What the app reads when the push is opened. */
  data: Readonly<Record<string, string>>;
  /** A later push with the same key replaces the earlier one on the device. */
  collapseId: string;
};

export type Push = {
  /** Whether a key is configured; without one nothing needs to be prepared. */
  configured: boolean;
  /**
   * Sends a push, retrying for a while. Gives the devices that no longer exist. Throws a `PushError` when it could not be sent.
   */
  send(message: PushMessage): Promise<{ goneDeviceIds: string[] }>;
  /** Cancels what is in progress; sending throws from now on. */
  close(): void;
};

/** A push that was not sent, and why. Contains neither the key nor the content. */
export class PushError extends Error {}

const MAX_TRIES = 4;
const TIMEOUT_SECONDS = 10;
const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 30_000;
const AT_ONCE = 8;
// Pushes wait here while OneSignal is away; above this, new ones are dropped instead of filling the memory.
const MAX_WAITING = 1000;
// The most devices OneSignal accepts in one call.
const MAX_DEVICES = 2000;

/** Push by OneSignal's REST API. Off without a key. */
export function createPush(config: Config['push']): Push {
  const closing = new AbortController();
  const limit = pLimit(AT_ONCE);
  const url = `${config.url}/notifications?c=push`;

  async function send(message: PushMessage): Promise<{ goneDeviceIds: string[] }> {
    const key = config.restKeys[message.appId] ?? config.restKeys[''];
    if (key === undefined) throw new PushError('there is no key for this app');
    if (limit.pendingCount >= MAX_WAITING) throw new PushError('too many pushes are waiting');
    const goneDeviceIds: string[] = [];
    for (let first = 0; first < message.deviceIds.length; first += MAX_DEVICES) {
      const body = bodyOf({ ...message, deviceIds: message.deviceIds.slice(first, first + MAX_DEVICES) });
      goneDeviceIds.push(...(await limit(() => post({ url, key, body, closing: closing.signal }))));
    }
    return { goneDeviceIds };
  }

  return { configured: Object.keys(config.restKeys).length > 0, send, close: () => closing.abort() };
}

/** `idempotency_key` keeps a retry from becoming a second push. */
function bodyOf({ appId, deviceIds, heading, content, data, collapseId }: PushMessage): string {
  return JSON.stringify({
    app_id: appId,
    target_channel: 'push',
    include_subscription_ids: deviceIds,
    headings: { en: heading },
    contents: { en: content },
    data,
    collapse_id: collapseId.slice(0, 64),
    idempotency_key: randomUUID(),
  });
}

type Call = { url: string; key: string; body: string; closing: AbortSignal };

async function post(call: Call): Promise<string[]> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryOnce(call);
    if ('goneDeviceIds' in outcome) return outcome.goneDeviceIds;
    if (!outcome.again || attempt >= MAX_TRIES || call.closing.aborted) throw outcome.error;
    const pauseMs = Math.max(outcome.waitMs, FIRST_PAUSE_MS * 3 ** (attempt - 1) * (0.5 + Math.random()));
    await sleep(Math.min(pauseMs, MAX_PAUSE_MS), undefined, { signal: call.closing }).catch(() => {
      throw outcome.error;
    });
  }
}

/** The kind of outage that a failed push reports. */
function pushOutage(kind: string, cause?: unknown): UnavailableError {
  return new UnavailableError('OneSignal is away', { dependency: 'push', kind, cause });
}

type Outcome = { goneDeviceIds: string[] } | { error: PushError; again: boolean; waitMs: number };

async function tryOnce({ url, key, body, closing }: Call): Promise<Outcome> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Key ${key}` },
      body,
      redirect: 'error',
      signal: AbortSignal.any([closing, AbortSignal.timeout(TIMEOUT_SECONDS * 1000)]),
    });
    if (response.ok) return { goneDeviceIds: goneDevices(await response.json()) };
    await response.body?.cancel();
    const again = response.status === 429 || response.status >= 500;
    const cause = again ? pushOutage(`status_${response.status}`) : undefined;
    const waitMs = Number(response.headers.get('retry-after') ?? 0) * 1000 || 0;
    return { error: new PushError(`OneSignal answered ${response.status}`, { cause }), again, waitMs };
  } catch (error) {
    return {
      error: new PushError('OneSignal could not be reached', {
        cause: pushOutage(networkFailure(error) ?? 'unreachable', error),
      }),
      again: true,
      waitMs: 0,
    };
  }
}

const receipt = z.object({
  errors: z.object({
    invalid_player_ids: z.array(z.string()).default([]),
    invalid_subscription_ids: z.array(z.string()).default([]),
  }),
});

/** Devices that OneSignal no longer knows. Nothing else in a successful answer matters. */
function goneDevices(answer: unknown): string[] {
  const parsed = receipt.safeParse(answer);
  if (!parsed.success) return [];
  const { invalid_player_ids: players, invalid_subscription_ids: subscriptions } = parsed.data.errors;
  return [...players, ...subscriptions];
}
